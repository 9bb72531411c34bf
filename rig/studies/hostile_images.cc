// The packer does not make these: filled images and packages are put together from their parts.
#include "rig/studies/hostile_images.h"

#include <algorithm>
#include <stdexcept>

#include "core/crypto/sha256.h"
#include "packer/image/image.h"
#include "rig/studies/forged_signature.h"

namespace switchback::rig {
namespace {

constexpr std::uint16_t kVendorType = 0x53af;  // of an unknown TLV
constexpr std::uint32_t kVendorBytes = 64;
constexpr std::uint8_t kMostSignificant = 0x7f;  // keeps a number below the curve's order

using Buffer = std::vector<std::uint8_t>;

template <class T>
T value_of(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}

void fill(MutableBytes bytes, const Filling& filling) {
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const std::size_t byte = filling.swapped ? 3 - at % 4 : at % 4;
    bytes[at] = static_cast<std::uint8_t>(filling.word >> 8 * byte);
  }
}

Buffer filled_signature(const Filling& filling) {
  Buffer whole(wire::kMaxSignatureBytes);
  fill(whole, filling);
  if (filling.fills_signature) return whole;
  std::array<std::uint8_t, 32> number{};
  fill(number, filling);
  number[0] = std::clamp<std::uint8_t>(number[0], 1, kMostSignificant);
  return encode_ecdsa_der(number, number);
}

Buffer attached(packer::SignedPart part, const RootKey& key, const Filling& filling) {
  part.digest = crypto::sha256(part.bytes);
  const Buffer image = value_of(packer::attach_signature(part, key.id, filled_signature(filling)));
  Buffer made = image;
  wire::ImageFacts facts;
  if (!ok(wire::parse_image(MemoryReader(image), facts))) throw std::runtime_error("a filled image cannot be parsed");
  const auto digest = std::search(made.begin(), made.end(), part.digest.begin(), part.digest.end());
  if (filling.fills_digest) fill({digest, part.digest.size()}, filling);
  return made;
}

// Fills the sizes and digests in `part`, a package's signed part.
void fill_sizes(MutableBytes part, const wire::ImageHeader& header, const Filling& filling) {
  constexpr std::size_t kKindBytes = 4;  // format, kind, codec and window stay right
  const MemoryReader reader(part);
  wire::TlvCursor cursor{.next = header.header_size_bytes + header.payload_size_bytes};
  if (!ok(wire::enter_area(reader, wire::kProtectedMagic, cursor))) throw std::runtime_error("no protected area");
  for (wire::Tlv tlv; !cursor.at_end() && ok(wire::next_tlv(reader, cursor, tlv));) {
    const MutableBytes data = part.subspan(tlv.offset, tlv.length_bytes);
    if (tlv.type == wire::TlvType::kPackage) fill(data.subspan(kKindBytes), filling);
    if (tlv.type == wire::TlvType::kPackageBase) fill(data, filling);
  }
}

}  // namespace

std::vector<std::uint8_t> filled_image(const FirmwarePlan& plan, std::uint32_t header_bytes, const RootKey& key,
                                       const Filling& filling) {
  Buffer payload = make_payload(plan);
  constexpr std::size_t kVectors = 8;  // stack and entry
  fill(MutableBytes(payload).subspan(kVectors), filling);
  packer::ImageSpec spec = image_spec(plan, payload);
  spec.header_size_bytes = header_bytes;
  spec.version.build = filling.word;
  spec.security_counter = filling.word;
  Buffer data(filling.is_length ? filling.word : kVendorBytes);
  fill(data, filling);
  spec.custom.push_back({kVendorType, data});
  packer::SignedPart part = value_of(packer::assemble_signed_part(spec));
  const std::uint32_t padding = header_bytes - wire::kImageHeaderBytes;
  fill(MutableBytes(part.bytes).subspan(wire::kImageHeaderBytes, padding), filling);
  return attached(std::move(part), key, filling);
}

std::vector<std::uint8_t> filled_package(Bytes package, const RootKey& key, const Filling& filling) {
  wire::ImageFacts facts;
  if (!ok(wire::parse_image(MemoryReader(package), facts))) throw std::runtime_error("a package cannot be parsed");
  packer::SignedPart part;
  part.bytes.assign(package.begin(), package.begin() + facts.signed_size_bytes);
  fill(MutableBytes(part.bytes).subspan(facts.header.header_size_bytes, facts.header.payload_size_bytes), filling);
  fill_sizes(part.bytes, facts.header, filling);
  return attached(std::move(part), key, filling);
}

}  // namespace switchback::rig
