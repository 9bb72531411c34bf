// Input: a program for the verifier's arithmetic, an operation and its operands each. Every result
// is compared with simple arithmetic, bit by bit.
#include <algorithm>

#include "core/crypto/p256/field.h"
#include "core/crypto/p256/point.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/p256/numbers.h"
#include "tests/support/p256/reference.h"

namespace switchback::fuzz {
namespace {

using namespace crypto::p256;
namespace reference = crypto::p256::testing;

constexpr unsigned kMostOperations = 64;  // per input; others are left out

// The input's bytes; zeros after its end.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : rest_(data, size) {}

  bool empty() const { return rest_.empty(); }
  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const std::uint8_t first = rest_.front();
    rest_ = rest_.subspan(1);
    return first;
  }
  Register name() { return static_cast<Register>(byte() % kRegisters); }
  Number number() {
    Number number{};
    for (std::uint32_t& word : number) {
      for (unsigned i = 0; i < sizeof word; ++i) word = word << 8 | byte();
    }
    return number;
  }
  // Words at edges, by two bits each.
  Number edges() {
    constexpr std::array<std::uint32_t, 4> kEdges = {0, 1, 0xfffffffe, 0xffffffff};
    const auto choice = static_cast<unsigned>(byte() | byte() << 8);
    Number number;
    for (unsigned i = 0; i < kWords; ++i) number[i] = kEdges[choice >> 2 * i & 3];
    return number;
  }

 private:
  Bytes rest_;
};

Number reduced(const Number& number, const Number& m) {
  return reference::is_less(number, m) ? number : reference::difference(number, m);
}

// The registers twice: as core has them, and as the simple arithmetic has them.
class Twins {
 public:
  void set(Register name, const Number& number) {
    core_[name] = number;
    simple_[name] = number;
  }

  void step(Operation operation, Register z, Register x, Register y) {
    const Step steps[] = {crypto::p256::step(operation, z, x, y)};
    calculate(core_, steps);
    const Number& a = simple_[x];
    const Number& b = simple_[y];
    simple_[z] = operation == kAdd        ? reference::sum(a, b, kP)
                 : operation == kSubtract ? reference::difference(a, b, kP)
                                          : reference::from_element(reference::product(a, b, kP));
    require(core_.numbers == simple_, "every element is that of simple arithmetic, and below p");
  }

  void divide(Register z, Register b, Register a, const Number& m) {
    const Number dividend = reduced(core_[b], m), divisor = reduced(core_[a], m);
    std::array<Number, 4> memory;
    memory.fill(kP);
    Number quotient;
    crypto::p256::divide(quotient, dividend, divisor, m, memory);
    const Number expected = is_zero(divisor) ? Number{} : dividend;
    require(reference::is_less(quotient, m), "a quotient is below the modulus");
    require(reference::product(quotient, divisor, m) == expected, "a quotient times the divisor is the dividend");
    require(!is_zero(divisor) || is_zero(quotient), "a quotient by 0 is 0");
    set(z, reduced(quotient, kP));
  }

  void raw(Register z, Register x, Register y) {
    const Number a = core_[x], b = core_[y];
    Number sum, difference, half = a;
    const std::uint32_t carry = add(sum, a, b);
    const std::uint32_t borrow = subtract(difference, a, b);
    require(sum == reference::sum(a, b) && carry == (reference::is_less(sum, a) ? 1 : 0), "sum and carry");
    require(difference == reference::difference(a, b) && borrow == (reference::is_less(a, b) ? 1 : 0),
            "difference and borrow");
    require(is_at_least(a, b) == (borrow == 0), "a number is at least another if there is no borrow");
    halve(half, carry);
    const Number twice = reference::sum(half, half);
    require(reference::difference(a, twice) == Number{a[0] & 1}, "twice a half is the number without its last bit");
    require(half[kWords - 1] >> 31 == carry, "the carry is the half's highest bit");
    set(z, reduced(sum, kP));
  }

  void run(std::uint8_t code, Input& input) {
    const Register z = input.name();
    switch (code % 8) {
      case 0:
        return set(z, reduced(input.number(), kP));
      case 1:
        return set(z, reduced(input.edges(), kP));
      case 2:
        return set(z, reference::difference(kP, Number{input.byte() + 1u}));
      default:
        break;
    }
    const Register x = input.name(), y = input.name();
    switch (code % 8) {
      case 3:
        return step(kAdd, z, x, y);
      case 4:
        return step(kSubtract, z, x, y);
      case 5:
        return divide(z, x, y, (code & 8) != 0 ? kN : kP);
      case 6:
        return raw(z, x, y);
      default:
        return step(kMultiply, z, x, y);
    }
  }

 private:
  Registers core_{};
  std::array<Number, kRegisters> simple_{};
};

}  // namespace
}  // namespace switchback::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace switchback::fuzz;
  Input input(data, size);
  Twins twins;
  for (unsigned i = 0; i < kMostOperations && !input.empty(); ++i) {
    const std::uint8_t code = input.byte();
    twins.run(code, input);
  }
  return 0;
}
