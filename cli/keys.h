// Loads keys and passphrases for the command line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "core/authenticate.h"
#include "signer/signing/file_key_backend.h"

namespace switchback::cli {

// The source of a passphrase. Never the command line itself, which other users can read.
struct PassphraseOptions {
  std::string environment;  // an environment variable's name
  std::string file;
  int descriptor = -1;
};

void add_passphrase_options(Arguments command, PassphraseOptions& options);

// Reads the passphrase, without its line end; nothing if no source was given. Warns if others can
// read its file.
//   kUsage: several sources
//   kKey:   the variable is not set, or the passphrase is empty
//   kIo:    the source cannot be read
Result<std::optional<signer::SecretBytes>> read_passphrase(const PassphraseOptions& options, Session& session);

// Loads the private key in `file` ("-": standard input). Warns if others can read it. Errors: kIo,
// kKey, and those of read_passphrase().
Result<signer::PrivateKey> load_private_key(const std::string& file, const PassphraseOptions& passphrase,
                                            Session& session);

// The same for keys of simulated devices, which are neither encrypted nor secret.
Result<signer::PrivateKey> load_private_key(const std::string& file);

// Loads the public key in `file`, or the public part of a private key. Errors: kIo, kKey.
Result<signer::PublicKey> load_public_key(const std::string& file,
                                          const std::optional<signer::SecretBytes>& passphrase = {});

// The same. Warns if it is a private key that others can read.
Result<signer::PublicKey> load_public_key(const std::string& file, const std::optional<signer::SecretBytes>& passphrase,
                                          Session& session);

// Loads the public keys in `files`, in this order. Errors: kIo, kKey.
Result<std::vector<signer::PublicKey>> load_public_keys(const std::vector<std::string>& files);

// Loads the keys that a verdict trusts. Errors: kIo, kKey.
Result<std::vector<RootKey>> load_trusted_keys(const std::vector<std::string>& files);

}  // namespace switchback::cli
