// Images and packages that an attacker fills with a word, for glitches that use read data as an
// address.
#pragma once

#include <cstdint>
#include <vector>

#include "rig/stories/firmware.h"

namespace switchback::rig {

// The value of every word that can be chosen.
struct Filling {
  std::uint32_t word = 0;
  bool swapped = false;          // most significant byte first, as hash and signature read it
  bool fills_signature = false;  // the whole signature, not only its two numbers
  bool fills_digest = false;     // the digest, which is then wrong
  bool is_length = false;        // the word is also the length of the protected TLV
};

// An image as `plan` says, with a header of `header_bytes` bytes. The header's padding, the
// payload, a protected TLV and the place of a signature by `key` are filled. Version and security
// counter are the word.
std::vector<std::uint8_t> filled_image(const FirmwarePlan& plan, std::uint32_t header_bytes, const RootKey& key,
                                       const Filling& filling);

// A package whose payload, signature, sizes and digests (of target and base) are filled.
std::vector<std::uint8_t> filled_package(Bytes package, const RootKey& key, const Filling& filling);

}  // namespace switchback::rig
