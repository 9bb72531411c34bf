// Compares core's P-256 as machine code with the host's:
//
//   p256_on_arm cortex-m0|cortex-m4 ELF KERNEL-CALLS SIGNATURES [SEED]
//
// Kernel calls are add, subtract and multiply of both kernels: on all pairs of edges, then this
// number of calls on edges and random numbers. Signatures are the first ones of tests/data/p256.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string_view>

#include "core/crypto/p256/kernel.h"
#include "tests/p256/machine.h"
#include "tests/support/p256/known_answers.h"
#include "tests/support/p256/numbers.h"

namespace switchback::crypto::p256::testing {
namespace {

constexpr std::uint32_t kStart = Machine::kRamStart;
constexpr std::uint32_t kFirst = kStart + 256, kSecond = kStart + 512, kResult = kStart + 768;  // numbers
constexpr std::uint32_t kKernelStackBytes = 192;
constexpr std::uint32_t kNumberBytes = sizeof(Number);

// A Call modulo this is a kernel's operation: sum, difference or product.
constexpr unsigned kOperations = 3, kProduct = 2;

// What a kernel's call gives: nine words, of which a sum's last is the carry.
using Result = std::array<std::uint32_t, kWords + 1>;

struct Operands {
  Number x;
  Number y;
};

Result on_host(unsigned operation, const Operands& operands) {
  Result result{};
  std::array<std::uint32_t, 2 * kWords + 1> product;
  switch (operation) {
    case 0:
      result[kWords] = portable::add(result.data(), operands.x.data(), operands.y.data());
      break;
    case 1:
      result[kWords] = portable::subtract(result.data(), operands.x.data(), operands.y.data());
      break;
    default:
      portable::multiply(product.data(), operands.x.data(), operands.y.data());
      std::copy_n(product.begin() + kWords, result.size(), result.begin());
      break;
  }
  return result;
}

// `place` is where a sum goes: kResult, or one of the operands.
Result on_machine(Machine& machine, Call call, const Operands& operands, std::uint32_t place) {
  machine.write(kFirst, operands.x);
  machine.write(kSecond, operands.y);
  Result result{};
  if (call == kPortableMultiply || call == kKernelMultiply) {
    machine.call(call, {kResult, kFirst, kSecond}, {kResult, 2 * kNumberBytes + 4}, kKernelStackBytes);
    machine.read(kResult + kNumberBytes, result);
  } else {
    result[kWords] = machine.call(call, {place, kFirst, kSecond}, {place, kNumberBytes}, kKernelStackBytes);
    machine.read(place, std::span(result).first<kWords>());
  }
  return result;
}

void compare(Machine& machine, Call call, const Operands& operands, std::uint32_t place) {
  constexpr const char* kNames[kCalls] = {"portable add", "portable subtract", "portable multiply",
                                          "kernel add",   "kernel subtract",   "kernel multiply"};
  if (on_machine(machine, call, operands, place) == on_host(call % kOperations, operands)) return;
  throw std::runtime_error(std::string(kNames[call]) + " differs for " + to_hex(operands.x) + " and " +
                           to_hex(operands.y));
}

// All pairs of edges. Returns the number of calls.
std::uint64_t compare_edges(Machine& machine) {
  std::uint64_t calls = 0;
  for (unsigned i = 0; i < kVerify; ++i) {
    const std::vector<Number> edges = edges_below(i % kOperations == kProduct ? kP : Number{});
    for (const Number& x : edges) {
      for (const Number& y : edges) compare(machine, static_cast<Call>(i), {x, y}, kResult);
    }
    calls += edges.size() * edges.size();
  }
  return calls;
}

void compare_kernels(Machine& machine, std::uint64_t calls, std::uint64_t seed) {
  constexpr std::uint32_t kPlaces[] = {kResult, kFirst, kSecond};
  const std::vector<Number> any = edges_below({}), below_p = edges_below(kP);
  for (std::uint64_t i = 0; i < calls; ++i) {
    RandomNumbers random(seed << 32 ^ i);
    const auto call = static_cast<Call>(i % kVerify);
    const bool is_product = call % kOperations == kProduct;
    const Number bound = is_product ? kP : Number{};
    const std::vector<Number>& edges = is_product ? below_p : any;
    const Operands operands = {random.edge_or_below(edges, bound), random.edge_or_below(edges, bound)};
    compare(machine, call, operands, kPlaces[random.word_below(3)]);
  }
}

Answer on_machine(Machine& machine, const SignatureCase& signature, std::uint32_t teeth) {
  Question question{{}, {}, signature.r, signature.s, teeth};
  std::ranges::copy(to_bytes(signature.digest), question.digest.begin());
  std::ranges::copy(to_bytes(signature.key.x), question.key.begin());
  std::ranges::copy(to_bytes(signature.key.y), question.key.begin() + kNumberBytes);
  std::array<std::uint32_t, sizeof question / sizeof(std::uint32_t)> words;
  std::memcpy(words.data(), &question, sizeof question);
  constexpr std::uint32_t kRoom = kStart + 512;
  constexpr std::uint32_t kStackBytes = 2048;
  machine.write(kStart, words);
  return static_cast<Answer>(machine.call(kVerify, {kStart, kRoom, 0}, {kRoom, sizeof(Room)}, kStackBytes));
}

unsigned compare_signatures(Machine& machine, std::size_t count) {
  constexpr std::uint32_t kTeeth[] = {4, 1, 4, 2};
  unsigned compared = 0;
  for (const SignatureCase& signature : signature_cases()) {
    if (compared == count) break;
    const Answer answer = on_machine(machine, signature, kTeeth[compared % std::size(kTeeth)]);
    if (answer != (signature.valid ? kValid : kInvalid)) throw std::runtime_error("wrong verdict: " + signature.name);
    ++compared;
  }
  SignatureCase other = signature_cases().front();
  other.key.y[0] ^= 1;
  if (on_machine(machine, other, 1) != kNoPoint) throw std::runtime_error("a point that is not on the curve is taken");
  return compared;
}

}  // namespace
}  // namespace switchback::crypto::p256::testing

int main(int count, char** arguments) {
  using namespace switchback::crypto::p256::testing;
  if (count != 5 && count != 6) return 2;
  try {
    const bool is_m4 = std::string_view(arguments[1]) == "cortex-m4";
    Machine machine(is_m4 ? make_cortex_m4() : make_cortex_m0(), arguments[2]);
    const std::uint64_t calls = std::strtoull(arguments[3], nullptr, 10);
    const std::uint64_t edges = compare_edges(machine);
    compare_kernels(machine, calls, count == 6 ? std::strtoull(arguments[5], nullptr, 10) : 1);
    const unsigned signatures = compare_signatures(machine, std::strtoull(arguments[4], nullptr, 10));
    std::printf("%s: %llu calls of kernels at edges, %llu others, %u signatures; none differ\n", arguments[1],
                static_cast<unsigned long long>(edges), static_cast<unsigned long long>(calls), signatures);
  } catch (const std::exception& error) {
    std::printf("differ: %s\n", error.what());
    return 1;
  }
  return 0;
}
