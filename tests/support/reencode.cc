#include "tests/support/reencode.h"

#include <array>
#include <stdexcept>

#include "core/crypto/ecdsa.h"
#include "core/wire/image.h"

namespace switchback::testing {
namespace {

using Buffer = std::vector<std::uint8_t>;

constexpr std::array<std::uint8_t, 32> kOrder = {0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff,
                                                 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17,
                                                 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51};

wire::ImageFacts parse(Bytes image) {
  wire::ImageFacts facts;
  if (!ok(wire::parse_image(MemoryReader(image), facts)) || facts.signature_count != 1) {
    throw std::runtime_error("expected an image with one signature");
  }
  return facts;
}

void append_integer(Buffer& der, Bytes scalar) {
  while (scalar.size() > 1 && scalar[0] == 0) scalar = scalar.subspan(1);
  const bool needs_zero = (scalar[0] & 0x80) != 0;
  der.push_back(0x02);
  der.push_back(static_cast<std::uint8_t>(scalar.size() + (needs_zero ? 1 : 0)));
  if (needs_zero) der.push_back(0);
  der.insert(der.end(), scalar.begin(), scalar.end());
}

Buffer negated(Bytes scalar) {
  Buffer result(kOrder.size());
  int borrow = 0;
  for (std::size_t i = kOrder.size(); i-- > 0;) {
    const int difference = kOrder[i] - scalar[i] - borrow;
    borrow = difference < 0 ? 1 : 0;
    result[i] = static_cast<std::uint8_t>(difference + 256 * borrow);
  }
  return result;
}

std::array<std::uint8_t, 32> big_endian(std::span<const std::uint32_t> words) {
  std::array<std::uint8_t, 32> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[bytes.size() - 1 - i] = static_cast<std::uint8_t>(words[i / 4] >> i % 4 * 8);
  }
  return bytes;
}

Bytes signature_of(Bytes image, const wire::ImageFacts& facts) {
  return image.subspan(facts.signatures[0].signature_offset, facts.signatures[0].signature_size_bytes);
}

// The signature is the last TLV, as the packer writes it.
Buffer with_signature(Bytes image, const wire::ImageFacts& facts, Bytes signature) {
  const std::uint32_t at = facts.signatures[0].signature_offset;
  Buffer bytes(image.begin(), image.begin() + at);
  store_u16(bytes, at - 2, static_cast<std::uint16_t>(signature.size()));
  bytes.insert(bytes.end(), signature.begin(), signature.end());
  store_u16(bytes, facts.signed_size_bytes + 2, static_cast<std::uint16_t>(bytes.size() - facts.signed_size_bytes));
  return bytes;
}

}  // namespace

Buffer with_other_s(Bytes image) {
  const wire::ImageFacts facts = parse(image);
  crypto::Scalars scalars;
  if (!ok(crypto::decode_ecdsa_der(signature_of(image, facts), scalars))) {
    throw std::runtime_error("expected a DER signature");
  }
  Buffer integers;
  append_integer(integers, big_endian(scalars.r));
  append_integer(integers, negated(big_endian(scalars.s)));
  Buffer der = {0x30, static_cast<std::uint8_t>(integers.size())};
  der.insert(der.end(), integers.begin(), integers.end());
  return with_signature(image, facts, der);
}

Buffer with_padded_signature(Bytes image, std::uint16_t zeros) {
  const wire::ImageFacts facts = parse(image);
  const Bytes signature = signature_of(image, facts);
  Buffer padded(signature.begin(), signature.end());
  padded.resize(padded.size() + zeros);
  return with_signature(image, facts, padded);
}

}  // namespace switchback::testing
