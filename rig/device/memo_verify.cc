// The linker's --wrap (rig/CMakeLists.txt) puts this in front of the device's function. Outside a
// simulated start it only passes calls on.
#include "rig/device/memo_verify.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <tuple>

#include "core/crypto/ecdsa.h"

namespace {

using namespace switchback::crypto;

struct Question {
  Scalars signature;
  p256::AffinePoint key;
  std::array<std::uint8_t, 32> digest{};

  auto words() const { return std::tie(signature.r, signature.s, key.x, key.y, digest); }
  bool operator<(const Question& other) const { return words() < other.words(); }
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
int __real_switchback_verify_ecdsa(const p256::Comb& key, const std::uint8_t* digest, const Scalars& scalars,
                                   p256::Work& work);

int __wrap_switchback_verify_ecdsa(const p256::Comb& key, const std::uint8_t* digest, const Scalars& scalars,
                                   p256::Work& work) {
  Memo& here = memo();
  if (here.users == 0) return __real_switchback_verify_ecdsa(key, digest, scalars, work);
  Question question{scalars, key.first, {}};
  std::copy_n(digest, question.digest.size(), question.digest.begin());
  auto found = here.answers.find(question);
  if (found == here.answers.end()) {
    found = here.answers.emplace(question, __real_switchback_verify_ecdsa(key, digest, scalars, work)).first;
  }
  return found->second;
}
// NOLINTEND(bugprone-reserved-identifier)

}  // extern "C"

namespace switchback::rig {

MemoizedVerification::MemoizedVerification() { ++memo().users; }

MemoizedVerification::~MemoizedVerification() { --memo().users; }

}  // namespace switchback::rig
