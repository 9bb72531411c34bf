// The linker's --wrap (rig/CMakeLists.txt) puts this in front of p256-m's function; outside a simulated start it only
// passes on.
#include "rig/memo_verify.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>

namespace {

using Question = std::array<std::uint8_t, 64 + 64 + 32>;

struct Answer {
  int verdict = 0;
  std::array<std::uint32_t, 8> computed{};
};

struct Memo {
  int users = 0;
  std::map<Question, Answer> answers;
};

Memo& memo() {
  thread_local Memo memo;
  return memo;
}

}  // namespace

extern "C" {

// NOLINTBEGIN(bugprone-reserved-identifier): the linker makes these names
int __real_switchback_p256_verify(std::uint32_t computed[8], const std::uint8_t sig[64], const std::uint8_t pub[64],
                                  const std::uint8_t* hash, std::size_t hlen);

int __wrap_switchback_p256_verify(std::uint32_t computed[8], const std::uint8_t sig[64], const std::uint8_t pub[64],
                                  const std::uint8_t* hash, std::size_t hlen) {
  Memo& here = memo();
  if (here.users == 0 || hlen != 32) return __real_switchback_p256_verify(computed, sig, pub, hash, hlen);
  Question question;
  std::copy_n(hash, 32, std::copy_n(pub, 64, std::copy_n(sig, 64, question.begin())));
  auto found = here.answers.find(question);
  if (found == here.answers.end()) {
    Answer answer;
    answer.verdict = __real_switchback_p256_verify(answer.computed.data(), sig, pub, hash, hlen);
    found = here.answers.emplace(question, answer).first;
  }
  std::copy_n(found->second.computed.begin(), 8, computed);
  return found->second.verdict;
}
// NOLINTEND(bugprone-reserved-identifier)

}  // extern "C"

namespace switchback::rig {

MemoizedVerification::MemoizedVerification() { ++memo().users; }

MemoizedVerification::~MemoizedVerification() { --memo().users; }

}  // namespace switchback::rig
