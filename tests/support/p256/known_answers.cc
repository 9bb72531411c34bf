#include "tests/support/p256/known_answers.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "tests/support/p256/numbers.h"

namespace switchback::crypto::p256::testing {
namespace {

std::vector<std::string> lines_of(const char* path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  if (lines.empty()) throw std::runtime_error(std::string(path) + ": cannot be read");
  return lines;
}

Number take_number(std::istringstream& line) {
  std::string digits;
  line >> digits;
  return from_hex(digits);
}

}  // namespace

std::vector<KnownMultiple> known_multiples() {
  std::vector<KnownMultiple> multiples;
  for (const std::string& text : lines_of("tests/data/p256/multiples.txt")) {
    std::istringstream line(text);
    KnownMultiple& multiple = multiples.emplace_back();
    for (Number* number : {&multiple.factor, &multiple.point.x, &multiple.point.y}) *number = take_number(line);
  }
  return multiples;
}

std::vector<SignatureCase> signature_cases() {
  std::vector<SignatureCase> cases;
  for (const std::string& text : lines_of("tests/data/p256/signatures.txt")) {
    std::istringstream line(text);
    SignatureCase& signature = cases.emplace_back();
    std::string verdict;
    line >> verdict;
    signature.valid = verdict == "valid";
    for (Number* number : {&signature.key.x, &signature.key.y, &signature.digest, &signature.r, &signature.s}) {
      *number = take_number(line);
    }
    std::getline(line >> std::ws, signature.name);
  }
  return cases;
}

}  // namespace switchback::crypto::p256::testing
