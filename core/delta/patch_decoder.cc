// One function for each kind of token. Every copied byte is checked where it is predicted.
#include "core/delta/patch_decoder.h"

#include <algorithm>

#include "core/delta/predictor.h"
#include "core/delta/range_decoder.h"
#include "core/delta/written_target.h"

namespace switchback::delta {
namespace {

constexpr std::uint8_t kInstructions = 0x0f;  // the set's id
constexpr std::uint8_t kPointers = 0x10;
constexpr std::uint8_t kFarBranches = 0x20;
constexpr std::uint8_t kLinkShift = 0x40;
constexpr std::uint8_t kUnknownFlags = 0x80;

constexpr std::uint32_t kLiterals = 256;  // number of leaves of a literal's tree

// Undoes zigzag: 0, −1, 1, −2 … from 0, 1, 2, 3 …, modulo 2^32.
std::uint32_t signed_number(std::uint32_t zigzag) { return (zigzag >> 1) ^ (0 - (zigzag & 1)); }

// The memory that a predictor reads. It remembers why a read failed. The base is read in pieces
// that serve several predictions.
class Memory {
 public:
  Memory(const Reader& base, const WrittenTarget& target) : base_(base), target_(target) {}

  Bytes base(std::uint32_t position, std::uint32_t needed) {
    const std::uint32_t at = position - piece_start_;
    if (at < piece_size_ && needed <= piece_size_ - at) return Bytes(piece_).subspan(at, piece_size_ - at);
    return read_piece(position, needed);
  }

  Bytes written(std::uint32_t position, std::uint32_t needed) {
    const std::uint32_t count = std::min(WrittenTarget::kMaxReadBytes, target_.position() - position);
    if (const Bytes bytes = target_.at_hand(position, count); bytes.size() >= needed) return bytes;
    const bool good = count >= needed && keep(target_.read(position, MutableBytes(written_).first(count)));
    return good ? Bytes(written_).first(count) : Bytes{};
  }

  Status status() const { return status_; }

 private:
  static constexpr std::uint32_t kPieceBytes = 24;

  Bytes read_piece(std::uint32_t position, std::uint32_t needed) {
    const std::uint32_t left = base_.size_bytes() - std::min(position, base_.size_bytes());
    const std::uint32_t count = std::min(kPieceBytes, left);
    const MutableBytes piece = MutableBytes(piece_).first(count);
    piece_start_ = position;
    piece_size_ = keep(count >= needed ? base_.read(position, piece) : Status::kFlashRange) ? count : 0;
    return piece.first(piece_size_);
  }

  bool keep(Status status) {
    if (!ok(status)) status_ = status;
    return ok(status);
  }

  const Reader& base_;
  const WrittenTarget& target_;
  Status status_ = Status::kOk;
  std::uint32_t piece_start_ = 0;
  std::uint32_t piece_size_ = 0;
  std::array<std::uint8_t, kPieceBytes> piece_;
  std::array<std::uint8_t, WrittenTarget::kMaxReadBytes> written_;
};

class PatchDecoder {
 public:
  PatchDecoder(const PatchInput& input, const PatchOutput& output, const PatchHeader& header,
               std::span<MapEntry> entries)
      : bits_(input.patch, header.size_bytes()),
        target_(output.sink, output.written),
        memory_(input.base, target_),
        rules_(header.rules),
        map_(entries, input.base.size_bytes(), rules_.image_size_bytes),
        predictor_(memory_, rules_, map_, cache_, input.base.size_bytes(), output.size_bytes) {}

  // `entries` is the constructor's.
  Status run(std::span<MapEntry> entries);

 private:
  Status read_map(std::span<MapEntry> entries);
  Status take_token();
  Status take_literal();
  Status take_repeat();
  Status take_new_copy();
  Status copy(NumberModel& length);
  Status copy_some(std::uint32_t& left);

  std::uint32_t literal(LiteralTree& tree, std::uint32_t node);
  std::uint32_t corrected_literal(LiteralTree& tree, std::uint32_t predicted);
  void use_alignment(std::uint32_t rank);
  std::uint32_t map_alignment(std::uint32_t position);

