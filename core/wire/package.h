// The two vendor TLVs of an update package (docs/SPEC.md, "Package").
#pragma once

#include <array>

#include "core/base/bytes.h"
#include "core/base/status.h"
#include "core/wire/tlv.h"

namespace switchback::wire {

constexpr std::uint8_t kPackageFormatVersion = 1;

enum class PayloadKind : std::uint8_t {
  kFull = 1,   // the decoded payload is the target
  kDelta = 2,  // target from base and payload: a delta stream or a patch
};

enum class Codec : std::uint8_t {
  kNone = 0,
  kDeflate = 1,  // raw deflate, RFC 1951, window of 2^window_bits bytes
  kPatch = 2,    // patch stream, with or without a base
};

using Sha256Digest = std::array<std::uint8_t, kSha256Bytes>;

struct PackageInfo {
  PayloadKind kind{};
  Codec codec = Codec::kNone;
  std::uint8_t window_bits = 0;         // 9 … 15 with deflate, otherwise 0
  std::uint32_t decoder_ram_bytes = 0;  // all RAM that decoding takes, with the window
  std::uint32_t target_size_bytes = 0;  // of the whole signed target image
  Sha256Digest target_digest{};         // SHA-256 of those bytes
};

// Decodes the TLV's data.
//   kOk:            `info` is valid
//   kPackageFormat: another format version
//   kPackageCodec:  unknown codec
//   kPackageField:  another field is malformed
Status decode_package_info(std::span<const std::uint8_t, kPackageBytes> bytes, PackageInfo& info);
void encode_package_info(const PackageInfo& info, std::span<std::uint8_t, kPackageBytes> bytes);

struct BaseInfo {
  std::uint32_t size_bytes = 0;  // of the base's header, payload and protected TLVs
  Sha256Digest digest{};         // SHA-256 of those bytes: the base's own digest
};

// Decodes the TLV's data.
//   kOk:           `base` is valid
//   kPackageField: its size is 0
Status decode_base_info(std::span<const std::uint8_t, kPackageBaseBytes> bytes, BaseInfo& base);
void encode_base_info(const BaseInfo& base, std::span<std::uint8_t, kPackageBaseBytes> bytes);

}  // namespace switchback::wire
