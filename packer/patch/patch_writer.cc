// Mirrors core/delta/patch_decoder.cc, function by function.
#include "packer/patch/patch_writer.h"

#include <algorithm>

#include "core/delta/patch_decoder.h"

namespace switchback::packer {
namespace {

using Kind = Token::Kind;

std::uint32_t size_of(Bytes bytes) { return static_cast<std::uint32_t>(bytes.size()); }

// Calls `visit(model, one)` for each bit of a literal; `predicted` is −1 if there is no predicted
// byte.
template <class Models, class Visit>
void visit_literal(Models& models, std::uint32_t position, int predicted, std::uint8_t byte, Visit visit) {
  auto& tree = models.literal[position & 1];
  bool agrees = predicted >= 0;
  std::uint32_t node = 1;
  for (int i = 7; i >= 0; --i) {
    const bool one = (byte >> i & 1) != 0;
    const bool expected = (predicted >> i & 1) != 0;
    visit(agrees ? models.corrected[expected ? 1 : 0][node] : tree[node], one);
    agrees = agrees && one == expected;
    node = node << 1 | (one ? 1 : 0);
  }
}

}  // namespace

void advance(const Token& token, delta::TokenState& state, Alignments& alignments) {
  switch (token.kind) {
    case Kind::kLiteral:
      return state.after_literal();
    case Kind::kByte:
      return state.after_byte();
    case Kind::kRepeat:
      state.after_repeat();
      break;
    case Kind::kCopy:
      state.after_copy();
      break;
  }
  const std::uint32_t rank = token.kind == Kind::kCopy ? delta::kAlignments - 1 : rank_of(token.alignment, alignments);
  std::copy_backward(alignments.begin(), alignments.begin() + rank, alignments.begin() + rank + 1);
  alignments[0] = token.alignment;
}

std::uint32_t rank_of(std::uint32_t alignment, const Alignments& alignments) {
  return static_cast<std::uint32_t>(std::find(alignments.begin(), alignments.end(), alignment) - alignments.begin());
}

MapAlignments::MapAlignments(const delta::AddressMap& map, std::uint32_t target_size_bytes) {
  for (std::uint32_t position = 0; position < target_size_bytes;) {
    const delta::MapStretch stretch = map.stretch_at(position);
    stretches_.push_back({position, stretch.alignment});
    position += stretch.size_bytes;
  }
}

std::uint32_t MapAlignments::at(std::uint32_t position) const {
  const auto after = std::upper_bound(stretches_.begin(), stretches_.end(), position,
                                      [](std::uint32_t at, const Stretch& stretch) { return at < stretch.start; });
  return std::prev(after)->alignment;
}

PatchWriter::PatchWriter(const PatchParts& parts)
    : parts_(parts),
      memory_(parts.base, parts.target),
      map_(parts.entries, size_of(parts.base), parts.rules.image_size_bytes),
      map_alignments_(map_, size_of(parts.target)),
      predictor_(memory_, parts_.rules, map_, cache_, size_of(parts.base), size_of(parts.target)) {
  write_map();
}

void PatchWriter::write_map() {
  delta::MapEntry last;
  for (const delta::MapEntry& entry : parts_.entries) {
    encoder_.number(models_.written_distance, entry.old_start - last.old_start);
    encoder_.number(models_.base_alignment, zigzag(entry.shift - last.shift));
    last = entry;
  }
  start_anew(models_.written_distance);
  start_anew(models_.base_alignment);
  account_.rules = parts_.rules;
  account_.entries.assign(parts_.entries.begin(), parts_.entries.end());
  account_.map = {parts_.entries.size(), 0, encoder_.price()};
}

std::uint32_t PatchWriter::reach(std::uint32_t alignment, std::uint32_t limit) const {
  delta::TargetCache cache = cache_;
  ImagePredictor predictor = predictor_;
  predictor.use(cache);
  std::uint32_t count = 0;
  for (; count < limit; ++count) {
    if (predictor.peek(alignment, position_ + count) != parts_.target[position_ + count]) break;
    predictor.wrote(position_ + count, true);
  }
  return count;
}

void PatchWriter::write(const Token& token) {
  const std::uint32_t position = position_;
  const std::uint64_t price = encoder_.price();
  write_token(token);
  note(token, position, encoder_.price() - price);
}

void PatchWriter::note(const Token& token, std::uint32_t position, std::uint64_t price) {
  const std::uint32_t source = alignments_[0] + position;
  const bool from_base = source < size_of(parts_.base);
  PatchPart& part = token.kind == Kind::kLiteral  ? account_.literals
                    : token.kind == Kind::kRepeat ? account_.repeats
                    : token.kind == Kind::kByte   ? account_.bytes
                    : from_base                   ? account_.base_copies
                                                  : account_.written_copies;
  ++part.count;
  part.target_bytes += token.size_bytes;
  part.price += price;
  if (token.kind != Kind::kLiteral && from_base) note_copy(source, position, token.size_bytes);
}

void PatchWriter::note_copy(std::uint32_t source, std::uint32_t position, std::uint32_t size_bytes) {
  std::vector<BaseCopy>& copies = account_.copies;
  const bool goes_on = !copies.empty() && copies.back().target_position + copies.back().size_bytes == position &&
                       copies.back().base_position + copies.back().size_bytes == source;
  if (!goes_on) copies.push_back({source, position, 0});
  copies.back().size_bytes += size_bytes;
}

void PatchWriter::write_token(const Token& token) {
  const std::uint32_t state = state_.index();
  encoder_.bit(models_.is_copy[state], token.kind != Kind::kLiteral);
  if (token.kind == Kind::kLiteral) return write_literal();
  encoder_.bit(models_.is_repeat[state], token.kind != Kind::kCopy);
  token.kind == Kind::kCopy ? write_copy(token) : write_repeat(token);
  advance(token, state_, alignments_);
  for (std::uint32_t i = 0; i < token.size_bytes; ++i) {
    predictor_.peek(alignments_[0], position_);
    predictor_.wrote(position_, true);
    ++position_;
  }
}

void PatchWriter::write_literal() {
  const int predicted = state_.index() != 0 ? predictor_.peek(alignments_[0], position_) : -1;
  visit_literal(models_, position_, predicted, parts_.target[position_],
                [&](delta::BitModel& model, bool one) { encoder_.bit(model, one); });
  state_.after_literal();
  predictor_.wrote(position_, false);
  ++position_;
}

void PatchWriter::write_copy(const Token& token) {
  const std::uint32_t base_size = size_of(parts_.base);
  const bool written = token.alignment + position_ - base_size < position_;
  encoder_.bit(models_.is_written[state_.index()], written);
  if (written) {
    encoder_.number(models_.written_distance, base_size - 1 - token.alignment);
  } else {
    encoder_.number(models_.base_alignment, zigzag(token.alignment - map_alignments_.at(position_)));
  }
  encoder_.number(written ? models_.written_length : models_.base_length, token.size_bytes - delta::kMinCopyBytes);
}

void PatchWriter::write_repeat(const Token& token) {
  const std::uint32_t state = state_.index();
  const std::uint32_t rank = rank_of(token.alignment, alignments_);
  encoder_.bit(models_.is_older[state], rank != 0);
  if (rank == 0) encoder_.bit(models_.is_long[state], token.kind != Kind::kByte);
  if (rank != 0) encoder_.bit(models_.is_third[state], rank != 1);
  if (rank > 1) encoder_.bit(models_.is_fourth[state], rank == 3);
  if (token.kind == Kind::kRepeat) encoder_.number(models_.repeat_length, token.size_bytes - delta::kMinCopyBytes);
}

std::vector<std::uint8_t> PatchWriter::finish() {
  const delta::PatchHeader header{parts_.rules, static_cast<std::uint16_t>(parts_.entries.size())};
  std::vector<std::uint8_t> patch(delta::kMaxPatchHeaderBytes);
  delta::encode_patch_header(header, std::span<std::uint8_t, delta::kMaxPatchHeaderBytes>(patch));
  patch.resize(header.size_bytes());
  const std::vector<std::uint8_t> stream = encoder_.finish();
  patch.insert(patch.end(), stream.begin(), stream.end());
  return patch;
}

std::uint32_t PatchWriter::literal_price(const delta::TokenState& state, std::uint32_t position, int predicted) const {
  std::uint32_t price = 0;
  visit_literal(models_, position, state.index() != 0 ? predicted : -1, parts_.target[position],
                [&](const delta::BitModel& model, bool one) { price += bit_price(model, one); });
  return price;
}

}  // namespace switchback::packer
