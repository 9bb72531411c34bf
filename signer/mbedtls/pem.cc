#include "signer/mbedtls/pem.h"

#include <fmt/format.h>
#include <mbedtls/base64.h>
#include <mbedtls/pem.h>

#include <algorithm>

#include "host/text.h"
#include "signer/mbedtls/owned.h"

namespace switchback::signer::mbedtls {
namespace {

constexpr std::string_view kBegin = "-----BEGIN ";
constexpr std::string_view kEnd = "-----END ";
constexpr std::string_view kDashes = "-----";
constexpr std::string_view kEncrypted = "Proc-Type: 4,ENCRYPTED";
constexpr std::string_view kBlanks = " \t\v\f";
constexpr std::size_t kLineSize = 64;

void append(SecretBytes& out, std::string_view text) { out.insert(out.end(), text.begin(), text.end()); }

// Removes and returns the next line of `text`.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

std::string_view trimmed(std::string_view line) {
  const std::size_t first = line.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(kBlanks) - first + 1);
}

// The block in the only form that Mbed TLS reads, with the NUL that it searches for.
SecretBytes canonical_text(const PemBlock& block, std::string_view header, std::string_view footer) {
  SecretBytes text;
  // Allocates once, so that no copy is left.
  text.reserve(block.body.size() + header.size() + footer.size() + 8);
  append(text, header);
  append(text, "\n");
  for (std::string_view rest = block.body; !rest.empty();) {
    const std::string_view line = trimmed(take_line(rest));
    if (line.empty()) continue;
    append(text, line);
    append(text, "\n");
  }
  append(text, footer);
  append(text, "\n");
  text.push_back(0);
  return text;
}

tl::unexpected<Error> refused(std::string_view name, std::string_view expected, std::string_view found) {
  return fail(ErrorCode::kKey, fmt::format("{}: expected {}, found {}", name, expected, found));
}

tl::unexpected<Error> damaged(std::string_view name, const PemBlock& block) {
  constexpr std::string_view kLines = "a PEM file of several lines";
  const bool one_line = block.body.find_first_of("\r\n") == std::string_view::npos;
  if (one_line && block.body.find("\\n") != std::string_view::npos) {
    return refused(name, kLines,
                   "its line breaks written as a backslash and n; `printf '%b\\n' \"$KEY\" > FILE` writes "
                   "them as such");
  }
  if (one_line && block.has_end) {
    return refused(name, kLines,
                   "its line breaks lost; quote the variable that it comes from, and put the BEGIN and "
                   "END lines on lines of their own");
  }
  return refused(name, fmt::format("base64 between the BEGIN and END lines of '{}'", block.label),
                 "a damaged or truncated block");
}

}  // namespace

bool looks_like_pem(ByteView bytes) { return host::as_text(bytes).find(kBegin) != std::string_view::npos; }

std::vector<PemBlock> pem_blocks(ByteView bytes) {
  std::vector<PemBlock> blocks;
  std::string_view rest = host::as_text(bytes);
  for (std::size_t at = rest.find(kBegin); at != std::string_view::npos; at = rest.find(kBegin)) {
    rest.remove_prefix(at + kBegin.size());
    const std::size_t label_end = std::min(rest.find(kDashes), rest.find('\n'));
    if (label_end == std::string_view::npos) break;
    PemBlock block{.label = rest.substr(0, label_end), .body = {}};
    rest.remove_prefix(label_end);
    if (rest.starts_with(kDashes)) rest.remove_prefix(kDashes.size());
    const std::size_t end = rest.find(fmt::format("{}{}{}", kEnd, block.label, kDashes));
    block.has_end = end != std::string_view::npos;
    block.body = rest.substr(0, end);
    if (block.has_end) rest.remove_prefix(end);
    blocks.push_back(block);
  }
  return blocks;
}

bool is_encrypted(const PemBlock& block) { return block.body.find(kEncrypted) != std::string_view::npos; }

Result<SecretBytes> pem_decode(const PemBlock& block, std::string_view name,
                               std::optional<std::string_view> passphrase) {
  if (!block.has_end) return damaged(name, block);
  if (is_encrypted(block) && !passphrase) {
    return fail(ErrorCode::kKey, fmt::format("{}: the key is encrypted and no passphrase was given", name));
  }
  const std::string header = fmt::format("{}{}{}", kBegin, block.label, kDashes);
  const std::string footer = fmt::format("{}{}{}", kEnd, block.label, kDashes);
  const SecretBytes text = canonical_text(block, header, footer);
  const auto* secret = reinterpret_cast<const unsigned char*>(passphrase.value_or("").data());
  Owned<mbedtls_pem_context, mbedtls_pem_init, mbedtls_pem_free> pem;
  std::size_t used = 0;
  const int status = mbedtls_pem_read_buffer(pem.get(), header.c_str(), footer.c_str(), text.data(), secret,
                                             passphrase.value_or("").size(), &used);
  if (status == MBEDTLS_ERR_PEM_PASSWORD_MISMATCH) {
    return fail(ErrorCode::kKey, fmt::format("{}: wrong passphrase", name));
  }
  if (status == MBEDTLS_ERR_PEM_UNKNOWN_ENC_ALG) {
    return refused(name, "encryption with AES-CBC or DES-EDE3-CBC",
                   "another cipher in DEK-Info; convert the key with 'openssl pkcs8 -topk8 -v2 aes-256-cbc'");
  }
  if (status != 0) return damaged(name, block);
  std::size_t size = 0;
  const unsigned char* der = mbedtls_pem_get_buffer(pem.get(), &size);
  return SecretBytes(der, der + size);
}

// Not mbedtls_pem_write_buffer: it does not wipe the key's base64.
SecretBytes pem_encode(ByteView der, std::string_view label) {
  SecretBytes base64(4 * ((der.size() + 2) / 3) + 1);  // and a NUL
  std::size_t size = 0;
  if (mbedtls_base64_encode(base64.data(), base64.size(), &size, der.data(), der.size()) != 0) size = 0;

  SecretBytes out;
  append(out, fmt::format("-----BEGIN {}-----\n", label));
  for (std::size_t at = 0; at < size; at += kLineSize) {
    append(out, host::as_text(std::span(base64).subspan(at, std::min(kLineSize, size - at))));
    append(out, "\n");
  }
  append(out, fmt::format("-----END {}-----\n", label));
  return out;
}

}  // namespace switchback::signer::mbedtls
