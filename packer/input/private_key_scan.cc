// Recognises private keys by structure: DER at any position, and PEM whose base64 holds such DER.
#include "packer/input/private_key_scan.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "host/text.h"
#include "packer/input/text_lines.h"

namespace switchback::packer {
namespace {

using Position = std::optional<std::size_t>;

constexpr std::uint8_t kInteger = 0x02;
constexpr std::uint8_t kOctetString = 0x04;
constexpr std::uint8_t kObjectId = 0x06;
constexpr std::uint8_t kSequence = 0x30;

constexpr std::array<std::uint8_t, 7> kPkcs = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01};  // 1.2.840.113549.1

// One element of DER: its tag, its contents as far as present, and what follows it.
struct Element {
  std::uint8_t tag = 0;
  std::size_t size_bytes = 0;  // of the contents, as encoded
  Bytes contents;
  Bytes rest;
};

// Reads lengths up to 65535 bytes; no private key is longer.
std::optional<Element> first_element(Bytes der) {
  if (der.size() < 4) return std::nullopt;
  std::size_t header_bytes = 2;
  std::size_t size_bytes = der[1];
  if (der[1] == 0x81) {
    size_bytes = der[2];
    header_bytes = 3;
  } else if (der[1] == 0x82) {
    size_bytes = der[2] * std::size_t{256} + der[3];
    header_bytes = 4;
  } else if (der[1] > 0x80) {
    return std::nullopt;
  }
  const Bytes after = der.subspan(header_bytes);
  const std::size_t there = std::min(size_bytes, after.size());
  return Element{der[0], size_bytes, after.first(there), after.subspan(there)};
}

bool has_tag(const std::optional<Element>& element, std::uint8_t tag) { return element && element->tag == tag; }

// AlgorithmIdentifier, then an OCTET STRING: the end of PKCS#8, encrypted or not. In a certificate
// a name follows instead.
bool is_algorithm_and_secret(Bytes der, Bytes object_id_prefix) {
  const auto algorithm = first_element(der);
  if (!has_tag(algorithm, kSequence)) return false;
  const auto object_id = first_element(algorithm->contents);
  if (!has_tag(object_id, kObjectId) || object_id->size_bytes < 3 || object_id->size_bytes > 16) return false;
  const Bytes id = object_id->contents;
  if (id.size() < object_id_prefix.size() || !equal(id.first(object_id_prefix.size()), object_id_prefix)) return false;
  return has_tag(first_element(algorithm->rest), kOctetString);
}

// RSA's and DSA's own structures: version 0 and large numbers.
bool is_number_list(Bytes der) {
  constexpr std::size_t kLeastModulusBytes = 48;
  const auto modulus = first_element(der);
  return has_tag(modulus, kInteger) && modulus->size_bytes >= kLeastModulusBytes &&
         has_tag(first_element(modulus->rest), kInteger);
}

// SEC1: version 1 and the private number.
bool is_ec_secret(Bytes der) {
  const auto secret = first_element(der);
  return has_tag(secret, kOctetString) && secret->size_bytes >= 20 && secret->size_bytes <= 66;
}

// PKCS#12: version 3 and a PKCS#7 structure.
bool is_key_bag(Bytes der) {
  const auto bag = first_element(der);
  if (!has_tag(bag, kSequence)) return false;
  const auto object_id = first_element(bag->contents);
  return has_tag(object_id, kObjectId) && object_id->size_bytes == 9 && object_id->contents.size() == 9 &&
         equal(object_id->contents.first(kPkcs.size()), kPkcs) && object_id->contents[7] == 7;
}

bool begins_private_key(Bytes der) {
  const auto outer = first_element(der);
  if (!has_tag(outer, kSequence) || outer->size_bytes < 24) return false;
  const Bytes contents = outer->contents;
  if (contents.size() < 8) return false;
  if (contents[0] == kSequence) return is_algorithm_and_secret(contents, kPkcs);
  if (contents[0] != kInteger || contents[1] != 1) return false;
  const std::uint8_t version = contents[2];
  const Bytes rest = contents.subspan(3);
  if (version <= 1 && is_algorithm_and_secret(rest, {})) return true;
  if (version == 0) return is_number_list(rest);
  if (version == 1) return is_ec_secret(rest);
  return version == 3 && is_key_bag(rest);
}

Position find_der(Bytes bytes) {
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    if (bytes[at] == kSequence && begins_private_key(bytes.subspan(at))) return at;
  }
  return std::nullopt;
}

constexpr std::size_t kMaxKeyBytes = 65536;

