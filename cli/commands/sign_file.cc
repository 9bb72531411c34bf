// switchback sign-file and verify-file: detached signatures over any file, as for release.json.
#include <fmt/core.h>

#include <memory>

#include "cli/commands.h"
#include "cli/commands/release_check.h"
#include "cli/files/files.h"
#include "cli/files/outputs.h"
#include "cli/keys.h"
#include "core/base/bytes.h"
#include "core/wire/image_header.h"
#include "host/text.h"
#include "manifests/release/release.h"
#include "signer/signing/detached.h"

namespace switchback::cli {
namespace {

struct Options {
  std::string file;
  std::vector<std::string> keys;
  std::string signature;
  bool force = false;
  PassphraseOptions passphrase;
};

// The signature's default path.
// kUsage: standard input has no default path.
Result<std::string> signature_file(const Options& options, const char* option) {
  if (!options.signature.empty()) return options.signature;
  if (options.file != "-") return options.file + ".sig";
  return fail(
      ErrorCode::kUsage,
      fmt::format("{}: expected a file name, because the content comes from standard input; found none", option));
}

// Refuses artefacts and releases, whose signatures must say more than "somebody signed this file".
// The purpose's line keeps them apart; this tells the user the right command.
Result<void> refuse_artefact(const std::string& file, Bytes content) {
  const std::string name = input_name(file);
  // The magic of MCUboot's first format.
  constexpr std::uint32_t kFirstMagic = wire::kImageMagic - 1;
  if (content.size() >= sizeof kFirstMagic) {
    const std::uint32_t magic = load_u32(content, 0);
    if (magic == wire::kImageMagic || magic == kFirstMagic) {
      return fail(ErrorCode::kFormat, fmt::format("{}: expected a file other than firmware, found an image or a "
                                                  "package; sign it with `switchback image` or `switchback build`",
                                                  name));
    }
  }
  if (looks_like_json(content) && manifests::read_release(host::as_text(content))) {
    return fail(
        ErrorCode::kFormat,
        fmt::format("{}: expected a file other than a release, found a release.json; sign it with `switchback build`",
                    name));
  }
  return {};
}

Outcome sign(const Options& options, Session& session) {
  const auto out = signature_file(options, "--out");
  if (!out) return failed(out.error());
  if (const auto claimed = session.claim_output(*out); !claimed) return failed(claimed.error());
  auto key = load_private_key(options.keys.front(), options.passphrase, session);
  if (!key) return failed(key.error());
  const auto content = read_input(options.file);
  if (!content) return failed(content.error());
  if (const auto allowed = refuse_artefact(options.file, *content); !allowed) return failed(allowed.error());
  signer::FileKeyBackend backend(std::move(*key));
  const auto signature = signer::sign_detached(backend, signer::Purpose::kFile, *content);
  if (!signature) return failed(signature.error());
  if (const auto written = write_output(*out, *signature, options.force); !written) return failed(written.error());

  Report report;
  const std::string id = host::hex_text(backend.public_key().key_id());
  report.json["file"] = input_name(options.file);
  report.json["signature"] = *out;
  report.json["key_id"] = id;
  report.text = fmt::format("signed {} with key {}: {}\n", input_name(options.file), id, *out);
  return report;
}

Outcome verify(const Options& options, Session& /*session*/) {
  const auto from = signature_file(options, "--signature");
  if (!from) return failed(from.error());
  const auto keys = load_public_keys(options.keys);
  if (!keys) return failed(keys.error());
  const auto content = read_input(options.file);
  if (!content) return failed(content.error());
  const auto signature = read_input(*from);
  if (!signature) return failed(signature.error());
  const auto by = signer::find_signer(*keys, signer::Purpose::kFile, *content, *signature);
  if (!by) {
    return fail(by.error().code, fmt::format("{}: {}: {}", input_name(options.file), *from, by.error().message));
  }
  Report report;
  const std::string id = host::hex_text((*keys)[*by].key_id());
  report.json = {{"file", input_name(options.file)}, {"signature", *from}, {"key_id", id}};
  report.text = fmt::format("{}: signed with key {}\n", input_name(options.file), id);
  return report;
}

}  // namespace

void add_sign_file(Arguments app) {
  auto options = std::make_shared<Options>();
  Arguments command = app.subcommand("sign-file", "Sign a file other than firmware: FILE.sig, DER ECDSA-P256");
  command.option("FILE", options->file, "the file to sign; `-` for standard input").required();
  command.option("--key", options->keys, "private key").type_name("FILE").required().exactly_once();
  command.option("-o,--out", options->signature, "the signature; default: FILE.sig").type_name("FILE");
  command.flag("--force", options->force, "overwrite an existing file");
  add_passphrase_options(command, options->passphrase);
  command.runs(sign, options);
}

void add_verify_file(Arguments app) {
  auto options = std::make_shared<Options>();
  Arguments command = app.subcommand("verify-file", "Check a file's detached signature");
  command.option("FILE", options->file, "the signed file; `-` for standard input").required();
  command.option("--key", options->keys, "trusted public key; repeatable")
      .type_name("FILE")
      .required()
      .one_value_each();
  command.option("--signature", options->signature, "the signature; default: FILE.sig").type_name("FILE");
  command.runs(verify, options);
}

}  // namespace switchback::cli
