#include "signer/mbedtls/der.h"

#include <mbedtls/asn1.h>
#include <mbedtls/oid.h>

namespace switchback::signer::mbedtls {

std::optional<ByteView> DerReader::take(int tag) {
  // Mbed TLS's cursor is not const, but is only read through.
  auto* cursor = const_cast<unsigned char*>(rest_.data());  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  const unsigned char* end = rest_.data() + rest_.size();
  std::size_t size = 0;
  if (rest_.empty() || mbedtls_asn1_get_tag(&cursor, end, &size, tag) != 0) return std::nullopt;
  const auto header_size = static_cast<std::size_t>(cursor - rest_.data());
  const ByteView content = rest_.subspan(header_size, size);
  rest_ = rest_.subspan(header_size + size);
  return content;
}

std::optional<DerReader> DerReader::enter(int tag) {
  const auto content = take(tag);
  if (!content) return std::nullopt;
  return DerReader(*content);
}

std::optional<std::uint32_t> der_small_integer(ByteView content, std::uint32_t max) {
  if (content.empty() || (content.front() & 0x80U) != 0) return std::nullopt;
  std::uint64_t value = 0;
  for (const std::uint8_t byte : content) {
    value = (value << 8U) | byte;
    if (value > max) return std::nullopt;
  }
  return static_cast<std::uint32_t>(value);
}

std::string der_oid_text(ByteView oid) {
  auto* bytes = const_cast<unsigned char*>(oid.data());  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  const mbedtls_asn1_buf buffer{.tag = MBEDTLS_ASN1_OID, .len = oid.size(), .p = bytes};
  char text[128];
  const int size = mbedtls_oid_get_numeric_string(text, sizeof text, &buffer);
  return size < 0 ? "malformed" : std::string(text, static_cast<std::size_t>(size));
}

std::vector<std::uint8_t> der_element(int tag, std::initializer_list<ByteView> parts) {
  std::size_t size = 0;
  for (const ByteView part : parts) size += part.size();

  std::vector<std::uint8_t> out{static_cast<std::uint8_t>(tag)};
  if (size > 0xFF) {
    out.insert(out.end(), {0x82, static_cast<std::uint8_t>(size >> 8U), static_cast<std::uint8_t>(size)});
  } else if (size > 0x7F) {
    out.insert(out.end(), {0x81, static_cast<std::uint8_t>(size)});
  } else {
    out.push_back(static_cast<std::uint8_t>(size));
  }
  for (const ByteView part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

}  // namespace switchback::signer::mbedtls
