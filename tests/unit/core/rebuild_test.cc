// rebuild() on packages built by hand: which reason each kind of damage gets.
#include "core/rebuild.h"

#include <doctest/doctest.h>

#include "core/crypto/sha256.h"
#include "tests/support/written_reader.h"
#include "tests/unit/core/artefact.h"
#include "tests/unit/core/sinks.h"

namespace switchback {
namespace {

using testing::Buffer;
using testing::RecordingSink;
using wire::Codec;
using wire::PayloadKind;

constexpr std::uint16_t kHeaderBytes = 32;

const Buffer kBase = {0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17};
const Buffer kTarget = {0x10, 0x11, 0x13, 0x13, 0xaa, 0xbb, 0x11, 0x12, 0x13};
const Buffer kDeltaStream = {4, 2, 5, 0, 0, 1, 0, 0xaa, 0xbb, 3, 0, 0, 0, 0, 0};

// As `switchback diff --raw` made them, from nothing and from kBase.
const Buffer kPatch = {0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x08, 0x05, 0x50,
                       0x1e, 0xb9, 0x04, 0x42, 0xab, 0xe4, 0x95, 0x5d, 0x20};
const Buffer kBasePatch = {0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xcc, 0x09,
                           0xda, 0x3f, 0x4e, 0x22, 0xe3, 0x19, 0x00, 0x00, 0x00};

// The last block of a raw deflate stream, stored.
Buffer stored(const Buffer& content) {
  const auto size = static_cast<std::uint8_t>(content.size());
  Buffer stream = {1, size, 0, static_cast<std::uint8_t>(~size), 0xff};
  stream.insert(stream.end(), content.begin(), content.end());
  return stream;
}

// A package, so far as rebuild() looks at it.
struct Case {
  Case(PayloadKind kind, Codec codec, Buffer payload_bytes) : payload(std::move(payload_bytes)) {
    facts.package.kind = kind;
    facts.package.codec = codec;
    facts.package.window_bits = codec == Codec::kDeflate ? 9 : 0;
    facts.package.decoder_ram_bytes = rebuild_ram_bytes(kind, codec, facts.package.window_bits);
    facts.package.target_size_bytes = static_cast<std::uint32_t>(kTarget.size());
    facts.package.target_digest = crypto::sha256(kTarget);
    facts.has_base = kind == PayloadKind::kDelta;
    facts.base.size_bytes = static_cast<std::uint32_t>(kBase.size());
    workspace_bytes = facts.package.decoder_ram_bytes;
  }

  Status run() {
    facts.header.header_size_bytes = kHeaderBytes;
    facts.header.payload_size_bytes = static_cast<std::uint32_t>(payload.size());
    Buffer artefact(kHeaderBytes);
    artefact.insert(artefact.end(), payload.begin(), payload.end());
    artefact.insert(artefact.end(), 20, 0x5a);  // TLVs, which are none of the payload
    const MemoryReader base(kBase);
    std::vector<std::uint64_t> memory(workspace_bytes / 8 + 1);
    const MutableBytes workspace(reinterpret_cast<std::uint8_t*>(memory.data()), workspace_bytes);
    const testing::WrittenReader written(sink.written, facts.package.target_size_bytes);
    return rebuild(MemoryReader(artefact), facts, with_base ? &base : nullptr, {sink, written}, workspace);
  }

