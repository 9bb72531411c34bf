#include "manifests/profile/fit.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/flash/layout_areas.h"
#include "manifests/profile/layout.h"

namespace switchback::manifests {
namespace {

// The slot that runs while a candidate is prepared in `candidate_slot`.
std::uint8_t active_slot(const flash::Layout& layout, std::uint8_t candidate_slot) {
  return layout.strategy == Strategy::kAb && candidate_slot == 0 ? 1 : 0;
}

Result<void> check_package_fits(const DeviceProfile& profile, std::uint8_t slot, std::uint32_t image_bytes,
                                std::uint64_t package_bytes) {
  const flash::Layout layout = to_layout(profile);
  const std::uint8_t active = active_slot(layout, slot);
  const Area image = image_area(layout, active, image_bytes);
  if (package_bytes <= 0xffffffff) {
    const Area staged = staging_area(layout, active, static_cast<std::uint32_t>(package_bytes));
    if (image.size_bytes != 0 && staged.size_bytes != 0 && !image.overlaps(staged)) return {};
  }
  if (profile.staging) {
    return fail(ErrorCode::kTooBig,
                fmt::format("package size: expected at most {} bytes (staging of profile {}), found {}",
                            profile.staging->size_bytes, profile.name, package_bytes));
  }
  const Area room = candidate_area(layout, active);
  const std::uint32_t left = image.size_bytes != 0 ? room.size_bytes - image.size_bytes : 0;
  return fail(ErrorCode::kTooBig, fmt::format("package size: expected at most {} bytes in whole sectors (free beside "
                                              "an image of {} bytes in slot {} of profile {}), found {}",
                                              left, image_bytes, profile.strategy == Strategy::kSwap ? 1 : slot,
                                              profile.name, package_bytes));
}

}  // namespace

std::uint32_t max_image_bytes(const DeviceProfile& profile) { return flash::max_image_bytes(to_layout(profile)); }

Result<void> check_fit(const DeviceProfile& profile, std::uint64_t image_bytes, std::uint64_t package_bytes) {
  if (image_bytes > max_image_bytes(profile)) {
    return fail(
        ErrorCode::kTooBig,
        fmt::format("image size: expected at most {} bytes ({} of profile {}), found {}", max_image_bytes(profile),
                    profile.strategy == Strategy::kSwap ? "a slot less the spare unit" : "a slot", profile.name,
                    image_bytes));
  }
  if (package_bytes == 0) return {};
  const auto size_bytes = static_cast<std::uint32_t>(image_bytes);
  if (profile.strategy == Strategy::kAb) {
    if (auto fits = check_package_fits(profile, 0, size_bytes, package_bytes); !fits) return fits;
  }
  return check_package_fits(profile, 1, size_bytes, package_bytes);
}

UpdateErases erases_per_update(const DeviceProfile& profile, std::uint32_t image_bytes, std::uint32_t package_bytes,
                               std::uint32_t old_image_bytes, std::uint8_t candidate_slot) {
  const flash::Layout layout = to_layout(profile);
  const std::uint8_t active = active_slot(layout, candidate_slot);
  const bool swap = layout.strategy == Strategy::kSwap;
  UpdateErases erases;
  std::uint32_t& candidate = swap || candidate_slot == 1 ? erases.slot1 : erases.slot0;
  candidate += flash::count_sectors(layout.sectors, image_area(layout, active, image_bytes));
  (profile.staging ? erases.staging : candidate) +=
      flash::count_sectors(layout.sectors, staging_area(layout, active, package_bytes));
  if (!swap) return erases;
  // The exchange erases, once in each slot, every unit that either image fills.
  const std::uint32_t larger = std::max(image_bytes, std::min(old_image_bytes, max_image_bytes(profile)));
  const std::uint32_t exchanged =
      (larger - 1) / profile.swap_unit_bytes * profile.swap_unit_bytes + profile.swap_unit_bytes;
  erases.slot0 += flash::count_sectors(layout.sectors, {profile.slots[0].address, exchanged});
  erases.slot1 += flash::count_sectors(layout.sectors, {profile.slots[1].address, exchanged});
  return erases;
}

}  // namespace switchback::manifests
