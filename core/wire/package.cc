// Encodes and decodes the package TLVs.
#include "core/wire/package.h"

#include <algorithm>

namespace switchback::wire {
namespace {

bool window_fits_codec(Codec codec, std::uint8_t window_bits) {
  if (codec != Codec::kDeflate) return window_bits == 0;
  return window_bits >= 9 && window_bits <= 15;
}

}  // namespace

// Here and below, calls come first and the untrusted sizes last: in the frame of a call, a glitch
// could use a size as a return address.
Status decode_package_info(std::span<const std::uint8_t, kPackageBytes> bytes, PackageInfo& info) {
  if (bytes[0] != kPackageFormatVersion) return Status::kPackageFormat;
  std::copy_n(bytes.begin() + 12, kSha256Bytes, info.target_digest.begin());
  info.kind = static_cast<PayloadKind>(bytes[1]);
  info.codec = static_cast<Codec>(bytes[2]);
  info.window_bits = bytes[3];
  info.decoder_ram_bytes = load_u32(bytes, 4);
  info.target_size_bytes = load_u32(bytes, 8);
  if (info.kind != PayloadKind::kFull && info.kind != PayloadKind::kDelta) return Status::kPackageField;
  if (info.codec > Codec::kPatch) return Status::kPackageCodec;
  if (!window_fits_codec(info.codec, info.window_bits)) return Status::kPackageField;
  return info.target_size_bytes != 0 ? Status::kOk : Status::kPackageField;
}

void encode_package_info(const PackageInfo& info, std::span<std::uint8_t, kPackageBytes> bytes) {
  bytes[0] = kPackageFormatVersion;
  bytes[1] = static_cast<std::uint8_t>(info.kind);
  bytes[2] = static_cast<std::uint8_t>(info.codec);
  bytes[3] = info.window_bits;
  store_u32(bytes, 4, info.decoder_ram_bytes);
  store_u32(bytes, 8, info.target_size_bytes);
  std::copy(info.target_digest.begin(), info.target_digest.end(), bytes.begin() + 12);
}

Status decode_base_info(std::span<const std::uint8_t, kPackageBaseBytes> bytes, BaseInfo& base) {
  std::copy_n(bytes.begin() + 4, kSha256Bytes, base.digest.begin());
  base.size_bytes = load_u32(bytes, 0);
  return base.size_bytes != 0 ? Status::kOk : Status::kPackageField;
}

void encode_base_info(const BaseInfo& base, std::span<std::uint8_t, kPackageBaseBytes> bytes) {
  store_u32(bytes, 0, base.size_bytes);
  std::copy(base.digest.begin(), base.digest.end(), bytes.begin() + 4);
}

}  // namespace switchback::wire
