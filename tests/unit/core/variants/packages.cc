#include "tests/unit/core/variants/packages.h"

#include <vector>

#include "core/crypto/sha256.h"

namespace switchback::testing {
namespace {

using Buffer = std::vector<std::uint8_t>;

class NullSink final : public Sink {
 public:
  Status write(Bytes) override { return Status::kOk; }
};

const Buffer kTarget = {'a', 'b', 'c'};

// As `switchback diff --raw` makes it, from nothing or from a byte.
const Buffer kPatch = {1, 0, 0, 0, 0, 0, 0, 0x30, 0x9e, 0xb0, 0xaf, 0x12, 0, 0};

// The target, or a delta that makes it of literals; in a stored deflate block where wanted.
Buffer payload_of(wire::PayloadKind kind, wire::Codec codec) {
  if (codec == wire::Codec::kPatch) return kPatch;
  Buffer content = kind == wire::PayloadKind::kFull ? kTarget : Buffer{0, 3, 0, 'a', 'b', 'c'};
  if (codec == wire::Codec::kNone) return content;
  const auto size = static_cast<std::uint8_t>(content.size());
  Buffer stream = {1, size, 0, static_cast<std::uint8_t>(~size), 0xff};
  stream.insert(stream.end(), content.begin(), content.end());
  return stream;
}

}  // namespace

Status rebuild_package(wire::PayloadKind kind, wire::Codec codec) {
  const Buffer payload = payload_of(kind, codec);
  wire::ImageFacts facts;
  facts.header.payload_size_bytes = static_cast<std::uint32_t>(payload.size());
  facts.package.kind = kind;
  facts.package.codec = codec;
  facts.package.window_bits = codec == wire::Codec::kDeflate ? 9 : 0;
  facts.package.decoder_ram_bytes = rebuild_ram_bytes(kind, codec, facts.package.window_bits);
  facts.package.target_size_bytes = static_cast<std::uint32_t>(kTarget.size());
  facts.package.target_digest = crypto::sha256(kTarget);
  facts.has_base = kind == wire::PayloadKind::kDelta;
  facts.base.size_bytes = 1;

  const Buffer base(1);
  const MemoryReader base_reader(base);
  NullSink sink;
  std::vector<std::uint64_t> memory(facts.package.decoder_ram_bytes / 8);
  const MemoryReader written({});
  return rebuild(MemoryReader(payload), facts, &base_reader, {sink, written},
                 {reinterpret_cast<std::uint8_t*>(memory.data()), memory.size() * 8});
}

}  // namespace switchback::testing
