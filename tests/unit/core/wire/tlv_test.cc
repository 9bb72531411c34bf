#include "core/wire/tlv.h"

#include <doctest/doctest.h>

#include "tests/unit/core/artefact.h"

namespace switchback::wire {
namespace {

using testing::Buffer;
using testing::FaultyReader;

// An unprotected area of two TLVs: type 0x10 with three bytes, type 0xfffe with none.
const Buffer kArea = {0x07, 0x69, 15, 0, 0x10, 0x00, 3, 0, 0xa1, 0xa2, 0xa3, 0xfe, 0xff, 0, 0};

Status read_info(const Buffer& bytes, std::uint32_t offset = 0) {
  std::uint32_t size_bytes = 0;
  return read_tlv_info(MemoryReader(bytes), offset, kUnprotectedMagic, size_bytes);
}

TEST_CASE("TLV area: the info gives the area's total size") {
  std::uint32_t size_bytes = 0;
  REQUIRE(read_tlv_info(MemoryReader(kArea), 0, kUnprotectedMagic, size_bytes) == Status::kOk);
  CHECK(size_bytes == 15);
}

TEST_CASE("TLV area: another magic is kTlvMagic") {
  std::uint32_t size_bytes = 0;
  CHECK(read_tlv_info(MemoryReader(kArea), 0, kProtectedMagic, size_bytes) == Status::kTlvMagic);
}

TEST_CASE("TLV area: a total below the info's own four bytes is kTlvSize") {
  for (std::uint8_t total = 0; total < 4; ++total) {
    Buffer area = kArea;
    area[2] = total;
    CHECK(read_info(area) == Status::kTlvSize);
  }
}

TEST_CASE("TLV area: one that runs past the artefact, or has no room for its info, is kImageSize") {
  Buffer area = kArea;
  area[2] = 16;
  CHECK(read_info(area) == Status::kImageSize);
  CHECK(read_info(kArea, 12) == Status::kImageSize);
  CHECK(read_info(kArea, 16) == Status::kImageSize);
  CHECK(read_info(kArea, 0xffffffff) == Status::kImageSize);
}

TEST_CASE("TLV area: an info that cannot be read is kFlashRead") {
  std::uint32_t size_bytes = 0;
  CHECK(read_tlv_info(FaultyReader(kArea, 3, 4), 0, kUnprotectedMagic, size_bytes) == Status::kFlashRead);
}

TEST_CASE("TLV walker: yields type, length and offset of each TLV in order") {
  const MemoryReader artefact(kArea);
  TlvWalker walker(artefact, 0, 15);
  Tlv tlv;
  REQUIRE_FALSE(walker.at_end());
  REQUIRE(walker.next(tlv) == Status::kOk);
  CHECK(tlv.type == TlvType::kSha256);
  CHECK(tlv.length_bytes == 3);
  CHECK(tlv.offset == 8);
  REQUIRE_FALSE(walker.at_end());
  REQUIRE(walker.next(tlv) == Status::kOk);
  CHECK(static_cast<unsigned>(tlv.type) == 0xfffe);
  CHECK(tlv.length_bytes == 0);
  CHECK(walker.at_end());
}

TEST_CASE("TLV walker: an empty area is at its end at once") {
  const MemoryReader artefact(kArea);
  CHECK(TlvWalker(artefact, 0, kTlvInfoBytes).at_end());
}

TEST_CASE("TLV walker: data that runs past the area is kTlvLength, though the artefact goes on") {
  Buffer area = kArea;
  area[6] = 8;  // one more than the area still holds
  area.resize(64);
  const MemoryReader artefact(area);
  TlvWalker walker(artefact, 0, 15);
  Tlv tlv;
  CHECK(walker.next(tlv) == Status::kTlvLength);
}

TEST_CASE("TLV walker: the largest length does not wrap") {
  Buffer area = kArea;
  area[6] = 0xff;
  area[7] = 0xff;
  const MemoryReader artefact(area);
  TlvWalker walker(artefact, 0, 15);
  Tlv tlv;
  CHECK(walker.next(tlv) == Status::kTlvLength);
}

TEST_CASE("TLV walker: a remainder too short for a TLV header is kTlvLength") {
  const MemoryReader artefact(kArea);
  for (std::uint32_t size_bytes = kTlvInfoBytes + 1; size_bytes < kTlvInfoBytes + kTlvHeaderBytes; ++size_bytes) {
    TlvWalker walker(artefact, 0, size_bytes);
    Tlv tlv;
    CHECK(walker.next(tlv) == Status::kTlvLength);
  }
}

TEST_CASE("TLV walker: a TLV header that cannot be read is kFlashRead") {
  const FaultyReader artefact(kArea, 4, 5);
  TlvWalker walker(artefact, 0, 15);
  Tlv tlv;
  CHECK(walker.next(tlv) == Status::kFlashRead);
}

}  // namespace
}  // namespace switchback::wire
