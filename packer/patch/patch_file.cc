#include "packer/patch/patch_file.h"

#include <fmt/format.h>
#include <zlib.h>

#include <array>

namespace switchback::packer {
namespace {

constexpr std::array<std::uint8_t, 4> kMagic = {'S', 'B', 'P', '1'};

std::uint32_t checksum(Bytes bytes) {
  return static_cast<std::uint32_t>(crc32(0, bytes.data(), static_cast<uInt>(bytes.size())));
}

}  // namespace

Result<std::vector<std::uint8_t>> make_patch_file(Bytes base, Bytes target, const PatchOptions& options,
                                                  const host::Progress& progress, PatchAccount* account) {
  auto patch = make_patch(base, target, options, progress, account);
  if (!patch) return patch;
  std::vector<std::uint8_t> file(kMagic.begin(), kMagic.end());
  file.resize(kPatchFileHeaderBytes);
  store_u32(file, 4, static_cast<std::uint32_t>(base.size()));
  store_u32(file, 8, checksum(base));
  store_u32(file, 12, static_cast<std::uint32_t>(target.size()));
  store_u32(file, 16, checksum(target));
  file.insert(file.end(), patch->begin(), patch->end());
  return file;
}

Result<std::vector<std::uint8_t>> apply_patch_file(Bytes base, Bytes file) {
  if (file.size() < kPatchFileHeaderBytes || !equal(file.first(kMagic.size()), kMagic)) {
    return fail(ErrorCode::kFormat, "expected a patch of `switchback diff --raw`, which starts with SBP1; found none");
  }
  if (base.size() != load_u32(file, 4) || checksum(base) != load_u32(file, 8)) {
    return fail(
        ErrorCode::kWrongBase,
        fmt::format("the patch was made from a file of {} bytes with CRC-32 {:08x}; the old file has {} and {:08x}",
                    load_u32(file, 4), load_u32(file, 8), base.size(), checksum(base)));
  }
  const std::uint32_t target_size = load_u32(file, 12);
  if (target_size > kMaxPatchInputBytes) {
    return fail(ErrorCode::kFormat,
                fmt::format("the patch announces {} bytes, more than a patch can make", target_size));
  }
  auto target = apply_patch(base, file.subspan(kPatchFileHeaderBytes), target_size);
  if (!target || checksum(*target) == load_u32(file, 16)) return target;
  return fail(ErrorCode::kDigest, "the patch is damaged: the file that it makes does not match its header");
}

}  // namespace switchback::packer
