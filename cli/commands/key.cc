// switchback key: shows a key file's contents, or converts its public key for other uses.
#include <fmt/core.h>

#include <cctype>
#include <filesystem>
#include <memory>

#include "cli/commands.h"
#include "cli/files/outputs.h"
#include "cli/keys.h"
#include "host/text.h"
#include "signer/keys/key_header.h"

namespace switchback::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  std::string format;
  std::vector<std::string> names;
  std::string out = "-";
  bool force = false;
  PassphraseOptions passphrase;
};

// "keys/release-2.pub.pem" → "release_2".
std::string name_from(const std::string& path) {
  std::string name = std::filesystem::path(path).filename().string();
  name.resize(std::min(name.find('.'), name.size()));
  for (char& letter : name) {
    if (std::isalnum(static_cast<unsigned char>(letter)) == 0) letter = '_';
  }
  return name;
}

Result<std::vector<signer::NamedKey>> load(const Options& options, Session& session) {
  if (!options.names.empty() && options.names.size() != options.files.size()) {
    return fail(ErrorCode::kUsage, fmt::format("--name: expected one for each of {} keys, found {}",
                                               options.files.size(), options.names.size()));
  }
  const auto passphrase = read_passphrase(options.passphrase, session);
  if (!passphrase) return tl::make_unexpected(passphrase.error());
  std::vector<signer::NamedKey> keys;
  for (std::size_t i = 0; i < options.files.size(); ++i) {
    auto key = load_public_key(options.files[i], *passphrase, session);
    if (!key) return tl::make_unexpected(key.error());
    keys.push_back({options.names.empty() ? name_from(options.files[i]) : options.names[i], *key});
  }
  return keys;
}

Result<std::string> encode(const Options& options, const std::vector<signer::NamedKey>& keys) {
  if (options.format == "header") return signer::to_cpp_header(keys);
  if (keys.size() != 1) {
    return fail(ErrorCode::kUsage, fmt::format("--format {}: expected one key, found {}", options.format, keys.size()));
  }
  if (options.format == "pem") return keys.front().key.to_pem();
  const signer::SpkiDer der = keys.front().key.spki_der();
  return std::string(der.begin(), der.end());
}

Report describe(const Options& options, const std::vector<signer::NamedKey>& keys) {
  Report report;
  report.is_product = true;
  report.json["keys"] = Json::array();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::string id = host::hex_text(keys[i].key.key_id());
    report.json["keys"].push_back({{"file", options.files[i]}, {"algorithm", "ecdsa-p256"}, {"key_id", id}});
    report.text += fmt::format("{}  {}\n", id, options.files[i]);
  }
  return report;
}

Outcome run(const Options& options, Session& session) {
  const auto keys = load(options, session);
  if (!keys) return failed(keys.error());
  Report report = describe(options, *keys);
  if (options.format.empty()) return report;

  if (const auto claimed = session.claim_output(options.out); !claimed) return failed(claimed.error());
  const auto encoded = encode(options, *keys);
  if (!encoded) return failed(encoded.error());
  if (const auto written = write_output(options.out, host::as_bytes(*encoded), options.force); !written) {
    return failed(written.error());
  }
  report.is_product = false;
  report.json["out"] = options.out;
  if (options.out == "-") report.text.clear();
  return report;
}

}  // namespace

void add_key(Arguments app) {
  auto options = std::make_shared<Options>();
  Arguments command = app.subcommand("key", "Print key ids, or export public keys");
  command.option("FILE", options->files, "public or private keys, PEM or DER; `-` for standard input").required();
  command.option("--format", options->format, "export as pem, der or header (C++, for a bootloader)")
      .one_of({"pem", "der", "header"});
  command.option("--name", options->names, "name of each key in the header; default: the file's name")
      .type_name("NAME")
      .one_value_each();
  command.option("-o,--out", options->out, "file of the export; default: standard output").type_name("FILE");
  command.flag("--force", options->force, "overwrite an existing file");
  add_passphrase_options(command, options->passphrase);
  command.runs(run, options);
}

}  // namespace switchback::cli
