#include "cli/report.h"

#include <fmt/format.h>

#include "core/crypto/sha256.h"
#include "host/text.h"
#include "verifier/named_keys.h"

namespace switchback::cli {
namespace {

using host::hex_text;
using host::uuid_text;
using host::version_text;

const char* codec_name(wire::Codec codec) {
  return codec == wire::Codec::kNone ? "none" : codec == wire::Codec::kDeflate ? "deflate" : "patch";
}
const char* kind_name(wire::PayloadKind kind) { return kind == wire::PayloadKind::kFull ? "full" : "delta"; }

Json package_json(const wire::ImageFacts& facts) {
  Json json = {
      {"kind", kind_name(facts.package.kind)},
      {"codec", codec_name(facts.package.codec)},
      {"window_bits", facts.package.window_bits},
      {"decoder_ram_bytes", facts.package.decoder_ram_bytes},
      {"target", {{"size_bytes", facts.package.target_size_bytes}, {"sha256", hex_text(facts.package.target_digest)}}}};
  if (facts.has_base) json["base"] = {{"size_bytes", facts.base.size_bytes}, {"sha256", hex_text(facts.base.digest)}};
  return json;
}

std::string line(const char* name, const std::string& value) { return fmt::format("  {:<17} {}\n", name, value); }

std::string package_text(const wire::ImageFacts& facts) {
  const wire::PackageInfo& package = facts.package;
  std::string text = line("package", fmt::format("{}, codec {}", kind_name(package.kind), codec_name(package.codec)));
  if (package.window_bits != 0) text += line("window", fmt::format("{} bits", package.window_bits));
  text += line("decoder RAM", fmt::format("{} bytes", package.decoder_ram_bytes));
  text +=
      line("rebuilds", fmt::format("{} bytes, SHA-256 {}", package.target_size_bytes, hex_text(package.target_digest)));
  if (facts.has_base) {
    text += line("from base", fmt::format("{} bytes, SHA-256 {}", facts.base.size_bytes, hex_text(facts.base.digest)));
  }
  return text;
}

}  // namespace

std::string file_digest_hex(Bytes file) { return hex_text(crypto::sha256(file)); }

Json status_json(Status status) {
  return {{"name", status_name(status)},
          {"code", fmt::format("0x{:08x}", static_cast<std::uint32_t>(status))},
          {"meaning", status_meaning(status)}};
}

Json facts_json(Bytes file, const wire::ImageFacts& facts) {
  const wire::ImageHeader& header = facts.header;
  Json json = {
      {"version", version_text(header.version)},         {"header_size_bytes", header.header_size_bytes},
      {"payload_size_bytes", header.payload_size_bytes}, {"signed_size_bytes", facts.signed_size_bytes},
      {"total_size_bytes", facts.total_size_bytes},      {"bootable", (header.flags & wire::kFlagNonBootable) == 0}};
  if ((header.flags & wire::kFlagRomFixed) != 0) json["load_address"] = header.load_address;
  if (facts.has_security_counter) json["security_counter"] = facts.security_counter;
  if (facts.has_vendor_id) json["vendor_id"] = uuid_text(facts.vendor_id);
  if (facts.has_class_id) json["class_id"] = uuid_text(facts.class_id);
  json["dependencies"] = Json::array();
  for (std::uint32_t i = 0; i < facts.dependency_count; ++i) {
    json["dependencies"].push_back(
        {{"image", facts.dependencies[i].image_id}, {"minimum_version", version_text(facts.dependencies[i].minimum)}});
  }
  if (facts.has_digest) json["digest"] = hex_text(facts.digest);
  json["key_ids"] = verifier::named_key_ids(file, facts);
  if (facts.has_package) json["package"] = package_json(facts);
  return json;
}

std::string facts_text(Bytes file, const wire::ImageFacts& facts) {
  const wire::ImageHeader& header = facts.header;
  std::string text = line("version", version_text(header.version));
  text += line("size", fmt::format("{} bytes: header {}, payload {}, TLVs {}", facts.total_size_bytes,
                                   header.header_size_bytes, header.payload_size_bytes,
                                   facts.total_size_bytes - header.header_size_bytes - header.payload_size_bytes));
  text += line("bootable", (header.flags & wire::kFlagNonBootable) == 0 ? "yes" : "no");
  if ((header.flags & wire::kFlagRomFixed) != 0)
    text += line("load address", fmt::format("0x{:08x}", header.load_address));
  if (facts.has_security_counter) text += line("security counter", fmt::format("{}", facts.security_counter));
  if (facts.has_vendor_id) text += line("vendor id", uuid_text(facts.vendor_id));
  if (facts.has_class_id) text += line("class id", uuid_text(facts.class_id));
  for (std::uint32_t i = 0; i < facts.dependency_count; ++i) {
    text += line("depends on", fmt::format("image {}, version {} or later", facts.dependencies[i].image_id,
                                           version_text(facts.dependencies[i].minimum)));
  }
  if (facts.has_digest) text += line("digest", hex_text(facts.digest));
  for (const std::string& id : verifier::named_key_ids(file, facts)) text += line("signed with key", id);
  if (facts.has_package) text += package_text(facts);
  return text;
}

Json verdict_json(Bytes file, const verifier::Verdict& verdict) {
  Json json = {{"kind", verdict.kind == verifier::Kind::kImage ? "image" : "package"},
               {"reason", status_json(verdict.reason)}};
  if (verdict.has_facts) json["facts"] = facts_json(file, verdict.facts);
  if (!verdict.rebuilt.empty()) json["rebuilt"] = facts_json(verdict.rebuilt, verdict.rebuilt_facts);
  json["notes"] = verdict.notes;
  return json;
}

Failure refusal(const std::string& name, Bytes file, const verifier::Verdict& verdict) {
  Json json = {{"file", name}};
  json.update(verdict_json(file, verdict));
  json["error"] = {{"code", 0},
                   {"class", ""},
                   {"message", ""},
                   {"field", verdict.explanation.field},
                   {"expected", verdict.explanation.expected},
                   {"found", verdict.explanation.found},
                   {"next_step", verdict.explanation.next_step}};
  return {Error{verdict.error.value_or(ErrorCode::kInternal), fmt::format("{}: refused: {}", name, to_text(verdict))},
          std::move(json)};
}

}  // namespace switchback::cli
