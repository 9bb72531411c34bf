// Signature checks that are remembered while a simulated device starts, and nowhere else.
#pragma once

namespace switchback::rig {

// As long as one lives, this thread remembers what p256-m said about a signature. A campaign starts the same few images
// millions of times, and the verdict is a function of key, digest and signature.
class MemoizedVerification {
 public:
  MemoizedVerification();
  MemoizedVerification(const MemoizedVerification&) = delete;
  MemoizedVerification& operator=(const MemoizedVerification&) = delete;
  ~MemoizedVerification();
};

}  // namespace switchback::rig