  RangeDecoder bits_;
  WrittenTarget target_;
  Memory memory_;
  FieldRules rules_;
  AddressMap map_;
  TargetCache cache_;
  Predictor<Memory> predictor_;
  std::uint32_t stretch_end_ = 0;  // end of the positions that stretch_alignment_ is for
  std::uint32_t stretch_alignment_ = 0;
  TokenModels models_;
  TokenState state_;
  std::array<std::uint32_t, kAlignments> alignments_{};  // the latest first
};

static_assert(Workspace::rounded(sizeof(PatchDecoder)) <= kPatchStateBytes);
static_assert(sizeof(MapEntry) == kMapEntryBytes);

Status PatchDecoder::run(std::span<MapEntry> entries) {
  if (const Status status = read_map(entries); !ok(status)) return status;
  while (target_.position() != predictor_.target_size_bytes()) {
    const Status status = take_token();
    if (!ok(bits_.status())) return bits_.status();
    if (!ok(memory_.status())) return memory_.status();
    if (!ok(status)) return status;
  }
  if (const Status status = target_.flush(); !ok(status)) return status;
  return bits_.finish();
}

// The map's numbers use two of the tokens' models, which are reset afterwards.
Status PatchDecoder::read_map(std::span<MapEntry> entries) {
  MapEntry last;
  for (MapEntry& entry : entries) {
    const std::uint32_t step = bits_.number(models_.written_distance);
    entry.old_start = last.old_start + step;
    entry.shift = last.shift + signed_number(bits_.number(models_.base_alignment));
    const bool ascends = entry.old_start > last.old_start || (&entry == entries.data() && step == 0);
    if (!ok(bits_.status())) return bits_.status();
    if (!ascends) return Status::kStreamCorrupt;
    last = entry;
  }
  start_anew(models_.written_distance);
  start_anew(models_.base_alignment);
  return Status::kOk;
}

Status PatchDecoder::take_token() {
  const std::uint32_t state = state_.index();
  if (!bits_.bit(models_.is_copy[state])) return take_literal();
  return bits_.bit(models_.is_repeat[state]) ? take_repeat() : take_new_copy();
}

Status PatchDecoder::take_literal() {
  const std::uint32_t odd = target_.position() & 1;
  // After several literals a prediction is of little use.
  const int predicted = state_.index() != 0 ? predictor_.peek(alignments_[0], target_.position()) : -1;
  const std::uint32_t bits = predicted >= 0
                                 ? corrected_literal(models_.literal[odd], static_cast<std::uint32_t>(predicted))
                                 : literal(models_.literal[odd], 1);
  state_.after_literal();
  const Status status = target_.put(static_cast<std::uint8_t>(bits));
  predictor_.wrote(target_.position() - 1, false);
  return status;
}

// Decodes the bits of a literal from `node` of its tree on, the highest first.
std::uint32_t PatchDecoder::literal(LiteralTree& tree, std::uint32_t node) {
  return bits_.leaf(tree.data(), node, kLiterals) - kLiterals;
}

std::uint32_t PatchDecoder::corrected_literal(LiteralTree& tree, std::uint32_t predicted) {
  std::uint32_t node = 1;
  for (std::uint32_t mask = 0x80; mask != 0; mask >>= 1) {
    const bool expected = (predicted & mask) != 0;
    const bool one = bits_.bit(models_.corrected[expected ? 1 : 0][node]);
    node = node << 1 | (one ? 1 : 0);
    if (one != expected) return literal(tree, node);
  }
  return node - kLiterals;
}

Status PatchDecoder::take_repeat() {
  const std::uint32_t state = state_.index();
  std::uint32_t rank = 0;
  if (bits_.bit(models_.is_older[state])) {
    rank = 1;
    if (bits_.bit(models_.is_third[state])) rank = bits_.bit(models_.is_fourth[state]) ? 3 : 2;
  } else if (!bits_.bit(models_.is_long[state])) {
    state_.after_byte();
    std::uint32_t one = 1;
    return copy_some(one);
  }
  use_alignment(rank);
  state_.after_repeat();
  return copy(models_.repeat_length);
}

// Moves the alignment of this rank to the front.
void PatchDecoder::use_alignment(std::uint32_t rank) {
  const std::uint32_t alignment = alignments_[rank];
  for (; rank != 0; --rank) alignments_[rank] = alignments_[rank - 1];
  alignments_[0] = alignment;
}

Status PatchDecoder::take_new_copy() {
  const std::uint32_t position = target_.position();
  const bool written = bits_.bit(models_.is_written[state_.index()]);
  use_alignment(kAlignments - 1);
  if (written) {
    alignments_[0] = predictor_.base_size_bytes() - 1 - bits_.number(models_.written_distance);
  } else {
    alignments_[0] = map_alignment(position) + signed_number(bits_.number(models_.base_alignment));
  }
  state_.after_copy();
  return copy(written ? models_.written_length : models_.base_length);
}

// Positions must ascend from call to call.
std::uint32_t PatchDecoder::map_alignment(std::uint32_t position) {
  if (position >= stretch_end_) {
    const MapStretch stretch = map_.stretch_at(position);
    stretch_alignment_ = stretch.alignment;
    stretch_end_ = position + stretch.size_bytes;
  }
  return stretch_alignment_;
}

Status PatchDecoder::copy(NumberModel& length) {
  std::uint32_t left = bits_.number(length);
  const std::uint32_t room = predictor_.target_size_bytes() - target_.position();
  if (room < kMinCopyBytes || left > room - kMinCopyBytes) return Status::kDeltaTargetRange;
  for (left += kMinCopyBytes; left != 0;) {
    if (const Status status = copy_some(left); !ok(status)) return status;
  }
  return Status::kOk;
}

// Copies at least one byte and at most `left`, and subtracts their number from `left`.
Status PatchDecoder::copy_some(std::uint32_t& left) {
  const Bytes predicted = predictor_.peek_all(alignments_[0], target_.position());
  if (predicted.empty()) return Status::kDeltaBaseRange;
  const Bytes copied = predicted.first(std::min<std::size_t>(predicted.size(), left));
  left -= static_cast<std::uint32_t>(copied.size());
  const Status status = target_.put(copied);
  predictor_.wrote(target_.position() - 1, true);
  return status;
}

}  // namespace

Status decode_patch_header(const Reader& patch, PatchHeader& header) {
  if (patch.size_bytes() < kPatchHeaderBytes) return Status::kStreamTruncated;
  std::array<std::uint8_t, kMaxPatchHeaderBytes> bytes;
  if (const Status status = patch.read(0, MutableBytes(bytes).first(kPatchHeaderBytes)); !ok(status)) return status;
  const std::uint8_t flags = bytes[0];
  header.rules = {};
  const std::uint8_t instructions = flags & kInstructions;
  header.rules.instructions = find_instruction_set(instructions);
  header.rules.pointers = (flags & kPointers) != 0;
  header.rules.far_branches = (flags & kFarBranches) != 0;
  header.map_entries = load_u16(bytes, 1);
  header.rules.link_address = load_u32(bytes, 3);
  const bool is_known = (flags & kUnknownFlags) == 0 && instructions <= kLastInstructionSet;
  if (!is_known || header.map_entries > kMaxMapEntries) return Status::kStreamCorrupt;
  if (instructions != 0 && header.rules.instructions == nullptr) return Status::kPackageCodec;
  if ((flags & kLinkShift) == 0) return Status::kOk;
  if (patch.size_bytes() < kMaxPatchHeaderBytes) return Status::kStreamTruncated;
  if (const Status status = patch.read(kPatchHeaderBytes, MutableBytes(bytes).first(4)); !ok(status)) return status;
  header.rules.link_shift = load_u32(bytes, 0);
  return header.rules.link_shift != 0 ? Status::kOk : Status::kStreamCorrupt;
}

void encode_patch_header(const PatchHeader& header, std::span<std::uint8_t, kMaxPatchHeaderBytes> bytes) {
  const FieldRules& rules = header.rules;
  const std::uint8_t instructions = rules.instructions == nullptr ? std::uint8_t{0} : rules.instructions->id;
  bytes[0] =
      static_cast<std::uint8_t>(instructions | (rules.pointers ? kPointers : 0) |
                                (rules.far_branches ? kFarBranches : 0) | (rules.link_shift != 0 ? kLinkShift : 0));
  store_u16(bytes, 1, header.map_entries);
  store_u32(bytes, 3, rules.link_address);
  store_u32(bytes, kPatchHeaderBytes, rules.link_shift);
}

Status apply_patch(const PatchInput& input, const PatchOutput& output, Workspace& workspace) {
  PatchHeader header;
  if (const Status status = decode_patch_header(input.patch, header); !ok(status)) return status;
  const std::uint32_t base_size = input.base.size_bytes();
  if (base_size > kMaxImageBytes || output.size_bytes > kMaxImageBytes) return Status::kImageSize;
  header.rules.image_size_bytes = std::max(base_size, output.size_bytes);

  const MutableBytes memory = workspace.take(std::size_t{kMapEntryBytes} * header.map_entries);
  if (memory.size() != std::size_t{kMapEntryBytes} * header.map_entries) return Status::kPackageRam;
  auto* const first = reinterpret_cast<MapEntry*>(memory.data());
  for (std::uint32_t i = 0; i < header.map_entries; ++i) ::new (first + i) MapEntry;
  const std::span<MapEntry> entries(first, header.map_entries);
  auto* decoder = workspace.make<PatchDecoder>(input, output, header, entries);
  return decoder == nullptr ? Status::kPackageRam : decoder->run(entries);
}

}  // namespace switchback::delta
