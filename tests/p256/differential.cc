// Compares core's P-256 with Mbed TLS: p256_differential [--cases N] [--seed S] [--first I]
//
// Case I of a seed is always the same, so that a difference can be replayed alone.
#include <array>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "tests/p256/cases.h"
#include "tests/p256/library.h"

namespace switchback::crypto::p256::testing {

void expect(bool agree, const std::string& operation, std::initializer_list<Number> inputs) {
  if (agree) return;
  std::string text = operation;
  for (const Number& input : inputs) text += "\n  " + to_hex(input);
  throw Difference(text);
}

// The points: small multiples of G, their negatives, those with x at edges, one with y at an edge,
// and random ones.
Choices make_choices(std::uint64_t seed) {
  Choices choices{edges_below({}), edges_below(kP), edges_below(kN), {}};
  RandomNumbers random(seed);
  const auto g = plain_generator();
  for (std::uint32_t factor = 1; factor <= 8; ++factor) {
    choices.points.push_back(*library_multiply_add({factor}, g, {}, g));
    choices.points.push_back(*library_multiply_add(library_difference({}, {factor}, kN), g, {}, g));
  }
  for (const Number& x : choices.below_p) {
    if (const auto point = library_point_at(x)) choices.points.push_back(*point);
  }
  choices.points.push_back({from_hex("d7325d7646cd60d80a92738ceb345f844cffaf35841022cab176f692de8de1d7"), {5}});
  for (unsigned i = 0; i < 64; ++i) {
    if (const auto point = library_point_at(random.below(kP))) choices.points.push_back(*point);
  }
  return choices;
}

}  // namespace switchback::crypto::p256::testing

namespace {

using namespace switchback::crypto::p256::testing;

struct Kind {
  const char* name;
  unsigned share;  // of 100 cases
  void (*compare)(const Choices& choices, RandomNumbers& random);
};

// The library takes most of the time: a millisecond for each of the last two.
constexpr std::array kKinds = {
    Kind{"numbers", 35, compare_numbers},      Kind{"field elements", 30, compare_elements},
    Kind{"points", 20, compare_points},        Kind{"encodings", 10, compare_encodings},
    Kind{"u1 G + u2 Q", 2, compare_multiples}, Kind{"signatures", 3, compare_signatures},
};

struct Arguments {
  std::uint64_t cases = 10000;
  std::uint64_t seed = 1;
  std::uint64_t first = 0;
};

bool read_arguments(int count, char** texts, Arguments& arguments) {
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string_view name = texts[i];
    std::uint64_t* const number = name == "--cases"   ? &arguments.cases
                                  : name == "--seed"  ? &arguments.seed
                                  : name == "--first" ? &arguments.first
                                                      : nullptr;
    const char* const end = texts[i + 1] + std::strlen(texts[i + 1]);
    if (number == nullptr || std::from_chars(texts[i + 1], end, *number).ptr != end) return false;
  }
  return count % 2 == 1;
}

std::size_t kind_of(std::uint64_t index) {
  auto rest = static_cast<unsigned>(index % 100);
  std::size_t kind = 0;
  while (rest >= kKinds[kind].share) rest -= kKinds[kind++].share;
  return kind;
}

}  // namespace

int main(int count, char** texts) {
  Arguments arguments;
  if (!read_arguments(count, texts, arguments)) {
    std::fputs("usage: p256_differential [--cases N] [--seed S] [--first I]\n", stderr);
    return 2;
  }
  const Choices choices = make_choices(arguments.seed);
  std::array<std::uint64_t, kKinds.size()> counts{};
  for (std::uint64_t i = arguments.first; i < arguments.first + arguments.cases; ++i) {
    const std::size_t kind = kind_of(i);
    RandomNumbers random(arguments.seed << 32 ^ i);
    try {
      kKinds[kind].compare(choices, random);
    } catch (const Difference& difference) {
      std::printf("differ: %s\nreplay: p256_differential --seed %llu --first %llu --cases 1\n", difference.what(),
                  static_cast<unsigned long long>(arguments.seed), static_cast<unsigned long long>(i));
      return 1;
    }
    ++counts[kind];
  }
  std::printf("seed %llu:", static_cast<unsigned long long>(arguments.seed));
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    std::printf(" %llu %s,", static_cast<unsigned long long>(counts[i]), kKinds[i].name);
  }
  std::printf(" %zu points; none differ\n", choices.points.size());
  return 0;
}
