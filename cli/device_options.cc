#include "cli/device_options.h"

#include <fmt/core.h>

#include "cli/files/files.h"
#include "host/text.h"

namespace switchback::cli {

void add_device_options(Arguments command, DeviceOptions& options) {
  command.option("--profile", options.profile, "device profile: slots, RAM, window, ids, floor").type_name("FILE");
  command.option("--vendor-id", options.vendor_id, "vendor id that the file must carry").type_name("UUID");
  command.option("--class-id", options.class_id, "class id that the file must carry").type_name("UUID");
  command.option("--security-floor", options.security_floor, "lowest security counter that the device accepts")
      .type_name("N");
}

Result<wire::Uuid> read_uuid(const char* option, const std::string& text) {
  const auto uuid = host::parse_uuid(text);
  if (!uuid) {
    return fail(ErrorCode::kUsage,
                fmt::format("{}: expected a UUID of 8-4-4-4-12 hex digits, found \"{}\"", option, text));
  }
  return *uuid;
}

Result<manifests::DeviceProfile> load_profile(const std::string& file) {
  const auto content = read_input(file);
  if (!content) return tl::make_unexpected(content.error());
  auto profile = manifests::read_profile(host::as_text(*content));
  if (!profile) return fail(profile.error().code, fmt::format("{}: {}", input_name(file), profile.error().message));
  return profile;
}

Result<void> Device::load(const DeviceOptions& options) {
  if (!options.profile.empty()) {
    auto profile = load_profile(options.profile);
    if (!profile) return tl::make_unexpected(profile.error());
    profile_ = std::move(*profile);
  }
  if (!options.vendor_id.empty()) {
    const auto uuid = read_uuid("--vendor-id", options.vendor_id);
    if (!uuid) return tl::make_unexpected(uuid.error());
    vendor_id_ = *uuid;
  }
  if (!options.class_id.empty()) {
    const auto uuid = read_uuid("--class-id", options.class_id);
    if (!uuid) return tl::make_unexpected(uuid.error());
    class_id_ = *uuid;
  }
  security_floor_ = options.security_floor.value_or(0);
  return {};
}

void Device::apply_to(verifier::Options& options) const {
  if (profile_) options.profile = &*profile_;
  if (vendor_id_) options.device.vendor_id = &*vendor_id_;
  if (class_id_) options.device.class_id = &*class_id_;
  options.device.security_floor = security_floor_;
}

}  // namespace switchback::cli
