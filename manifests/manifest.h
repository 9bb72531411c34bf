// BuildManifest: what `switchback build` is to make (schemas/manifest.schema.json).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/wire/image.h"
#include "host/error.h"
#include "manifests/profile.h"

namespace switchback::manifests {

// A signed image in the field that deltas are made from.
struct BaseImage {
  std::string file;
  std::optional<wire::Version> version;  // set: the file must be of this version
};

enum class PackageKind : std::uint8_t {
  kFull,        // the image as it is
  kCompressed,  // the image, deflated
  kDelta,       // what changed since each base
};

// All paths are as written: relative ones start at the manifest's own folder (beside()).
struct BuildManifest {
  std::string name;
  wire::Version version;
  std::string profile_file;
  std::vector<std::string> inputs;          // one; or two that were linked for slot 0 and slot 1 (strategy "ab")
  std::optional<std::string> input_format;  // "bin", "hex", "elf", "srec" or "uf2"; otherwise told by content
  std::optional<Area> input_range;          // of an input with addresses, only this; otherwise all of it
  bool vector_check = true;                 // refuse firmware whose first words cannot start the device's core
  std::optional<std::uint32_t> header_size_bytes;
  std::optional<std::uint32_t> security_counter;  // "auto" is resolved already
  bool has_automatic_counter = false;             // it was "auto"
  std::vector<wire::Dependency> dependencies;     // at most wire::kMaxDependencies
  std::optional<wire::Uuid> vendor_id;
  std::optional<wire::Uuid> class_id;
  std::optional<std::string> key_file;
  std::vector<BaseImage> bases;
  std::optional<std::vector<PackageKind>> packages;  // none given: all that make sense
  std::optional<wire::Codec> compressed_codec;       // kDeflate or kPatch
  std::optional<wire::Codec> delta_codec;
  std::optional<std::uint8_t> window_bits;
};

// kManifest: one line for each problem, "path: expected …, found …".
Result<BuildManifest> read_manifest(std::string_view json);

// Fills what the manifest leaves to the profile: header size, ids, packages, codecs and window bits; afterwards all but
// the ids hold a value, and `window_bits` is 0 where the device has no deflate. kManifest where the two contradict each
// other: number of inputs and strategy, ids, a dependency on an image that no device has, a codec or window that the
// device lacks, deltas without a base.
Result<BuildManifest> apply_profile(BuildManifest manifest, const DeviceProfile& profile);

// `file`, seen from the folder that `manifest_file` lies in; absolute paths stay as they are.
std::string beside(std::string_view manifest_file, std::string_view file);

}  // namespace switchback::manifests
