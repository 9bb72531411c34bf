// Remembers signature checks while a simulated device starts.
#pragma once

namespace switchback::rig {

// While one exists, this thread remembers the verdicts on signatures. A campaign starts the
// same few images millions of times, and the verdict depends only on key, digest and signature.
class MemoizedVerification {
 public:
  MemoizedVerification();
  MemoizedVerification(const MemoizedVerification&) = delete;
  MemoizedVerification& operator=(const MemoizedVerification&) = delete;
  ~MemoizedVerification();
};

}  // namespace switchback::rig
