// Images and packages that an attacker fills, for glitches that take what was read for an address.
#pragma once

#include <cstdint>
#include <vector>

#include "rig/firmware.h"

namespace switchback::rig {

// What every word that is free to choose is made.
struct Filling {
  std::uint32_t word = 0;
  bool swapped = false;          // its highest byte comes first: as hash and signature check load their numbers
  bool fills_signature = false;  // wholly, so that it is none; else its two numbers
  bool fills_digest = false;     // which is then wrong
  bool is_length = false;        // it is the length of the protected TLV, too
};

// As `plan`, with a header of `header_bytes`, whose padding is filled, as are the payload, a protected TLV and what
// stands in for a signature by `key`; version and security counter are the word.
std::vector<std::uint8_t> filled_image(const FirmwarePlan& plan, std::uint32_t header_bytes, const RootKey& key,
                                       const Filling& filling);

// A package with its payload, its signature, and the sizes and digests of its target and its base filled.
std::vector<std::uint8_t> filled_package(Bytes package, const RootKey& key, const Filling& filling);

}  // namespace switchback::rig
