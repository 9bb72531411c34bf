// BuildManifest: the input of `switchback build` (schemas/manifest.schema.json).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/wire/image.h"
#include "host/error.h"
#include "manifests/profile/profile.h"

namespace switchback::manifests {

// A signed image in the field, to make deltas from.
struct BaseImage {
  std::string file;
  std::optional<wire::Version> version;  // if set, the file must have this version
};

enum class PackageKind : std::uint8_t {
  kFull,        // the image, not compressed
  kCompressed,  // the image, compressed with `compressed_codec`
  kDelta,       // the changes since each base
};

// Paths are as written; relative ones start at the manifest's folder (beside()).
struct BuildManifest {
  std::string name;
  wire::Version version;
  std::string profile_file;
  std::vector<std::string> inputs;          // one; with "ab" two, for slots 0 and 1
  std::optional<std::string> input_format;  // bin, hex, elf, srec or uf2; unset: detected
  std::optional<Area> input_range;          // loads only this; unset: all addresses
  bool vector_check = true;                 // refuse firmware that cannot start
  std::optional<std::uint32_t> header_size_bytes;
  std::optional<std::uint32_t> security_counter;  // "auto" is replaced by its value
  bool has_automatic_counter = false;             // the counter was "auto"
  std::vector<wire::Dependency> dependencies;     // up to wire::kMaxDependencies
  std::optional<wire::Uuid> vendor_id;
  std::optional<wire::Uuid> class_id;
  std::optional<std::string> key_file;
  std::vector<BaseImage> bases;
  std::optional<std::vector<PackageKind>> packages;  // unset: all that the device takes
  std::optional<wire::Codec> compressed_codec;       // kDeflate or kPatch
  std::optional<wire::Codec> delta_codec;
  std::optional<std::uint8_t> window_bits;
};

// kManifest: one line for each problem, "path: expected …, found …".
Result<BuildManifest> read_manifest(std::string_view json);

// Fills in the profile's defaults: header size, ids, packages, codecs and window bits. Afterwards
// all of these but the ids hold a value; `window_bits` is 0 if the device has no deflate.
// kManifest: manifest and profile contradict each other in one of these:
//   - number of inputs and strategy
//   - vendor or class id
//   - a dependency on an image that no device has
//   - a codec or window that the device lacks
//   - deltas without a base
Result<BuildManifest> apply_profile(BuildManifest manifest, const DeviceProfile& profile);

// `file`, relative to the folder of `manifest_file`. Absolute paths stay unchanged.
std::string beside(std::string_view manifest_file, std::string_view file);

}  // namespace switchback::manifests
