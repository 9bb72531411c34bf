// switchback keygen: makes a P-256 key pair.
#include <fmt/core.h>

#include <memory>

#include "cli/commands.h"
#include "cli/files/files.h"
#include "cli/files/outputs.h"
#include "cli/keys.h"
#include "host/text.h"

namespace switchback::cli {
namespace {

struct Options {
  std::string out;
  bool force = false;
  PassphraseOptions passphrase;
};

// "release.pem" → "release.pub.pem".
std::string public_name(const std::string& path) {
  constexpr std::string_view kSuffix = ".pem";
  const bool has_suffix = path.size() > kSuffix.size() && path.ends_with(kSuffix);
  return (has_suffix ? path.substr(0, path.size() - kSuffix.size()) : path) + ".pub.pem";
}

Result<signer::SecretBytes> encode(const signer::PrivateKey& key,
                                   const std::optional<signer::SecretBytes>& passphrase) {
  if (!passphrase) return key.to_pkcs8_pem();
  return key.to_encrypted_pem(host::as_text(*passphrase));
}

// Writes the private key and, unless that goes to standard output, the public one beside it.
Result<void> write_pair(const Options& options, Bytes private_pem, const std::string& public_pem, Report& report) {
  Outputs outputs(options.force);
  report.json["private_key"] = options.out;
  if (auto added = outputs.add(options.out, private_pem, Outputs::Access::kOwnerOnly); !added) return added;
  if (options.out != "-") {
    const std::string public_file = public_name(options.out);
    if (auto added = outputs.add(public_file, host::as_bytes(public_pem)); !added) return added;
    report.json["public_key"] = public_file;
    report.text = fmt::format("private key: {} (keep it secret)\npublic key:  {}\n", options.out, public_file);
  }
  return outputs.commit();
}

Outcome run(const Options& options, Session& session) {
  if (const auto claimed = session.claim_output(options.out); !claimed) return failed(claimed.error());
  const auto passphrase = read_passphrase(options.passphrase, session);
  if (!passphrase) return failed(passphrase.error());
  const auto key = signer::PrivateKey::generate();
  if (!key) return failed(key.error());
  const auto pem = encode(*key, *passphrase);
  if (!pem) return failed(pem.error());

  Report report;
  const auto written = write_pair(options, *pem, key->public_key().to_pem(), report);
  if (!written) return failed(written.error());
  if (options.out != "-" && others_can_read(options.out)) {
    session.warnings.push_back(options.out +
                               ": other users can read it, because its file system keeps no permissions; move it");
  }
  const std::string id = host::hex_text(key->public_key().key_id());
  report.json["key_id"] = id;
  report.json["encrypted"] = passphrase->has_value();
  report.text += fmt::format("key id:      {}\n", id);
  return report;
}

}  // namespace

void add_keygen(Arguments app) {
  auto options = std::make_shared<Options>();
  Arguments command = app.subcommand("keygen", "Make a P-256 key pair: FILE, and the public key beside it");
  command.option("-o,--out", options->out, "the private key, as PEM (PKCS#8); `-` for standard output")
      .type_name("FILE")
      .required();
  command.flag("--force", options->force, "overwrite existing files");
  add_passphrase_options(command, options->passphrase);
  command.runs(run, options);
}

}  // namespace switchback::cli
