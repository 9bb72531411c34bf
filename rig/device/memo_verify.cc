// The linker's --wrap (rig/CMakeLists.txt) puts this in front of the device's function. Outside a
// simulated start it only passes calls on.
#include "rig/device/memo_verify.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>

namespace {

struct Question {
  std::array<std::uint32_t, 16> signature{};
  std::array<std::uint8_t, 64> key{};
  std::array<std::uint8_t, 32> hash{};
  auto operator<=>(const Question&) const = default;
};

struct Memo {
  int users = 0;
  std::map<Question, int> answers;
};

Memo& memo() {
  thread_local Memo memo;
  return memo;
}

}  // namespace

extern "C" {

// NOLINTBEGIN(bugprone-reserved-identifier): the linker makes these names
int __real_switchback_p256_verify(std::uint32_t sig[16], const std::uint8_t pub[64], const std::uint8_t hash[32]);

int __wrap_switchback_p256_verify(std::uint32_t sig[16], const std::uint8_t pub[64], const std::uint8_t hash[32]) {
  Memo& here = memo();
  if (here.users == 0) return __real_switchback_p256_verify(sig, pub, hash);
  Question question;
  std::copy_n(sig, question.signature.size(), question.signature.begin());
  std::copy_n(pub, question.key.size(), question.key.begin());
  std::copy_n(hash, question.hash.size(), question.hash.begin());
  auto found = here.answers.find(question);
  if (found == here.answers.end()) {
    found = here.answers.emplace(question, __real_switchback_p256_verify(sig, pub, hash)).first;
  }
  return found->second;
}
// NOLINTEND(bugprone-reserved-identifier)

}  // extern "C"

namespace switchback::rig {

MemoizedVerification::MemoizedVerification() { ++memo().users; }

MemoizedVerification::~MemoizedVerification() { --memo().users; }

}  // namespace switchback::rig
