// Artefacts for tests: built byte by byte with no code of the project, or read from the vectors.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/authenticate.h"

namespace switchback::testing {

using Buffer = std::vector<std::uint8_t>;
using TlvData = std::pair<std::uint16_t, Buffer>;  // type, data

void append_u16(Buffer& out, std::uint16_t value);
void append_u32(Buffer& out, std::uint32_t value);

// An artefact whose every field a test may set; by default one that parses: four bytes of payload,
// no TLV.
struct ArtefactPlan {
  std::uint32_t magic = 0x96f3b83d;
  std::uint32_t load_address = 0;
  std::uint16_t header_size = 32;
  std::uint32_t flags = 0;
  std::uint32_t header_padding = 0;
  Buffer payload = {1, 2, 3, 4};
  std::vector<TlvData> protected_tlvs;    // none: no protected area
  std::vector<TlvData> unprotected_tlvs;  // the area is always there
};

Buffer build(const ArtefactPlan& plan);

// The data of the package TLV: an uncompressed full package of a 4-byte target.
Buffer package_data();

// The data of the package's base TLV: a base of 100 bytes.
Buffer base_data();

// An artefact in memory of which [bad_from, bad_to) cannot be read, as on ECC flash.
class FaultyReader final : public ReaderOf<FaultyReader> {
 public:
  FaultyReader(Bytes bytes, std::uint32_t bad_from, std::uint32_t bad_to)
      : ReaderOf(static_cast<std::uint32_t>(bytes.size())), bytes_(bytes), bad_from_(bad_from), bad_to_(bad_to) {}

 private:
  friend ReaderOf<FaultyReader>;

  Status read_within(std::uint32_t offset, MutableBytes out) const;

  Bytes bytes_;
  std::uint32_t bad_from_;
  std::uint32_t bad_to_;
};

// A file of tests/data/mcuboot-vectors.
Buffer load_vector(const std::string& name);

// A public key of the vectors, from its PEM file.
RootKey load_vector_key(const std::string& name);
Buffer load_vector_point(const std::string& name);  // x || y

}  // namespace switchback::testing
