// switchback sign-file and verify-file: detached signatures over any file, as release.json has one.
#include <fmt/core.h>

#include <memory>

#include "cli/commands.h"
#include "cli/files.h"
#include "cli/keys.h"
#include "manifests/text.h"
#include "signer/detached.h"

namespace switchback::cli {
namespace {

struct Options {
  std::string file;
  std::vector<std::string> keys;
  std::string signature;
  bool force = false;
  PassphraseOptions passphrase;
};

// Where the signature lies unless another place is given. kUsage: beside standard input there is no place.
Result<std::string> signature_file(const Options& options, const char* option) {
  if (!options.signature.empty()) return options.signature;
  if (options.file != "-") return options.file + ".sig";
  return fail(ErrorCode::kUsage,
              fmt::format("{}: expected a file name, for the content comes from standard input", option));
}

Outcome sign(const Options& options, Session& session) {
  const auto out = signature_file(options, "--out");
  if (!out) return failed(out.error());
  if (const auto claimed = session.claim_output(*out); !claimed) return failed(claimed.error());
  auto key = load_private_key(options.keys.front(), options.passphrase);
  if (!key) return failed(key.error());
  const auto content = read_input(options.file);
  if (!content) return failed(content.error());
  signer::FileKeyBackend backend(std::move(*key));
  const auto signature = signer::sign_detached(backend, *content);
  if (!signature) return failed(signature.error());
  if (const auto written = write_output(*out, *signature, options.force); !written) return failed(written.error());

  Report report;
  const std::string id = manifests::hex_text(backend.public_key().key_id());
  report.json["file"] = input_name(options.file);
  report.json["signature"] = *out;
  report.json["key_id"] = id;
  report.text = fmt::format("signed {} with key {}: {}\n", input_name(options.file), id, *out);
  return report;
}

Outcome verify(const Options& options, Session& /*session*/) {
  const auto from = signature_file(options, "--signature");
  if (!from) return failed(from.error());
  std::vector<signer::PublicKey> keys;
  for (const std::string& file : options.keys) {
    auto key = load_public_key(file);
    if (!key) return failed(key.error());
    keys.push_back(*key);
  }
  const auto content = read_input(options.file);
  if (!content) return failed(content.error());
  const auto signature = read_input(*from);
  if (!signature) return failed(signature.error());
  for (const signer::PublicKey& key : keys) {
    if (!signer::verify_detached(key, *content, *signature)) continue;
    Report report;
    const std::string id = manifests::hex_text(key.key_id());
    report.json = {{"file", input_name(options.file)}, {"signature", *from}, {"key_id", id}};
    report.text = fmt::format("{}: signed with key {}\n", input_name(options.file), id);
    return report;
  }
  return fail(
      ErrorCode::kSignature,
      fmt::format("{}: expected a signature in {} by one of {} given keys, found none. Check that the key is the "
                  "one that signed, and that the file was not changed.",
                  input_name(options.file), *from, keys.size()));
}

}  // namespace

void add_sign_file(Arguments app) {
  auto options = std::make_shared<Options>();
  Arguments command = app.subcommand("sign-file", "Sign any file: FILE.sig, DER ECDSA-P256 over its SHA-256");
  command.option("FILE", options->file, "what to sign; `-` for standard input").required();
  command.option("--key", options->keys, "private key").type_name("FILE").required().exactly_once();
  command.option("-o,--out", options->signature, "the signature; FILE.sig otherwise").type_name("FILE");
  command.flag("--force", options->force, "overwrite an existing file");
  add_passphrase_options(command, options->passphrase);
  command.runs(sign, options);
}

void add_verify_file(Arguments app) {
  auto options = std::make_shared<Options>();
  Arguments command = app.subcommand("verify-file", "Check a file's detached signature");
  command.option("FILE", options->file, "what was signed; `-` for standard input").required();
  command.option("--key", options->keys, "trusted public key; repeat for several")
      .type_name("FILE")
      .required()
      .one_value_each();
  command.option("--signature", options->signature, "the signature; FILE.sig otherwise").type_name("FILE");
  command.runs(verify, options);
}

}  // namespace switchback::cli