  wire::ImageFacts facts;
  Buffer payload;
  bool with_base = true;
  std::uint32_t workspace_bytes;
  RecordingSink sink;
};

}  // namespace

TEST_CASE("Rebuild: every kind and codec gives the target in exactly the declared RAM") {
  for (const Codec codec : {Codec::kNone, Codec::kDeflate}) {
    for (const PayloadKind kind : {PayloadKind::kFull, PayloadKind::kDelta}) {
      CAPTURE(static_cast<int>(codec));
      CAPTURE(static_cast<int>(kind));
      const Buffer content = kind == PayloadKind::kFull ? kTarget : kDeltaStream;
      Case package(kind, codec, codec == Codec::kNone ? content : stored(content));
      CHECK(package.run() == Status::kOk);
      CHECK(package.sink.written == kTarget);
    }
  }
}

TEST_CASE("Rebuild: a patch gives the target in exactly the declared RAM, from a base or from nothing") {
  Case full(PayloadKind::kFull, Codec::kPatch, kPatch);
  full.with_base = false;
  CHECK(full.run() == Status::kOk);
  CHECK(full.sink.written == kTarget);
  Case delta(PayloadKind::kDelta, Codec::kPatch, kBasePatch);
  CHECK(delta.run() == Status::kOk);
  CHECK(delta.sink.written == kTarget);
}

TEST_CASE("Rebuild: a patch is refused for its workspace, its map, its base and its bytes, each by name") {
  Case small(PayloadKind::kFull, Codec::kPatch, kPatch);
  --small.workspace_bytes;
  CHECK(small.run() == Status::kPackageRam);
  Case undeclared(PayloadKind::kFull, Codec::kPatch, kPatch);
  undeclared.payload[1] = 255;  // a map of so many entries, for which no RAM is declared
  CHECK(undeclared.run() == Status::kPackageRam);
  Case without_base(PayloadKind::kDelta, Codec::kPatch, kBasePatch);
  without_base.with_base = false;
  CHECK(without_base.run() == Status::kBaseMismatch);
  Case unknown(PayloadKind::kFull, Codec::kPatch, kPatch);
  unknown.payload[0] = 0x80;
  CHECK(unknown.run() == Status::kStreamCorrupt);
  Case cut(PayloadKind::kFull, Codec::kPatch, Buffer(kPatch.begin(), kPatch.end() - 5));
  CHECK(cut.run() == Status::kStreamTruncated);
  Case longer(PayloadKind::kFull, Codec::kPatch, kPatch);
  longer.payload.push_back(0);
  CHECK(longer.run() == Status::kStreamTrailing);
  Case other(PayloadKind::kFull, Codec::kPatch, kPatch);
  other.facts.package.target_digest[0] ^= 1;
  CHECK(other.run() == Status::kTargetMismatch);
}

TEST_CASE("Rebuild: the RAM of a package is the sum that the specification gives") {
  CHECK(rebuild_ram_bytes(PayloadKind::kFull, Codec::kNone, 0) == 384);
  CHECK(rebuild_ram_bytes(PayloadKind::kDelta, Codec::kNone, 0) == 384 + 256);
  CHECK(rebuild_ram_bytes(PayloadKind::kFull, Codec::kDeflate, 9) == 384 + 7552 + 512);
  CHECK(rebuild_ram_bytes(PayloadKind::kDelta, Codec::kDeflate, 15) == 384 + 256 + 7552 + 32768);
  CHECK(rebuild_ram_bytes(PayloadKind::kFull, Codec::kPatch, 0) == 384 + 4608);
  CHECK(rebuild_ram_bytes(PayloadKind::kDelta, Codec::kPatch, 0) == 384 + 4608);
}

TEST_CASE("Rebuild: a workspace one byte smaller than declared is refused and nothing written") {
  Case package(PayloadKind::kDelta, Codec::kDeflate, stored(kDeltaStream));
  --package.workspace_bytes;
  CHECK(package.run() == Status::kPackageRam);
  CHECK(package.sink.written.empty());
}

TEST_CASE("Rebuild: a package that declares less RAM than its decoder takes is refused") {
  Case package(PayloadKind::kDelta, Codec::kDeflate, stored(kDeltaStream));
  --package.facts.package.decoder_ram_bytes;
  CHECK(package.run() == Status::kPackageRam);
}

TEST_CASE("Rebuild: a codec that the build lacks is refused") {
  Case package(PayloadKind::kFull, Codec::kNone, kTarget);
  package.facts.package.codec = static_cast<Codec>(3);
  CHECK(package.run() == Status::kPackageCodec);
}

TEST_CASE("Rebuild: a delta without a base, on the device or in the package, is refused") {
  Case no_image(PayloadKind::kDelta, Codec::kNone, kDeltaStream);
  no_image.with_base = false;
  CHECK(no_image.run() == Status::kBaseMismatch);

  Case no_facts(PayloadKind::kDelta, Codec::kNone, kDeltaStream);
  no_facts.facts.has_base = false;
  CHECK(no_facts.run() == Status::kBaseMismatch);
}

TEST_CASE("Rebuild: a base shorter than the package names cannot be read past its end") {
  Case package(PayloadKind::kDelta, Codec::kNone, {9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  package.facts.base.size_bytes = 9;
  CHECK(package.run() == Status::kFlashRange);
}

TEST_CASE("Rebuild: a payload longer than the target is trailing and nothing of the surplus is written") {
  Buffer longer = kTarget;
  longer.push_back(0);
  for (const Codec codec : {Codec::kNone, Codec::kDeflate}) {
    Case package(PayloadKind::kFull, codec, codec == Codec::kNone ? longer : stored(longer));
    CHECK(package.run() == Status::kStreamTrailing);
    CHECK(package.sink.written.size() <= kTarget.size());
  }
}

TEST_CASE("Rebuild: a payload shorter than the target is truncated") {
  const Buffer shorter(kTarget.begin(), kTarget.end() - 1);
  CHECK(Case(PayloadKind::kFull, Codec::kNone, shorter).run() == Status::kStreamTruncated);
  CHECK(Case(PayloadKind::kFull, Codec::kDeflate, stored(shorter)).run() == Status::kStreamTruncated);
  CHECK(Case(PayloadKind::kDelta, Codec::kNone, {4, 2, 5, 0, 0, 1, 0, 0xaa, 0xbb}).run() == Status::kStreamTruncated);
}

TEST_CASE("Rebuild: what comes out but is not the announced target is a mismatch") {
  Buffer other = kTarget;
  other[5] ^= 0x01;
  CHECK(Case(PayloadKind::kFull, Codec::kNone, other).run() == Status::kTargetMismatch);
  Buffer stream = kDeltaStream;
  stream[5] ^= 0x80;
  CHECK(Case(PayloadKind::kDelta, Codec::kNone, stream).run() == Status::kTargetMismatch);
}

TEST_CASE("Rebuild: the delta's and the codec's own reasons come through") {
  CHECK(Case(PayloadKind::kDelta, Codec::kDeflate, stored({9, 0, 0})).run() == Status::kDeltaBaseRange);
  CHECK(Case(PayloadKind::kDelta, Codec::kDeflate, stored({0, 10, 0})).run() == Status::kDeltaTargetRange);
  CHECK(Case(PayloadKind::kDelta, Codec::kDeflate, stored({0, 0, 0})).run() == Status::kDeltaVarint);
  CHECK(Case(PayloadKind::kDelta, Codec::kDeflate, {0x07}).run() == Status::kStreamCorrupt);
}

TEST_CASE("Rebuild: a target that refuses the bytes ends the work with its reason") {
  Case package(PayloadKind::kFull, Codec::kNone, kTarget);
  package.sink = RecordingSink(3);
  CHECK(package.run() == Status::kStreamTrailing);
}

}  // namespace switchback
