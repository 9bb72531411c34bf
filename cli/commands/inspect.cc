// switchback inspect: shows a file's contents. Trusts nothing and needs no key.
#include <fmt/core.h>

#include <memory>

#include "cli/commands.h"
#include "cli/commands/release_check.h"
#include "cli/files/files.h"
#include "cli/report.h"

namespace switchback::cli {
namespace {

struct Options {
  std::string file;
};

// Every TLV of the area at `offset`, also those that parse_image() skips. The artefact has parsed.
void list_area(Bytes file, std::uint32_t offset, std::uint16_t magic, const char* area, Json& list) {
  const MemoryReader reader(file);
  wire::TlvCursor cursor{.next = offset};
  if (!ok(wire::enter_area(reader, magic, cursor))) return;
  while (!cursor.at_end()) {
    wire::Tlv tlv;
    if (!ok(wire::next_tlv(reader, cursor, tlv))) return;
    list.push_back({{"area", area},
                    {"type", fmt::format("0x{:04x}", static_cast<unsigned>(tlv.type))},
                    {"length_bytes", tlv.length_bytes}});
  }
}

Json list_tlvs(Bytes file, const wire::ImageFacts& facts) {
  Json list = Json::array();
  const std::uint32_t protected_bytes = facts.header.protected_size_bytes;
  if (protected_bytes != 0) {
    list_area(file, facts.signed_size_bytes - protected_bytes, wire::kProtectedMagic, "protected", list);
  }
  list_area(file, facts.signed_size_bytes, wire::kUnprotectedMagic, "unprotected", list);
  return list;
}

Outcome inspect_artefact(const std::string& name, Bytes file) {
  verifier::Options how;
  how.trust = verifier::Trust::kDigestOnly;
  how.rebuild = false;
  const verifier::Verdict verdict = verifier::verify_file(file, {}, how);
  if (!verdict.has_facts) return tl::make_unexpected(refusal(name, file, verdict));

  Report report;
  report.is_product = true;
  report.json = {{"file", name}, {"size_bytes", file.size()}, {"sha256", file_digest_hex(file)}};
  report.json.update(verdict_json(file, verdict));
  report.json["tlvs"] = list_tlvs(file, verdict.facts);
  report.json["padding_bytes"] = verdict.padding_bytes;
  const char* kind = verdict.kind == verifier::Kind::kImage ? "image" : "package";
  report.text = fmt::format("{}: {}, {} bytes\n{}", name, kind, file.size(), facts_text(file, verdict.facts));
  report.text +=
      fmt::format("  {:<17} {}\n", "intact", ok(verdict.reason) ? "yes; signatures not checked" : to_text(verdict));
  return report;
}

Outcome run(const Options& options, Session& /*session*/) {
  const auto content = read_input(options.file);
  if (!content) return failed(content.error());
  if (looks_like_json(*content)) return inspect_release(options.file, *content);
  return inspect_artefact(input_name(options.file), *content);
}

}  // namespace

void add_inspect(Arguments app) {
  auto options = std::make_shared<Options>();
  Arguments command = app.subcommand("inspect", "Show the contents of an image, a package or a release.json");
  command.option("FILE", options->file, "the file to show; `-` for standard input").required();
  command.runs(run, options);
}

}  // namespace switchback::cli
