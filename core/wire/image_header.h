// The 32-byte image header (docs/SPEC.md, "Image header").
#pragma once

#include <compare>

#include "core/base/bytes.h"
#include "core/base/status.h"

namespace switchback::wire {

constexpr std::uint32_t kImageMagic = 0x96f3b83d;
constexpr std::uint32_t kImageHeaderBytes = 32;

// Flags. An image with any flag outside kSupportedFlags is refused.
constexpr std::uint32_t kFlagNonBootable = 0x10;
constexpr std::uint32_t kFlagRomFixed = 0x100;
constexpr std::uint32_t kSupportedFlags = kFlagNonBootable | kFlagRomFixed;

// Compared by major, minor, revision and build, all unsigned.
struct Version {
  std::uint8_t major = 0;
  std::uint8_t minor = 0;
  std::uint16_t revision = 0;
  std::uint32_t build = 0;

  constexpr auto operator<=>(const Version&) const = default;
};

constexpr std::uint32_t kVersionBytes = 8;
void decode_version(std::span<const std::uint8_t, kVersionBytes> bytes, Version& version);
void encode_version(const Version& version, std::span<std::uint8_t, kVersionBytes> bytes);

struct ImageHeader {
  std::uint32_t load_address = 0;          // where it executes; with kFlagRomFixed only
  std::uint16_t header_size_bytes = 0;     // payload's offset; at least kImageHeaderBytes
  std::uint16_t protected_size_bytes = 0;  // protected TLV area with its info; 0: none
  std::uint32_t payload_size_bytes = 0;    // at least 1
  std::uint32_t flags = 0;
  Version version;
};

// `header` is meaningful only after kOk.
//   kOk:          the header is valid
//   kImageMagic:  another magic
//   kImageHeader: header size below 32, protected size 1 … 3, empty payload, or padding not 0
//   kImageFlags:  a flag outside kSupportedFlags
Status decode_image_header(std::span<const std::uint8_t, kImageHeaderBytes> bytes, ImageHeader& header);

void encode_image_header(const ImageHeader& header, std::span<std::uint8_t, kImageHeaderBytes> bytes);

}  // namespace switchback::wire
