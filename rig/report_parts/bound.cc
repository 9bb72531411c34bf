#include "rig/report_parts/bound.h"

#include <fmt/format.h>

#include <cmath>

#include "rig/report_parts/numbers.h"

namespace switchback::rig {
namespace {

constexpr double kDoubt = 0.05;
constexpr int kBisections = 200;  // enough for all digits of a double

// The logarithm of the binomial coefficient.
double log_choose(double n, double k) { return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1); }

// The probability of at most `k` events in `n` trials, each with a probability `p` above k/n. For
// such `p`, terms shrink from the k-th downwards, so the sum stops early.
double at_most(double k, double n, double p) {
  double term = std::exp(log_choose(n, k) + k * std::log(p) + (n - k) * std::log1p(-p));
  double sum = 0;
  for (double i = k; i >= 0 && term > sum * 1e-17; --i) {
    sum += term;
    term *= i * (1 - p) / ((n - i + 1) * p);
  }
  return sum;
}

}  // namespace

double upper_bound_95(std::uint64_t events, std::uint64_t trials) {
  if (events >= trials) return 1;
  const auto n = static_cast<double>(trials);
  const auto k = static_cast<double>(events);
  if (events == 0) return -std::expm1(std::log(kDoubt) / n);
  double low = k / n;
  double high = 1;
  for (int i = 0; i < kBisections; ++i) {
    const double middle = (low + high) / 2;
    (at_most(k, n, middle) > kDoubt ? low : high) = middle;
  }
  return high;
}

std::string bound_text(double bound) {
  const double in_a_million = bound * 1e6;
  if (in_a_million >= 10'000) return fmt::format("{:.1f} %", std::ceil(bound * 1000) / 10);
  if (in_a_million >= 100) return grouped(static_cast<std::uint64_t>(std::ceil(in_a_million))) + " in a million";
  return fmt::format("{:.2f} in a million", std::ceil(in_a_million * 100) / 100);
}

}  // namespace switchback::rig
