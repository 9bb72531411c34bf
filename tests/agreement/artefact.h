// An image or a package taken apart, so that any of it can be changed and the whole signed again.
#pragma once

#include <optional>
#include <vector>

#include "core/wire/image.h"
#include "packer/image/image.h"

namespace switchback::testing {

using Buffer = std::vector<std::uint8_t>;

struct LooseTlv {
  std::uint16_t type = 0;
  Buffer data;
  bool is_current = true;  // digest or signature: made anew when the artefact is written
};

struct TlvArea {
  std::vector<LooseTlv> tlvs;
  std::uint16_t magic = 0;
  std::optional<std::uint16_t> total_bytes;  // instead of the right one
};

// The header's size fields follow from the parts, unless they are set.
struct Artefact {
  std::uint32_t magic = wire::kImageMagic;
  wire::ImageHeader header;
  std::uint32_t padding = 0;
  Buffer header_fill;  // behind the 32 bytes
  Buffer payload;
  TlvArea protected_area;
  TlvArea unprotected_area;
  Buffer trailing;
  std::optional<std::uint16_t> header_size_bytes;
  std::optional<std::uint16_t> protected_size_bytes;
  std::optional<std::uint32_t> payload_size_bytes;
};

// `bytes` parse.
Artefact take_apart(Bytes bytes);

// The bytes of the artefact, with digest and signatures made anew where they are marked as current.
// Signatures are made by `signer`, whatever key is named before them. Parts that exceed their
// 16-bit size are cut.
Buffer put_together(const Artefact& artefact, const packer::Signer& signer);

LooseTlv* find(TlvArea& area, wire::TlvType type);

}  // namespace switchback::testing
