// Release: the files that a build made (release.json, schemas/release.schema.json).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/wire/image.h"
#include "host/error.h"
#include "manifests/profile/fit.h"
#include "manifests/profile/profile.h"

namespace switchback::manifests {

enum class ArtefactKind : std::uint8_t { kImage, kFull, kCompressed, kDelta };

// Size and SHA-256 of a whole file.
struct FileDigest {
  std::uint32_t size_bytes = 0;
  wire::Sha256Digest sha256{};

  bool operator==(const FileDigest&) const = default;
};

struct ReleaseBase {
  std::string file;  // its name only
  wire::Version version;
  FileDigest digest;
  // The part of the base that the package names: header, payload and protected TLVs, whatever the
  // encoding of the signature. Its SHA-256 is the image digest that devices report. Unset in
  // releases made before decision 9.
  std::optional<FileDigest> signed_part{};

  bool operator==(const ReleaseBase&) const = default;
};

const char* kind_name(ArtefactKind kind);  // as release.json has it: "image"

struct Artefact {
  std::string file;  // beside release.json; a name without folders
  ArtefactKind kind = ArtefactKind::kImage;
  std::optional<std::uint8_t> slot;  // strategy "ab": slot of the image, 0 or 1
  FileDigest digest;
  FileDigest target;                // the signed image that runs; kImage: as `digest`
  std::optional<ReleaseBase> base;  // kDelta only
  wire::Codec codec = wire::Codec::kNone;
  std::uint8_t window_bits = 0;         // with deflate
  std::uint32_t decoder_ram_bytes = 0;  // 0 for images
  UpdateErases erases;

  bool operator==(const Artefact&) const = default;
};

struct Release {
  std::string name;
  wire::Version version;
  std::optional<std::uint32_t> security_counter;
  std::vector<wire::Dependency> dependencies;
  std::string profile;  // the profile's name
  std::optional<wire::Uuid> vendor_id;
  std::optional<wire::Uuid> class_id;
  std::vector<wire::Sha256Digest> key_ids;  // SHA-256 of each signing key's DER SPKI
  std::vector<Artefact> artefacts;
  std::optional<std::int64_t> created;  // SOURCE_DATE_EPOCH: seconds since 1970
};

// The canonical form (README.md): the same release gives the same bytes.
std::string write_release(const Release& release);

// Refuses everything that write_release cannot write.
// kManifest: one line for each problem, "path: expected …, found …".
Result<Release> read_release(std::string_view json);

}  // namespace switchback::manifests
