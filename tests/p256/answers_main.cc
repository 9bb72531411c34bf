// Answers questions about core's P-256, for ask.py: one line from the standard input, one line to
// the standard output. A question is an operation and its numbers, which are hexadecimal and
// without Montgomery's factor, apart from those of `step`.
//
//   add X Y | subtract X Y          carry or borrow, and the result
//   halve X CARRY                   result
//   divide M B A                    b / a modulo M
//   step OPERATION X Y              element
//   double X Y Z                    point; the sum has this Z
//   sum X Y Z QX QY NEGATIVE        point
//   multiply TEETH-G TEETH-Q U1 U2 X Y    point: u1 G + u2 Q
//   decode X Y                      1 if it is a point
//   digest E                        number modulo n
//   verify TEETH-G TEETH-Q X Y E R S    1 if it is valid
#include <algorithm>
#include <iostream>
#include <map>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/crypto/p256/encoding.h"
#include "tests/support/p256/numbers.h"
#include "tests/support/p256/reference.h"
#include "tests/support/p256/signatures.h"

namespace switchback::crypto::p256::testing {
namespace {

using Numbers = std::vector<Number>;

std::string text_of(const std::optional<PlainPoint>& point) {
  return point ? to_hex(point->x) + " " + to_hex(point->y) : "zero";
}

std::string text_of(std::uint32_t flag) { return std::to_string(flag); }

std::string answer_add(const Numbers& in) {
  Number z;
  const std::uint32_t carry = add(z, in[0], in[1]);
  return text_of(carry) + " " + to_hex(z);
}

std::string answer_subtract(const Numbers& in) {
  Number z;
  const std::uint32_t borrow = subtract(z, in[0], in[1]);
  return text_of(borrow) + " " + to_hex(z);
}

std::string answer_halve(const Numbers& in) {
  Number z = in[0];
  halve(z, in[1][0]);
  return to_hex(z);
}

std::string answer_divide(const Numbers& in) {
  Number z;
  std::array<Number, 4> memory;
  divide(z, in[1], in[2], in[0], memory);
  return to_hex(z);
}

std::string answer_step(const Numbers& in) {
  Registers registers{};
  registers[kX] = in[1];
  registers[kY] = in[2];
  const Step steps[] = {step(static_cast<Operation>(in[0][0]), kZ, kX, kY)};
  calculate(registers, steps);
  return to_hex(registers[kZ]);
}

std::string answer_double(const Numbers& in) {
  Registers registers{};
  set_sum(registers, to_point({in[0], in[1]}), to_element(in[2]));
  double_sum(registers);
  return text_of(plain_sum(registers));
}

std::string answer_sum(const Numbers& in) {
  Registers registers{};
  set_sum(registers, to_point({in[0], in[1]}), to_element(in[2]));
  add_to_sum(registers, to_point({in[3], in[4]}), in[5][0] != 0);
  return text_of(plain_sum(registers));
}

std::string answer_multiply(const Numbers& in) {
  const OwnedComb of_g(generator(), in[0][0]);
  const OwnedComb of_q(to_point({in[4], in[5]}), in[1][0]);
  Work work{{in[2], false}, {in[3], false}, {}};
  recode(work.u1);
  recode(work.u2);
  multiply_add(of_g, of_q, work);
  return text_of(plain_sum(work.registers));
}

std::string answer_decode(const Numbers& in) {
  std::array<std::uint8_t, kPointBytes> bytes;
  std::ranges::copy(to_bytes(in[0]), bytes.begin());
  std::ranges::copy(to_bytes(in[1]), bytes.begin() + kPointBytes / 2);
  AffinePoint point;
  Registers registers;
  return text_of(decode_point(point, bytes, registers) ? 1 : 0);
}

std::string answer_digest(const Numbers& in) {
  std::array<std::uint8_t, sizeof(Number)> bytes;
  std::ranges::copy(to_bytes(in[0]), bytes.begin());
  Number number;
  decode_digest(number, bytes);
  return to_hex(number);
}

std::string answer_verify(const Numbers& in) {
  const Signature signature = {{in[2], in[3]}, in[4], in[5], in[6]};
  return text_of(
      verdict(OwnedComb(generator(), in[0][0]), OwnedComb(to_point(signature.key), in[1][0]), signature) ? 1 : 0);
}

struct Question {
  std::size_t numbers;
  std::string (*answer)(const Numbers& in);
};

const std::map<std::string, Question> kQuestions = {
    {"add", {2, answer_add}},       {"subtract", {2, answer_subtract}}, {"halve", {2, answer_halve}},
    {"divide", {3, answer_divide}}, {"step", {3, answer_step}},         {"double", {3, answer_double}},
    {"sum", {6, answer_sum}},       {"multiply", {6, answer_multiply}}, {"decode", {2, answer_decode}},
    {"digest", {1, answer_digest}}, {"verify", {7, answer_verify}},
};

std::string answer(const std::string& line) {
  std::istringstream words(line);
  std::string operation, digits;
  words >> operation;
  Numbers numbers;
  while (words >> digits) numbers.push_back(from_hex(digits));
  const auto question = kQuestions.find(operation);
  if (question == kQuestions.end() || question->second.numbers != numbers.size()) {
    throw std::runtime_error("no such question: " + line);
  }
  return question->second.answer(numbers);
}

}  // namespace
}  // namespace switchback::crypto::p256::testing

int main() {
  std::ios::sync_with_stdio(false);
  try {
    for (std::string line; std::getline(std::cin, line);) {
      std::cout << switchback::crypto::p256::testing::answer(line) << '\n';
    }
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  return 0;
}
