// Checks what fits a device, and counts an update's erases. Follows the bootloader's arithmetic
// (bootloader/board/areas.h); tests compare the two.
#include <fmt/format.h>

#include <algorithm>

#include "manifests/profile/geometry.h"

namespace switchback::manifests {
namespace {

Result<void> check_package_fits(const DeviceProfile& profile, std::uint8_t slot, std::uint64_t image_bytes,
                                std::uint64_t package_bytes) {
  const auto image = candidate_area(profile, slot, image_bytes);
  const auto staged = staging_area(profile, slot, package_bytes);
  if (image && staged && !image->overlaps(*staged)) return {};
  if (profile.staging) {
    return fail(ErrorCode::kTooBig,
                fmt::format("package size: expected at most {} bytes (staging of profile {}), found {}",
                            profile.staging->size_bytes, profile.name, package_bytes));
  }
  const Area room = candidate_room(profile, slot);
  const std::uint32_t left = image ? room.size_bytes - image->size_bytes : 0;
  return fail(
      ErrorCode::kTooBig,
      fmt::format("package size: expected at most {} bytes in whole sectors (what an image of {} bytes leaves of slot "
                  "{} of profile {}), found {}",
                  left, image_bytes, profile.strategy == Strategy::kSwap ? 1 : slot, profile.name, package_bytes));
}

}  // namespace

std::uint32_t max_image_bytes(const DeviceProfile& profile) {
  return std::min(profile.slots[0].size_bytes, profile.slots[1].size_bytes - profile.swap_unit_bytes);
}

Result<void> check_fit(const DeviceProfile& profile, std::uint64_t image_bytes, std::uint64_t package_bytes) {
  if (image_bytes > max_image_bytes(profile)) {
    return fail(
        ErrorCode::kTooBig,
        fmt::format("image size: expected at most {} bytes ({} of profile {}), found {}", max_image_bytes(profile),
                    profile.strategy == Strategy::kSwap ? "a slot less the spare unit" : "a slot", profile.name,
                    image_bytes));
  }
  if (package_bytes == 0) return {};
  if (profile.strategy == Strategy::kAb) {
    if (auto fits = check_package_fits(profile, 0, image_bytes, package_bytes); !fits) return fits;
  }
  return check_package_fits(profile, 1, image_bytes, package_bytes);
}

UpdateErases erases_per_update(const DeviceProfile& profile, std::uint32_t image_bytes, std::uint32_t package_bytes,
                               std::uint32_t old_image_bytes, std::uint8_t candidate_slot) {
  UpdateErases erases;
  const bool swap = profile.strategy == Strategy::kSwap;
  std::uint32_t& candidate = swap || candidate_slot == 1 ? erases.slot1 : erases.slot0;
  if (const auto image = candidate_area(profile, candidate_slot, image_bytes))
    candidate += count_sectors(profile, *image);
  if (const auto staged = staging_area(profile, candidate_slot, package_bytes)) {
    (profile.staging ? erases.staging : candidate) += count_sectors(profile, *staged);
  }
  if (!swap) return erases;
  // The exchange erases, once in each slot, every unit that either image fills.
  const std::uint32_t larger = std::max(image_bytes, std::min(old_image_bytes, max_image_bytes(profile)));
  const std::uint32_t exchanged =
      (larger - 1) / profile.swap_unit_bytes * profile.swap_unit_bytes + profile.swap_unit_bytes;
  erases.slot0 += count_sectors(profile, {profile.slots[0].address, exchanged});
  erases.slot1 += count_sectors(profile, {profile.slots[1].address, exchanged});
  return erases;
}

}  // namespace switchback::manifests