int base64_value(std::uint8_t c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

// Decodes base64 at the start of `text`, up to its padding, a line of dashes or `most_bytes`. Skips
// other characters and escapes, as keys also occur in source text, JSON and quoted mails.
std::vector<std::uint8_t> decode_base64(std::string_view text, std::size_t most_bytes) {
  std::vector<std::uint8_t> bytes;
  std::uint32_t bits = 0;
  std::uint32_t count = 0;
  for (std::size_t i = 0; i < text.size() && bytes.size() < most_bytes; ++i) {
    if (text[i] == '-' || text[i] == '=') break;
    if (text[i] == '\\') ++i;
    if (i >= text.size() || (i > 0 && text[i - 1] == '\\')) continue;
    const int value = base64_value(static_cast<std::uint8_t>(text[i]));
    if (value < 0) continue;
    bits = (bits << 6) | static_cast<std::uint32_t>(value);
    if (++count % 4 == 1) continue;
    bytes.push_back(static_cast<std::uint8_t>(bits >> (6 - 2 * ((count - 1) % 4))));
  }
  return bytes;
}

// RFC 1421's header of an encrypted key, with its initial vector. PEM parsers contain the words
// only.
bool has_encryption_header(std::string_view body) {
  const std::size_t at = body.substr(0, 128).find("DEK-Info: ");
  if (at == std::string_view::npos) return false;
  const std::size_t comma = body.substr(0, 256).find(',', at);
  if (comma == std::string_view::npos || body.size() < comma + 17) return false;
  const std::string_view vector = body.substr(comma + 1, 16);
  return std::all_of(vector.begin(), vector.end(), [](char c) { return hex_digit(static_cast<std::uint8_t>(c)) >= 0; });
}

// `text` follows "-----BEGIN ".
bool is_pem_key(std::string_view text) {
  const std::size_t label_end = text.substr(0, 64).find("-----");
  if (label_end == std::string_view::npos) return false;
  const std::string_view label = text.substr(0, label_end);
  const std::string_view body = text.substr(label_end + 5);
  const std::vector<std::uint8_t> content = decode_base64(body, kMaxKeyBytes);
  if (begins_private_key(content)) return true;
  if (label.find("PRIVATE KEY") == std::string_view::npos) return false;
  constexpr std::string_view kOpenSsh = "openssh-key-v1";
  const bool is_openssh =
      content.size() > kOpenSsh.size() && std::equal(kOpenSsh.begin(), kOpenSsh.end(), content.begin());
  return is_openssh || has_encryption_header(body) || (label.starts_with("PGP ") && content.size() >= 32);
}

Position find_pem(Bytes bytes) {
  const std::string_view text = host::as_text(bytes);
  constexpr std::string_view kBegin = "-----BEGIN ";
  for (std::size_t at = text.find(kBegin); at != std::string_view::npos; at = text.find(kBegin, at + 1)) {
    if (is_pem_key(text.substr(at + kBegin.size()))) return at;
  }
  constexpr std::string_view kPutty = "PuTTY-User-Key-File-";
  const std::size_t at = text.find(kPutty);
  const bool is_putty = at != std::string_view::npos && text.find("\nPrivate-Lines: ", at) != std::string_view::npos;
  return is_putty ? Position(at) : std::nullopt;
}

// The base64 of a key without its BEGIN and END lines. A SEQUENCE's base64 starts with 'M', then
// 'A' to 'P'.
Position find_bare_base64(Bytes bytes) {
  constexpr std::size_t kStartBytes = 96;  // enough to recognise a key
  const std::string_view text = host::as_text(bytes);
  for (std::size_t at = text.find('M'); at != std::string_view::npos; at = text.find('M', at + 1)) {
    if (at + 1 >= text.size() || text[at + 1] < 'A' || text[at + 1] > 'P') continue;
    if (begins_private_key(decode_base64(text.substr(at, 4 * kStartBytes), kStartBytes))) return at;
  }
  return std::nullopt;
}

// In UTF-16, ASCII characters lie between zeros.
Position find_utf16_pem(Bytes bytes) {
  std::vector<std::uint8_t> characters;
  std::copy_if(bytes.begin(), bytes.end(), std::back_inserter(characters), [](std::uint8_t byte) { return byte != 0; });
  const Position found = find_pem(characters);
  if (!found) return found;
  std::size_t at = 0;
  for (std::size_t passed = 0; at < bytes.size(); ++at) {
    if (bytes[at] != 0 && passed++ == *found) break;
  }
  return at;
}

}  // namespace

std::optional<std::size_t> find_private_key(Bytes bytes) {
  if (const Position at = find_pem(bytes)) return at;
  if (const Position at = find_utf16_pem(bytes)) return at;
  if (const Position at = find_bare_base64(bytes)) return at;
  return find_der(bytes);
}

}  // namespace switchback::packer
