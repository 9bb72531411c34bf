// Options for the device that a file is judged for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "manifests/profile/profile.h"
#include "verifier/verify.h"

namespace switchback::cli {

struct DeviceOptions {
  std::string profile;
  std::string vendor_id;
  std::string class_id;
  std::optional<std::uint32_t> security_floor;
};

void add_device_options(Arguments command, DeviceOptions& options);

// The values of those options. Must outlive the verifier::Options that borrow from it.
class Device {
 public:
  //   kUsage:    an id is no UUID
  //   kIo:       the profile cannot be read
  //   kManifest: the profile is invalid
  Result<void> load(const DeviceOptions& options);
  void apply_to(verifier::Options& options) const;

 private:
  std::optional<manifests::DeviceProfile> profile_;
  std::optional<wire::Uuid> vendor_id_;
  std::optional<wire::Uuid> class_id_;
  std::uint32_t security_floor_ = 0;
};

// kUsage: not a UUID; the message names `option`.
Result<wire::Uuid> read_uuid(const char* option, const std::string& text);

// Reads the profile in `file`.
//   kIo:       cannot be read
//   kManifest: invalid; each line begins with the file's name
Result<manifests::DeviceProfile> load_profile(const std::string& file);

}  // namespace switchback::cli
