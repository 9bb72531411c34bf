#include "core/wire/tlv.h"

#include <doctest/doctest.h>

#include "tests/unit/core/artefact.h"

namespace switchback::wire {
namespace {

using testing::Buffer;
using testing::FaultyReader;

// An unprotected area of two TLVs: type 0x10 with three bytes, type 0xfffe with none.
const Buffer kArea = {0x07, 0x69, 15, 0, 0x10, 0x00, 3, 0, 0xa1, 0xa2, 0xa3, 0xfe, 0xff, 0, 0};

Status enter(const Buffer& bytes, std::uint32_t offset = 0) {
  TlvCursor cursor{.next = offset};
  return enter_area(MemoryReader(bytes), kUnprotectedMagic, cursor);
}

TEST_CASE("TLV area: the info says where the area ends, and the first TLV follows it") {
  TlvCursor cursor;
  REQUIRE(enter_area(MemoryReader(kArea), kUnprotectedMagic, cursor) == Status::kOk);
  CHECK(cursor.next == kTlvInfoBytes);
  CHECK(cursor.end == 15);
}

TEST_CASE("TLV area: another magic is kTlvMagic") {
  TlvCursor cursor;
  CHECK(enter_area(MemoryReader(kArea), kProtectedMagic, cursor) == Status::kTlvMagic);
}

TEST_CASE("TLV area: a total below the info's own four bytes is kTlvSize") {
  for (std::uint8_t total = 0; total < 4; ++total) {
    Buffer area = kArea;
    area[2] = total;
    CHECK(enter(area) == Status::kTlvSize);
  }
}

TEST_CASE("TLV area: one that runs past the artefact, or has no room for its info, is kImageSize") {
  Buffer area = kArea;
  area[2] = 16;
  CHECK(enter(area) == Status::kImageSize);
  CHECK(enter(kArea, 12) == Status::kImageSize);
  CHECK(enter(kArea, 16) == Status::kImageSize);
  CHECK(enter(kArea, 0xffffffff) == Status::kImageSize);
}

TEST_CASE("TLV area: an info that cannot be read is kFlashRead") {
  TlvCursor cursor;
  CHECK(enter_area(FaultyReader(kArea, 3, 4), kUnprotectedMagic, cursor) == Status::kFlashRead);
}

TEST_CASE("TLV walk: yields type, length and offset of each TLV in order") {
  const MemoryReader artefact(kArea);
  TlvCursor cursor{kTlvInfoBytes, 15};
  Tlv tlv;
  REQUIRE_FALSE(cursor.at_end());
  REQUIRE(next_tlv(artefact, cursor, tlv) == Status::kOk);
  CHECK(tlv.type == TlvType::kSha256);
  CHECK(tlv.length_bytes == 3);
  CHECK(tlv.offset == 8);
  REQUIRE_FALSE(cursor.at_end());
  REQUIRE(next_tlv(artefact, cursor, tlv) == Status::kOk);
  CHECK(static_cast<unsigned>(tlv.type) == 0xfffe);
  CHECK(tlv.length_bytes == 0);
  CHECK(cursor.at_end());
}

TEST_CASE("TLV walk: an empty area is at its end at once") {
  TlvCursor cursor;
  REQUIRE(enter_area(MemoryReader(Buffer{0x07, 0x69, 4, 0}), kUnprotectedMagic, cursor) == Status::kOk);
  CHECK(cursor.at_end());
}

TEST_CASE("TLV walk: data that runs past the area is kTlvLength, though the artefact goes on") {
  Buffer area = kArea;
  area[6] = 8;  // one more than the area still holds
  area.resize(64);
  const MemoryReader artefact(area);
  TlvCursor cursor{kTlvInfoBytes, 15};
  Tlv tlv;
  CHECK(next_tlv(artefact, cursor, tlv) == Status::kTlvLength);
}

TEST_CASE("TLV walk: the largest length does not wrap") {
  Buffer area = kArea;
  area[6] = 0xff;
  area[7] = 0xff;
  const MemoryReader artefact(area);
  TlvCursor cursor{kTlvInfoBytes, 15};
  Tlv tlv;
  CHECK(next_tlv(artefact, cursor, tlv) == Status::kTlvLength);
}

TEST_CASE("TLV walk: a remainder too short for a TLV header is kTlvLength") {
  const MemoryReader artefact(kArea);
  for (std::uint32_t size_bytes = kTlvInfoBytes + 1; size_bytes < kTlvInfoBytes + kTlvHeaderBytes; ++size_bytes) {
    TlvCursor cursor{kTlvInfoBytes, size_bytes};
    Tlv tlv;
    CHECK(next_tlv(artefact, cursor, tlv) == Status::kTlvLength);
  }
}

TEST_CASE("TLV walk: a TLV header that cannot be read is kFlashRead") {
  const FaultyReader artefact(kArea, 4, 5);
  TlvCursor cursor{kTlvInfoBytes, 15};
  Tlv tlv;
  CHECK(next_tlv(artefact, cursor, tlv) == Status::kFlashRead);
}

}  // namespace
}  // namespace switchback::wire
