// Encodes and decodes the image header.
#include "core/wire/image_header.h"

#include "core/wire/tlv.h"

namespace switchback::wire {

void decode_version(std::span<const std::uint8_t, kVersionBytes> bytes, Version& version) {
  version.major = bytes[0];
  version.minor = bytes[1];
  version.revision = load_u16(bytes, 2);
  version.build = load_u32(bytes, 4);
}

void encode_version(const Version& version, std::span<std::uint8_t, kVersionBytes> bytes) {
  bytes[0] = version.major;
  bytes[1] = version.minor;
  store_u16(bytes, 2, version.revision);
  store_u32(bytes, 4, version.build);
}

namespace {

// Not inlined: the fields are written directly to the header and never to a stack frame, where a
// glitch could use one as a return address.
[[gnu::noinline]] void decode_fields(std::span<const std::uint8_t, kImageHeaderBytes> bytes, ImageHeader& header) {
  header.load_address = load_u32(bytes, 4);
  header.header_size_bytes = load_u16(bytes, 8);
  header.protected_size_bytes = load_u16(bytes, 10);
  header.payload_size_bytes = load_u32(bytes, 12);
  header.flags = load_u32(bytes, 16);
  decode_version(bytes.subspan<20, kVersionBytes>(), header.version);
}

}  // namespace

// Not inlined, so that the caller's registers hold no field afterwards.
[[gnu::noinline]] Status decode_image_header(std::span<const std::uint8_t, kImageHeaderBytes> bytes,
                                             ImageHeader& header) {
  if (load_u32(bytes, 0) != kImageMagic) return Status::kImageMagic;
  decode_fields(bytes, header);
  if (load_u32(bytes, 28) != 0) return Status::kImageHeader;
  if (header.header_size_bytes < kImageHeaderBytes) return Status::kImageHeader;
  if (header.protected_size_bytes != 0 && header.protected_size_bytes < kTlvInfoBytes) return Status::kImageHeader;
  if (header.payload_size_bytes == 0) return Status::kImageHeader;
  return (header.flags & ~kSupportedFlags) == 0 ? Status::kOk : Status::kImageFlags;
}

void encode_image_header(const ImageHeader& header, std::span<std::uint8_t, kImageHeaderBytes> bytes) {
  store_u32(bytes, 0, kImageMagic);
  store_u32(bytes, 4, header.load_address);
  store_u16(bytes, 8, header.header_size_bytes);
  store_u16(bytes, 10, header.protected_size_bytes);
  store_u32(bytes, 12, header.payload_size_bytes);
  store_u32(bytes, 16, header.flags);
  encode_version(header.version, bytes.subspan<20, kVersionBytes>());
  store_u32(bytes, 28, 0);
}

}  // namespace switchback::wire
