#include "cli/keys.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>

#include "cli/files/files.h"
#include "host/text.h"

namespace switchback::cli {
namespace {

constexpr std::size_t kMaxPassphraseBytes = 4096;
constexpr std::string_view kPrivateKey = "a private key";

// Also removes a Windows line end.
void drop_line_end(signer::SecretBytes& line) {
  const auto end = std::find(line.begin(), line.end(), '\n');
  line.erase(end, line.end());
  if (!line.empty() && line.back() == '\r') line.pop_back();
}

// Reads byte by byte, so that bytes after the line are left for other readers.
Result<signer::SecretBytes> read_descriptor(int descriptor) {
  signer::SecretBytes secret;
  std::uint8_t byte = 0;
  while (secret.size() <= kMaxPassphraseBytes) {
    const ssize_t count = ::read(descriptor, &byte, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      return fail(ErrorCode::kIo,
                  fmt::format("--passphrase-fd {}: cannot be read: {}", descriptor, std::strerror(errno)));
    }
    if (count == 0 || byte == '\n') break;
    secret.push_back(byte);
  }
  drop_line_end(secret);
  return secret;
}

Result<signer::SecretBytes> read_secret_file(const std::string& file) {
  auto secret = read_secret_input(file);
  if (secret) drop_line_end(*secret);
  return secret;
}

Result<signer::SecretBytes> read_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) {
    return fail(ErrorCode::kKey,
                fmt::format("--passphrase-env {}: expected a variable in the environment, found none", name));
  }
  return signer::SecretBytes(value, value + std::strlen(value));
}

std::optional<std::string_view> as_view(const std::optional<signer::SecretBytes>& secret) {
  if (!secret) return std::nullopt;
  return host::as_text(*secret);
}

}  // namespace

void add_passphrase_options(Arguments command, PassphraseOptions& options) {
  command.option("--passphrase-env", options.environment, "environment variable that holds the key's passphrase")
      .type_name("NAME");
  command.option("--passphrase-file", options.file, "file whose first line is the key's passphrase").type_name("FILE");
  command.option("--passphrase-fd", options.descriptor, "open file descriptor whose first line is the key's passphrase")
      .range(0, INT_MAX)
      .type_name("N");
}

Result<std::optional<signer::SecretBytes>> read_passphrase(const PassphraseOptions& options, Session& session) {
  const int sources = !options.environment.empty() + !options.file.empty() + (options.descriptor >= 0);
  if (sources > 1) {
    return fail(ErrorCode::kUsage,
                "--passphrase-env, --passphrase-file, --passphrase-fd: expected at most one of them, found several");
  }
  if (sources == 0) return std::optional<signer::SecretBytes>();
  auto secret = !options.environment.empty() ? read_variable(options.environment)
                : !options.file.empty()      ? read_secret_file(options.file)
                                             : read_descriptor(options.descriptor);
  if (!secret) return tl::make_unexpected(secret.error());
  if (!options.file.empty()) session.warn_if_exposed(options.file, "a passphrase");
  if (secret->empty() || secret->size() > kMaxPassphraseBytes) {
    return fail(ErrorCode::kKey, fmt::format("passphrase: expected 1 to {} bytes, found {}", kMaxPassphraseBytes,
                                             secret->empty() ? "none" : "more"));
  }
  return std::optional(std::move(*secret));
}

Result<signer::PrivateKey> load_private_key(const std::string& file, const PassphraseOptions& passphrase,
                                            Session& session) {
  const auto secret = read_passphrase(passphrase, session);
  if (!secret) return tl::make_unexpected(secret.error());
  const auto content = read_secret_input(file);
  if (!content) return tl::make_unexpected(content.error());
  session.warn_if_exposed(file, kPrivateKey);
  return signer::PrivateKey::load(*content, input_name(file), as_view(*secret));
}

Result<signer::PrivateKey> load_private_key(const std::string& file) {
  const auto content = read_secret_input(file);
  if (!content) return tl::make_unexpected(content.error());
  return signer::PrivateKey::load(*content, input_name(file));
}

Result<signer::PublicKey> load_public_key(const std::string& file,
                                          const std::optional<signer::SecretBytes>& passphrase) {
  const auto content = read_secret_input(file);
  if (!content) return tl::make_unexpected(content.error());
  return signer::PublicKey::load(*content, input_name(file), as_view(passphrase));
}

Result<signer::PublicKey> load_public_key(const std::string& file, const std::optional<signer::SecretBytes>& passphrase,
                                          Session& session) {
  const auto content = read_secret_input(file);
  if (!content) return tl::make_unexpected(content.error());
  if (signer::holds_private_key(*content)) session.warn_if_exposed(file, kPrivateKey);
  return signer::PublicKey::load(*content, input_name(file), as_view(passphrase));
}

Result<std::vector<signer::PublicKey>> load_public_keys(const std::vector<std::string>& files) {
  std::vector<signer::PublicKey> keys;
  for (const std::string& file : files) {
    const auto key = load_public_key(file);
    if (!key) return tl::make_unexpected(key.error());
    keys.push_back(*key);
  }
  return keys;
}

Result<std::vector<RootKey>> load_trusted_keys(const std::vector<std::string>& files) {
  const auto keys = load_public_keys(files);
  if (!keys) return tl::make_unexpected(keys.error());
  std::vector<RootKey> trusted;
  for (const signer::PublicKey& key : *keys) trusted.push_back(key.root_key());
  return trusted;
}

}  // namespace switchback::cli
