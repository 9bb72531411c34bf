// Keys and passphrases from the command line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "core/authenticate.h"
#include "packer/image.h"
#include "signer/file_key_backend.h"

namespace switchback::cli {

// Where a passphrase comes from; never from the command line itself, which others on the machine can read.
struct PassphraseOptions {
  std::string environment;  // name of a variable
  std::string file;
  int descriptor = -1;
};

void add_passphrase_options(Arguments command, PassphraseOptions& options);

// The passphrase without the end of its line; nothing when no source was given. kUsage (several sources); kKey (the
// variable is not set, or the passphrase is empty); kIo.
// Warns where others can read its file.
Result<std::optional<signer::SecretBytes>> read_passphrase(const PassphraseOptions& options, Session& session);

// The private key in `file` ("-" is standard input). Warns where others can read it. kIo; kKey; read_passphrase's.
Result<signer::PrivateKey> load_private_key(const std::string& file, const PassphraseOptions& passphrase,
                                            Session& session);

// The same for the keys of simulated devices: not encrypted, and no secret.
Result<signer::PrivateKey> load_private_key(const std::string& file);

// The public key in `file`, or the public part of the private key in it. kIo; kKey.
Result<signer::PublicKey> load_public_key(const std::string& file,
                                          const std::optional<signer::SecretBytes>& passphrase = {});

// The same, with a warning where it is a private key that others can read.
Result<signer::PublicKey> load_public_key(const std::string& file, const std::optional<signer::SecretBytes>& passphrase,
                                          Session& session);

// The public keys in `files`, in their order. kIo; kKey.
Result<std::vector<signer::PublicKey>> load_public_keys(const std::vector<std::string>& files);

// What the decision trusts. kIo; kKey.
Result<std::vector<RootKey>> load_trusted_keys(const std::vector<std::string>& files);

// `backend` as the packer calls it; borrowed.
packer::Signer to_packer_signer(signer::SigningBackend& backend);

}  // namespace switchback::cli
