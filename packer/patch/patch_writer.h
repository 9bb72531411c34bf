// Writes a patch's tokens, and mirrors the decoder's state.
#pragma once

#include "core/delta/predictor.h"
#include "packer/patch/patch_account.h"
#include "packer/patch/range_encoder.h"

namespace switchback::packer {

// Both images, as core/delta/predictor.h reads them. The whole target is visible, but the predictor
// reads only the part that is written.
class ImageMemory {
 public:
  ImageMemory(Bytes base, Bytes target) : base_(base), target_(target) {}

  Bytes base(std::uint32_t position, std::uint32_t) const { return some(base_, position); }
  Bytes written(std::uint32_t position, std::uint32_t) const { return some(target_, position); }

 private:
  static constexpr std::size_t kSomeBytes = 16;

  static Bytes some(Bytes from, std::uint32_t position) {
    return from.subspan(position, std::min(kSomeBytes, from.size() - position));
  }

  Bytes base_;
  Bytes target_;
};

using ImagePredictor = delta::Predictor<const ImageMemory>;
using Alignments = std::array<std::uint32_t, delta::kAlignments>;

struct Token {
  enum class Kind : std::uint8_t { kLiteral, kCopy, kRepeat, kByte };

  Kind kind = Kind::kLiteral;  // kByte: one byte at the latest alignment
  std::uint32_t alignment = 0;
  std::uint32_t size_bytes = 1;
};

// Updates both as the decoder does after `token`.
void advance(const Token& token, delta::TokenState& state, Alignments& alignments);

// The rank of a remembered alignment; kAlignments if it is not remembered.
std::uint32_t rank_of(std::uint32_t alignment, const Alignments& alignments);

// The alignments that a map suggests, computed once.
class MapAlignments {
 public:
  MapAlignments(const delta::AddressMap& map, std::uint32_t target_size_bytes);

  // `position` is a target position.
  std::uint32_t at(std::uint32_t position) const;

 private:
  struct Stretch {
    std::uint32_t start = 0;
    std::uint32_t alignment = 0;
  };
  std::vector<Stretch> stretches_;  // ascending; the first starts at 0
};

// The parts of a patch. All outlive their user.
struct PatchParts {
  Bytes base;
  Bytes target;
  delta::FieldRules rules;
  std::span<const delta::MapEntry> entries;
};

class PatchWriter {
 public:
  explicit PatchWriter(const PatchParts& parts);

  // Not copyable: the predictor refers to the writer.
  PatchWriter(const PatchWriter&) = delete;
  PatchWriter& operator=(const PatchWriter&) = delete;

  std::uint32_t position() const { return position_; }
  const delta::TokenState& state() const { return state_; }
  const Alignments& alignments() const { return alignments_; }
  const delta::TokenModels& models() const { return models_; }
  const ImagePredictor& predictor() const { return predictor_; }
  const MapAlignments& map_alignments() const { return map_alignments_; }

  // How many of the next bytes, at most `limit`, a copy at this alignment makes correctly.
  std::uint32_t reach(std::uint32_t alignment, std::uint32_t limit) const;

  // A copy's bytes must have been checked with reach(); a repeat's alignment must be remembered.
  void write(const Token& token);

  // The account of what has been written; adjacent copies are joined.
  const PatchAccount& account() const { return account_; }

  // Call once, when the target is complete. Returns header and stream.
  std::vector<std::uint8_t> finish();

  // The price of a literal's eight bits.
  std::uint32_t literal_price(const delta::TokenState& state, std::uint32_t position, int predicted) const;

 private:
  void write_map();
  void write_token(const Token& token);
  void note(const Token& token, std::uint32_t position, std::uint64_t price);
  void note_copy(std::uint32_t source, std::uint32_t position, std::uint32_t size_bytes);
  void write_literal();
  void write_copy(const Token& token);
  void write_repeat(const Token& token);

  PatchParts parts_;
  ImageMemory memory_;
  delta::AddressMap map_;
  MapAlignments map_alignments_;
  delta::TargetCache cache_;
  ImagePredictor predictor_;
  delta::TokenModels models_;
  delta::TokenState state_;
  Alignments alignments_{};
  std::uint32_t position_ = 0;
  RangeEncoder encoder_;
  PatchAccount account_;
};

constexpr std::uint32_t zigzag(std::uint32_t difference) { return difference << 1 ^ (0 - (difference >> 31)); }

}  // namespace switchback::packer
