// Reads and writes the DER of key files (X.690). Internal to signer/. Uses Mbed TLS's ASN.1
// primitives, which check every length against the end of the enclosing element.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "signer/types.h"

namespace switchback::signer::mbedtls {

// Tags, X.690 8.1.2.
inline constexpr int kDerInteger = 0x02;
inline constexpr int kDerBitString = 0x03;
inline constexpr int kDerOctetString = 0x04;
inline constexpr int kDerNull = 0x05;
inline constexpr int kDerOid = 0x06;
inline constexpr int kDerSequence = 0x30;
constexpr int der_context(int number) { return 0xA0 | number; }  // [number] EXPLICIT

// Reads the elements of one DER value in order. Views point into `bytes`, which must outlive them.
class DerReader {
 public:
  explicit DerReader(ByteView bytes) : rest_(bytes) {}

  // The content of the next element. Nothing, and no progress: another tag, or it does not fit.
  std::optional<ByteView> take(int tag);
  // The same, as a reader of the content.
  std::optional<DerReader> enter(int tag);
  // Tag of the next element; -1 at the end.
  int peek() const { return rest_.empty() ? -1 : rest_.front(); }
  bool empty() const { return rest_.empty(); }
  ByteView rest() const { return rest_; }

 private:
  ByteView rest_;
};

// The value of an INTEGER's content; nothing if empty, negative or above `max`.
std::optional<std::uint32_t> der_small_integer(ByteView content, std::uint32_t max);

// The text of an OBJECT IDENTIFIER's content: "1.2.840.10045.3.1.7". Only the shortest encoding
// counts; any other gives "malformed".
std::string der_oid_text(ByteView oid);

// Encodes one element: tag, shortest definite length, then all parts.
std::vector<std::uint8_t> der_element(int tag, std::initializer_list<ByteView> parts);

}  // namespace switchback::signer::mbedtls
