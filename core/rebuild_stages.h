// The rebuild, composed of the stages that a build contains. core/rebuild.cc and core/variants/
// instantiate it.
#pragma once

#include <algorithm>

#include "core/base/workspace.h"
#include "core/crypto/sha256.h"
#include "core/delta/delta_decoder.h"
#include "core/delta/inflate.h"
#include "core/delta/patch_decoder.h"
#include "core/rebuild.h"

namespace switchback {

struct RebuildStages {
  bool deflate = true;
  bool delta = true;
  bool patch = true;
};

// The terms of rebuild_ram_bytes() (docs/SPEC.md, "Decoder RAM"). They are part of the format:
// packages carry their sum, and devices compare it with their RAM. Object sizes differ between host
// and device, so each term has some reserve.
constexpr std::uint32_t kRebuildCommonBytes = 384;
constexpr std::uint32_t kRebuildDeltaBytes = 256;
constexpr std::uint32_t kRebuildDeflateBytes = delta::kInflateStateBytes;
constexpr std::uint32_t kRebuildPatchBytes = delta::kPatchStateBytes;

// Hashes the target and passes it on, up to the announced size.
class TargetWriter final : public Sink {
 public:
  TargetWriter(Sink& target, std::uint32_t size_bytes) : target_(target), left_bytes_(size_bytes) {}

  // Takes the next bytes of the target.
  //   kOk:             all of `bytes` was passed on
  //   kStreamTrailing: more bytes than announced; none of `bytes` was passed on
  //   others:          from the target
  Status write(Bytes bytes) override {
    if (bytes.size() > left_bytes_) return Status::kStreamTrailing;
    left_bytes_ -= static_cast<std::uint32_t>(bytes.size());
    hash_.update(bytes);
    return target_.write(bytes);
  }

  // Call once, at the end of the target.
  //   kOk:              complete, with the announced SHA-256
  //   kStreamTruncated: bytes are missing
  //   kTargetMismatch:  another SHA-256
  Status finish(const crypto::Digest& announced) {
    if (left_bytes_ != 0) return Status::kStreamTruncated;
    crypto::Digest digest;
    hash_.finish(digest);
    return equal(digest, announced) ? Status::kOk : Status::kTargetMismatch;
  }

 private:
  Sink& target_;
  std::uint32_t left_bytes_;
  crypto::Sha256 hash_;
};

using CopyChunk = std::array<std::uint8_t, 128>;

static_assert(Workspace::rounded(sizeof(TargetWriter)) + Workspace::rounded(sizeof(CopyChunk)) <= kRebuildCommonBytes);
static_assert(Workspace::rounded(sizeof(delta::DeltaDecoder)) <= kRebuildDeltaBytes);

inline Status copy_payload(const Reader& payload, Sink& out, Workspace& workspace) {
  auto* chunk = workspace.make<CopyChunk>();
  if (chunk == nullptr) return Status::kPackageRam;
  for (std::uint32_t at = 0; at < payload.size_bytes();) {
    const std::size_t count = std::min<std::size_t>(chunk->size(), payload.size_bytes() - at);
    const MutableBytes bytes = MutableBytes(*chunk).first(count);
    if (const Status status = payload.read(at, bytes); !ok(status)) return status;
    if (const Status status = out.write(bytes); !ok(status)) return status;
    at += static_cast<std::uint32_t>(count);
  }
  return Status::kOk;
}

template <RebuildStages kStages>
Status decode_payload(const Reader& payload, const wire::PackageInfo& package, Sink& out, Workspace& workspace) {
  if (package.codec == wire::Codec::kNone) return copy_payload(payload, out, workspace);
  if constexpr (kStages.deflate) {
    if (package.codec == wire::Codec::kDeflate) {
      return delta::inflate_raw(payload, package.window_bits, out, workspace);
    }
  }
  return Status::kPackageCodec;
}

inline Status rebuild_patch(const Reader& payload, const wire::ImageFacts& facts, const Reader* base,
                            const Target& target, Workspace& workspace) {
  const bool is_delta = facts.package.kind == wire::PayloadKind::kDelta;
  if (is_delta && (base == nullptr || !facts.has_base)) return Status::kBaseMismatch;
  const SubReader from(is_delta ? *base : payload, 0, is_delta ? facts.base.size_bytes : 0);
  return delta::apply_patch({payload, from}, {target.sink, target.written, facts.package.target_size_bytes}, workspace);
}

template <RebuildStages kStages>
Status rebuild_delta(const Reader& payload, const wire::ImageFacts& facts, const Reader* base, Sink& out,
                     Workspace& workspace) {
  if (base == nullptr || !facts.has_base) return Status::kBaseMismatch;
  auto* decoder =
      workspace.make<delta::DeltaDecoder>(*base, facts.base.size_bytes, out, facts.package.target_size_bytes);
  if (decoder == nullptr) return Status::kPackageRam;
  const Status status = decode_payload<kStages>(payload, facts.package, *decoder, workspace);
  return ok(status) ? decoder->finish() : status;
}

// The rebuild without the check of the target.
template <RebuildStages kStages>
Status rebuild_stages(const Reader& payload, const wire::ImageFacts& facts, const Reader* base, const Target& target,
                      Workspace& workspace) {
  const wire::PackageInfo& info = facts.package;
  if constexpr (kStages.patch) {
    if (info.codec == wire::Codec::kPatch) return rebuild_patch(payload, facts, base, target, workspace);
  }
  if (info.kind == wire::PayloadKind::kFull) return decode_payload<kStages>(payload, info, target.sink, workspace);
  if constexpr (kStages.delta) return rebuild_delta<kStages>(payload, facts, base, target.sink, workspace);
  return Status::kPackageCodec;
}

template <RebuildStages kStages>
Status rebuild_with(const Reader& package, const wire::ImageFacts& facts, const Reader* base, const Target& target,
                    MutableBytes memory) {
  const wire::PackageInfo& info = facts.package;
  const std::uint32_t needed_bytes = rebuild_ram_bytes(info.kind, info.codec, info.window_bits);
  if (info.decoder_ram_bytes < needed_bytes || memory.size() < info.decoder_ram_bytes) return Status::kPackageRam;

  Workspace workspace(memory);
  const SubReader payload(package, facts.header.header_size_bytes, facts.header.payload_size_bytes);
  auto* writer = workspace.make<TargetWriter>(target.sink, info.target_size_bytes);
  if (writer == nullptr) return Status::kPackageRam;
  const Status status = rebuild_stages<kStages>(payload, facts, base, {*writer, target.written}, workspace);
  return ok(status) ? writer->finish(info.target_digest) : status;
}

constexpr std::uint32_t rebuild_ram_formula(wire::PayloadKind kind, wire::Codec codec, std::uint8_t window_bits) {
  std::uint32_t bytes = kRebuildCommonBytes;
  if (codec == wire::Codec::kPatch) return bytes + kRebuildPatchBytes;
  if (kind == wire::PayloadKind::kDelta) bytes += kRebuildDeltaBytes;
  if (codec == wire::Codec::kDeflate) bytes += kRebuildDeflateBytes + (std::uint32_t{1} << window_bits);
  return bytes;
}

}  // namespace switchback
