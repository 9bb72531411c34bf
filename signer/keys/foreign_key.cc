#include "signer/keys/foreign_key.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "host/text.h"
#include "signer/mbedtls/der.h"

namespace switchback::signer {
namespace {

using mbedtls::DerReader;
using mbedtls::kDerInteger;
using mbedtls::kDerOid;
using mbedtls::kDerSequence;

// The beginning or the label, and a description.
using Named = std::pair<std::string_view, std::string_view>;

constexpr std::string_view kCertificate = "a certificate; take its key out with 'openssl x509 -noout -pubkey'";
constexpr std::string_view kRequest = "a certificate request; take its key out with 'openssl req -noout -pubkey'";
constexpr std::string_view kOpenSshPublic =
    "an OpenSSH public key; convert it with 'ssh-keygen -e -m PKCS8 -f FILE' if it is an ecdsa-sha2-nistp256 one";
constexpr std::string_view kUtf16 = "UTF-16 text; convert it with 'iconv -f UTF-16 -t UTF-8'";
constexpr std::string_view kPkcs12 =
    "a PKCS#12 container; take the private key out with 'openssl pkcs12 -nocerts -in FILE -out key.pem'";

constexpr std::array<Named, 9> kBeginnings = {{
    {"\xFF\xFE", kUtf16},
    {"\xFE\xFF", kUtf16},
    {"ecdsa-sha2-", kOpenSshPublic},
    {"ssh-", kOpenSshPublic},
    {"sk-", kOpenSshPublic},
    {"---- BEGIN SSH2",
     "an SSH public key as in RFC 4716; convert it with 'ssh-keygen -i -f FILE', and what that prints "
     "with 'ssh-keygen -e -m PKCS8'"},
    {"PuTTY-User-Key-File",
     "a PuTTY key; convert it with 'puttygen FILE -O private-openssh -o COPY', and the copy with "
     "'ssh-keygen -p -m PKCS8 -f COPY'"},
    {"\xFE\xED\xFE\xED",
     "a Java key store; convert it to PKCS#12 with 'keytool -importkeystore', and that with 'openssl "
     "pkcs12 -nocerts'"},
    {"{", "JSON, perhaps a JWK; convert the key to PEM"},
}};

constexpr std::array<Named, 7> kLabels = {{
    {"OPENSSH PRIVATE KEY",
     "an OpenSSH private key; convert a copy of it with 'ssh-keygen -p -m PKCS8 -f COPY' if it is "
     "an ecdsa one with 256 bits"},
    {"CERTIFICATE", kCertificate},
    {"CERTIFICATE REQUEST", kRequest},
    {"NEW CERTIFICATE REQUEST", kRequest},
    {"PKCS7",
     "PKCS#7; take a certificate out with 'openssl pkcs7 -print_certs', and its key with 'openssl x509 -noout "
     "-pubkey'"},
    {"PGP PUBLIC KEY BLOCK", "a PGP key; make a P-256 key with 'switchback keygen'"},
    {"PGP PRIVATE KEY BLOCK", "a PGP key; make a P-256 key with 'switchback keygen'"},
}};

// UTF-16 without a byte order mark: every other byte of the text is 0.
bool is_wide_text(ByteView bytes) {
  if (bytes.size() < 4) return false;
  const ByteView start = bytes.first(4);
  return (start[0] == 0 && start[2] == 0 && start[1] == '-' && start[3] == '-') ||
         (start[1] == 0 && start[3] == 0 && start[0] == '-' && start[2] == '-');
}

// Base64 as in a PEM block whose BEGIN and END lines are missing. A key's DER begins with a
// SEQUENCE, whose base64 begins with M.
bool is_bare_base64(std::string_view text) {
  constexpr std::string_view kOthers = "+/=\r\n \t";
  return text.size() > 40 && text.front() == 'M' && std::all_of(text.begin(), text.end(), [&](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  kOthers.find(c) != std::string_view::npos;
         });
}

// A PFX: version 3, then a ContentInfo of PKCS#7 data.
bool is_pkcs12(DerReader outer) {
  const auto version = outer.take(kDerInteger);
  auto content = outer.enter(kDerSequence);
  const auto type = content ? content->take(kDerOid) : std::nullopt;
  return version && mbedtls::der_small_integer(*version, 3) == 3U && type &&
         mbedtls::der_oid_text(*type).starts_with("1.2.840.113549.1.7.");
}

// A certificate or a request for one: SEQUENCE { SEQUENCE { … }, SEQUENCE algorithm, BIT STRING }.
std::optional<std::string_view> certificate_or_request(DerReader outer) {
  auto body = outer.enter(kDerSequence);
  if (!body || outer.peek() != kDerSequence) return std::nullopt;
  const bool request = body->take(kDerInteger) && body->take(kDerSequence) && body->take(kDerSequence) &&
                       (body->empty() || body->peek() == mbedtls::der_context(0));
  return request ? kRequest : kCertificate;
}

}  // namespace

std::optional<std::string_view> foreign_file(ByteView bytes) {
  const std::string_view text = host::as_text(bytes);
  for (const auto& [beginning, what] : kBeginnings) {
    if (text.starts_with(beginning)) return what;
  }
  if (is_wide_text(bytes)) return kUtf16;
  if (is_bare_base64(text)) return "base64 without BEGIN and END lines; decode it with 'base64 -d'";
  return std::nullopt;
}

std::optional<std::string_view> foreign_block(std::string_view label) {
  const auto* found =
      std::find_if(kLabels.begin(), kLabels.end(), [&](const Named& one) { return one.first == label; });
  return found == kLabels.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::string_view> foreign_structure(ByteView der) {
  DerReader file(der);
  const auto outer = file.enter(kDerSequence);
  if (!outer) return std::nullopt;
  if (is_pkcs12(*outer)) return kPkcs12;
  return certificate_or_request(*outer);
}

}  // namespace switchback::signer
