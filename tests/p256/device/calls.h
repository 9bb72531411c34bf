// What the machine code of main.cc offers, and how its arguments lie in memory. Words have the same
// order on the machine and on the host.
#pragma once

#include "core/crypto/p256/encoding.h"
#include "core/crypto/p256/verify.h"

namespace switchback::crypto::p256::testing {

// The table at address 0 has the functions' addresses, with the Thumb bit.
enum Call : std::uint8_t {
  kPortableAdd,
  kPortableSubtract,
  kPortableMultiply,
  kKernelAdd,  // of the kernel for the processor
  kKernelSubtract,
  kKernelMultiply,
  kVerify,
  kCalls
};

// verify(question, room) decodes the key, makes its comb and verifies the signature with core's
// generator. Returns one of these.
enum Answer : std::uint32_t { kInvalid, kValid, kNoPoint };

struct Question {
  std::array<std::uint8_t, 32> digest;
  std::array<std::uint8_t, kPointBytes> key;
  Number r;
  Number s;
  std::uint32_t teeth;
};

struct Room {
  Work work;
  std::array<AffinePoint, 1 << (kMaxTeeth - 1)> table;
};

}  // namespace switchback::crypto::p256::testing
