#include "tests/agreement/artefact.h"

#include <algorithm>
#include <stdexcept>

#include "core/crypto/sha256.h"

namespace switchback::testing {
namespace {

constexpr std::size_t kMaxAreaBytes = 0xffff;

TlvArea read_area(Bytes bytes, std::uint32_t offset) {
  TlvArea area;
  area.magic = load_u16(bytes, offset);
  const MemoryReader reader(bytes);
  wire::TlvCursor cursor{.next = offset};
  if (!ok(wire::enter_area(reader, area.magic, cursor))) throw std::runtime_error("expected a TLV area");
  while (!cursor.at_end()) {
    wire::Tlv tlv;
    if (!ok(wire::next_tlv(reader, cursor, tlv))) throw std::runtime_error("expected TLVs");
    const Bytes data = bytes.subspan(tlv.offset, tlv.length_bytes);
    area.tlvs.push_back({static_cast<std::uint16_t>(tlv.type), Buffer(data.begin(), data.end())});
  }
  return area;
}

std::size_t area_bytes(const TlvArea& area) {
  std::size_t size = wire::kTlvInfoBytes;
  for (const LooseTlv& tlv : area.tlvs) size += wire::kTlvHeaderBytes + tlv.data.size();
  return std::min(size, kMaxAreaBytes);
}

void append_u16(Buffer& bytes, std::uint16_t value) {
  bytes.push_back(static_cast<std::uint8_t>(value));
  bytes.push_back(static_cast<std::uint8_t>(value >> 8));
}

void append_area(Buffer& bytes, const TlvArea& area) {
  const std::size_t start = bytes.size();
  append_u16(bytes, area.magic);
  append_u16(bytes, area.total_bytes.value_or(static_cast<std::uint16_t>(area_bytes(area))));
  for (const LooseTlv& tlv : area.tlvs) {
    append_u16(bytes, tlv.type);
    append_u16(bytes, static_cast<std::uint16_t>(tlv.data.size()));
    bytes.insert(bytes.end(), tlv.data.begin(), tlv.data.end());
  }
  bytes.resize(std::min(bytes.size(), start + kMaxAreaBytes));
}

Buffer signed_part(const Artefact& artefact) {
  const bool has_area = !artefact.protected_area.tlvs.empty();
  wire::ImageHeader header = artefact.header;
  header.header_size_bytes = artefact.header_size_bytes.value_or(
      static_cast<std::uint16_t>(wire::kImageHeaderBytes + artefact.header_fill.size()));
  header.protected_size_bytes = artefact.protected_size_bytes.value_or(
      has_area ? static_cast<std::uint16_t>(area_bytes(artefact.protected_area)) : std::uint16_t{0});
  header.payload_size_bytes = artefact.payload_size_bytes.value_or(static_cast<std::uint32_t>(artefact.payload.size()));
  Buffer bytes(wire::kImageHeaderBytes);
  wire::encode_image_header(header, std::span(bytes).first<wire::kImageHeaderBytes>());
  store_u32(bytes, 0, artefact.magic);
  store_u32(bytes, 28, artefact.padding);
  bytes.insert(bytes.end(), artefact.header_fill.begin(), artefact.header_fill.end());
  bytes.insert(bytes.end(), artefact.payload.begin(), artefact.payload.end());
  if (has_area) append_area(bytes, artefact.protected_area);
  return bytes;
}

}  // namespace

Artefact take_apart(Bytes bytes) {
  wire::ImageFacts facts;
  if (!ok(wire::parse_image(MemoryReader(bytes), facts))) throw std::runtime_error("expected an artefact");
  Artefact artefact;
  artefact.header = facts.header;
  const std::uint32_t header_bytes = facts.header.header_size_bytes;
  const Bytes fill = bytes.subspan(wire::kImageHeaderBytes, header_bytes - wire::kImageHeaderBytes);
  artefact.header_fill.assign(fill.begin(), fill.end());
  const Bytes payload = bytes.subspan(header_bytes, facts.header.payload_size_bytes);
  artefact.payload.assign(payload.begin(), payload.end());
  artefact.protected_area.magic = wire::kProtectedMagic;
  if (facts.header.protected_size_bytes != 0) {
    artefact.protected_area = read_area(bytes, header_bytes + facts.header.payload_size_bytes);
  }
  artefact.unprotected_area = read_area(bytes, facts.signed_size_bytes);
  return artefact;
}

Buffer put_together(const Artefact& given, const packer::Signer& signer) {
  Artefact artefact = given;
  Buffer bytes = signed_part(artefact);
  const crypto::Digest digest = crypto::sha256(bytes);
  for (LooseTlv& tlv : artefact.unprotected_area.tlvs) {
    if (!tlv.is_current) continue;
    if (tlv.type == static_cast<std::uint16_t>(wire::TlvType::kSha256)) tlv.data.assign(digest.begin(), digest.end());
    if (tlv.type == static_cast<std::uint16_t>(wire::TlvType::kEcdsaSignature)) tlv.data = signer.sign(digest).value();
  }
  append_area(bytes, artefact.unprotected_area);
  bytes.insert(bytes.end(), artefact.trailing.begin(), artefact.trailing.end());
  return bytes;
}

LooseTlv* find(TlvArea& area, wire::TlvType type) {
  for (LooseTlv& tlv : area.tlvs) {
    if (tlv.type == static_cast<std::uint16_t>(type)) return &tlv;
  }
  return nullptr;
}

}  // namespace switchback::testing
