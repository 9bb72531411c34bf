#include "signer/mbedtls/pem.h"

#include <fmt/format.h>
#include <mbedtls/base64.h>
#include <mbedtls/pem.h>

#include <algorithm>

#include "signer/mbedtls/owned.h"

namespace switchback::signer::mbedtls {
namespace {

constexpr std::string_view kBegin = "-----BEGIN ";
constexpr std::string_view kDashes = "-----";
constexpr std::size_t kLineSize = 64;

std::string_view as_text(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

}  // namespace

bool looks_like_pem(ByteView bytes) { return as_text(bytes).find(kBegin) != std::string_view::npos; }

std::vector<std::string> pem_labels(ByteView bytes) {
  const std::string_view text = as_text(bytes);
  std::vector<std::string> labels;
  for (std::size_t at = text.find(kBegin); at != std::string_view::npos; at = text.find(kBegin, at)) {
    at += kBegin.size();
    const std::size_t end = std::min(text.find(kDashes, at), text.find('\n', at));
    if (end == std::string_view::npos) break;
    labels.emplace_back(text.substr(at, end - at));
  }
  return labels;
}

Result<SecretBytes> pem_decode(ByteView bytes, std::string_view label, std::string_view name) {
  if (as_text(bytes).find("Proc-Type: 4,ENCRYPTED") != std::string_view::npos) {
    return fail(ErrorCode::kKey,
                fmt::format("{}: expected encrypted PKCS#8, found the old encryption of RFC 1421; convert "
                            "it with 'openssl pkcs8 -topk8 -v2 aes-256-cbc'",
                            name));
  }
  SecretBytes text(bytes.begin(), bytes.end());
  text.push_back(0);  // Mbed TLS searches a C string
  const std::string header = fmt::format("-----BEGIN {}-----", label);
  const std::string footer = fmt::format("-----END {}-----", label);
  Owned<mbedtls_pem_context, mbedtls_pem_init, mbedtls_pem_free> pem;
  std::size_t used = 0;
  if (mbedtls_pem_read_buffer(pem.get(), header.c_str(), footer.c_str(), text.data(), nullptr, 0, &used) != 0) {
    return fail(ErrorCode::kKey,
                fmt::format("{}: expected base64 between the BEGIN and END lines of '{}', found a damaged "
                            "or truncated block",
                            name, label));
  }
  std::size_t size = 0;
  const unsigned char* der = mbedtls_pem_get_buffer(pem.get(), &size);
  return SecretBytes(der, der + size);
}

// Not mbedtls_pem_write_buffer: it frees its base64 of the key without wiping it.
SecretBytes pem_encode(ByteView der, std::string_view label) {
  SecretBytes base64(4 * ((der.size() + 2) / 3) + 1);  // and a NUL
  std::size_t size = 0;
  if (mbedtls_base64_encode(base64.data(), base64.size(), &size, der.data(), der.size()) != 0) size = 0;

  SecretBytes out;
  const auto append = [&out](std::string_view text) { out.insert(out.end(), text.begin(), text.end()); };
  append(fmt::format("-----BEGIN {}-----\n", label));
  for (std::size_t at = 0; at < size; at += kLineSize) {
    append(as_text(std::span(base64).subspan(at, std::min(kLineSize, size - at))));
    append("\n");
  }
  append(fmt::format("-----END {}-----\n", label));
  return out;
}

}  // namespace switchback::signer::mbedtls
