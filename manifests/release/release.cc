// Writes and reads release.json. Writer and reader list the same fields in the same order.
#include "manifests/release/release.h"

#include <fmt/format.h>

#include "host/json_parse.h"
#include "host/json_reader.h"
#include "host/text.h"
#include "manifests/fields/json_dependencies.h"
#include "manifests/profile/fit.h"

namespace switchback::manifests {
namespace {

using nlohmann::json;

constexpr host::Range kSize = {1, 0xffffffff};
constexpr host::Range kKeyIds = {1, wire::kMaxSignatures};
constexpr host::Range kArtefacts = {1, 1024};

const host::Words<ArtefactKind> kKinds = {{"image", ArtefactKind::kImage},
                                          {"full", ArtefactKind::kFull},
                                          {"compressed", ArtefactKind::kCompressed},
                                          {"delta", ArtefactKind::kDelta}};
const host::Words<wire::Codec> kCodecs = {
    {"none", wire::Codec::kNone}, {"deflate", wire::Codec::kDeflate}, {"patch", wire::Codec::kPatch}};

template <class T>
std::string word(const host::Words<T>& words, T value) {
  for (const auto& [name, meaning] : words) {
    if (meaning == value) return std::string(name);
  }
  return {};
}

std::uint32_t u32(std::uint64_t value) { return static_cast<std::uint32_t>(value); }

json digest_json(const FileDigest& digest) {
  return {{"size", digest.size_bytes}, {"sha256", host::hex_text(digest.sha256)}};
}

json base_json(const ReleaseBase& base) {
  json value = digest_json(base.digest);
  value["file"] = base.file;
  value["version"] = host::version_text(base.version);
  if (base.signed_part) {
    value["signed_size"] = base.signed_part->size_bytes;
    value["signed_sha256"] = host::hex_text(base.signed_part->sha256);
  }
  return value;
}

json decoder_json(const Artefact& artefact) {
  json value = {{"codec", word(kCodecs, artefact.codec)}, {"ram_bytes", artefact.decoder_ram_bytes}};
  if (artefact.codec == wire::Codec::kDeflate) value["window_bits"] = artefact.window_bits;
  return value;
}

json artefact_json(const Artefact& artefact) {
  json value = digest_json(artefact.digest);
  value["file"] = artefact.file;
  value["kind"] = word(kKinds, artefact.kind);
  if (artefact.slot) value["slot"] = *artefact.slot;
  value["target"] = digest_json(artefact.target);
  if (artefact.base) value["base"] = base_json(*artefact.base);
  if (artefact.kind != ArtefactKind::kImage) value["decoder"] = decoder_json(artefact);
  value["erases_per_update"] = {
      {"slot0", artefact.erases.slot0}, {"slot1", artefact.erases.slot1}, {"staging", artefact.erases.staging}};
  return value;
}

FileDigest read_digest(host::ObjectReader& reader) {
  return {u32(reader.number("size", kSize)), reader.digest("sha256")};
}

FileDigest read_target(host::ObjectReader reader) {
  const FileDigest digest = read_digest(reader);
  reader.refuse_unknown();
  return digest;
}

ReleaseBase read_base(host::ObjectReader reader) {
  ReleaseBase base;
  base.file = reader.text("file");
  if (base.file.find('/') != std::string::npos)
    reader.problems().add(reader.path_of("file"), "a name without folders", base.file);
  base.version = reader.version("version");
  base.digest = read_digest(reader);
  if (reader.has("signed_size") || reader.has("signed_sha256")) {
    base.signed_part = {u32(reader.number("signed_size", kSize)), reader.digest("signed_sha256")};
  }
  reader.refuse_unknown();
  return base;
}

void read_decoder(host::ObjectReader reader, Artefact& artefact) {
  artefact.codec = reader.choice("codec", kCodecs);
  artefact.decoder_ram_bytes = u32(reader.number("ram_bytes", host::kU32));
  if (artefact.codec == wire::Codec::kDeflate) {
    artefact.window_bits = static_cast<std::uint8_t>(reader.number("window_bits", {9, 15}));
  }
  reader.refuse_unknown();
}

UpdateErases read_erases(host::ObjectReader reader) {
  UpdateErases erases;
  erases.slot0 = u32(reader.number("slot0", host::kU32));
  erases.slot1 = u32(reader.number("slot1", host::kU32));
  erases.staging = u32(reader.number("staging", host::kU32));
  reader.refuse_unknown();
  return erases;
}

// Checks codec and target against the artefact's kind.
void check_kind(const Artefact& artefact, host::ObjectReader& reader) {
  host::Problems& problems = reader.problems();
  if (artefact.kind == ArtefactKind::kFull && artefact.codec != wire::Codec::kNone) {
    problems.add(reader.path_of("decoder.codec"), "none for kind \"full\"", word(kCodecs, artefact.codec));
  }
  if (artefact.kind == ArtefactKind::kCompressed && artefact.codec == wire::Codec::kNone) {
    problems.add(reader.path_of("decoder.codec"), "deflate or patch for kind \"compressed\"", "none");
  }
  if (artefact.kind == ArtefactKind::kImage && artefact.target != artefact.digest) {
    problems.add(reader.path_of("target"), "the artefact's own size and sha256 for kind \"image\"", "others");
  }
}

Artefact read_artefact(host::ObjectReader& reader) {
  Artefact artefact;
  artefact.file = reader.plain_name("file");
  artefact.kind = reader.choice("kind", kKinds);
  if (const auto slot = reader.optional_number("slot", {0, 1})) artefact.slot = static_cast<std::uint8_t>(*slot);
  artefact.digest = read_digest(reader);
  artefact.target = read_target(reader.object("target"));
  // Fields that the kind does not have are not read, and so refused as unknown.
  if (artefact.kind == ArtefactKind::kDelta) artefact.base = read_base(reader.object("base"));
  if (artefact.kind != ArtefactKind::kImage) read_decoder(reader.object("decoder"), artefact);
  artefact.erases = read_erases(reader.object("erases_per_update"));
  check_kind(artefact, reader);
  reader.refuse_unknown();
  return artefact;
}

std::vector<Artefact> read_artefacts(host::ObjectReader& root) {
  std::vector<Artefact> artefacts;
  std::set<std::string> files;
  for (host::ObjectReader& reader : root.objects("artefacts", kArtefacts)) {
    artefacts.push_back(read_artefact(reader));
    const std::string& file = artefacts.back().file;
    if (!file.empty() && !files.insert(file).second)
      reader.problems().add(reader.path_of("file"), "every file once", file + " again");
  }
  return artefacts;
}

}  // namespace

const char* kind_name(ArtefactKind kind) {
  switch (kind) {
    case ArtefactKind::kImage:
      return "image";
    case ArtefactKind::kFull:
      return "full";
    case ArtefactKind::kCompressed:
      return "compressed";
    case ArtefactKind::kDelta:
      return "delta";
  }
  return "unknown";
}

std::string write_release(const Release& release) {
  json key_ids = json::array();
  for (const auto& id : release.key_ids) key_ids.push_back(host::hex_text(id));
  json artefacts = json::array();
  for (const Artefact& artefact : release.artefacts) artefacts.push_back(artefact_json(artefact));
  json root = {{"format_version", 1},        {"name", release.name}, {"version", host::version_text(release.version)},
               {"profile", release.profile}, {"key_ids", key_ids},   {"artefacts", artefacts}};
  if (release.security_counter) root["security_counter"] = *release.security_counter;
  if (!release.dependencies.empty()) root["dependencies"] = dependencies_json(release.dependencies);
  if (release.vendor_id) root["vendor_id"] = host::uuid_text(*release.vendor_id);
  if (release.class_id) root["class_id"] = host::uuid_text(*release.class_id);
  if (release.created) root["created"] = host::time_text(*release.created);
  return host::canonical_json(root);
}

Result<Release> read_release(std::string_view text) {
  const Result<json> value = host::parse_json(text);
  if (!value) return tl::make_unexpected(value.error());
  host::Problems problems;
  host::ObjectReader root(*value, "", problems);
  Release release;
  root.read_preamble();
  release.name = root.plain_name("name");
  release.version = root.version("version");
  if (const auto counter = root.optional_number("security_counter", host::kU32))
    release.security_counter = u32(*counter);
  if (root.has("dependencies")) release.dependencies = read_dependencies(root, "dependencies");
  release.profile = root.plain_name("profile");
  release.vendor_id = root.optional_uuid("vendor_id");
  release.class_id = root.optional_uuid("class_id");
  release.key_ids = root.digests("key_ids", kKeyIds);
  release.artefacts = read_artefacts(root);
  release.created = root.optional_time("created");
  root.refuse_unknown();
  if (problems.any()) return tl::make_unexpected(problems.error());
  return release;
}

}  // namespace switchback::manifests
