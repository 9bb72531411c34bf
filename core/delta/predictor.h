// Predicts the target's next byte from the bytes at an alignment: as they are, but for fields, whose address it moves
// as the address map says. Encoder and decoder share it.
#pragma once

#include <array>

#include "core/bytes.h"
#include "core/delta/address_map.h"
#include "core/delta/fields.h"

namespace switchback::delta {

// What both sides know when a byte is predicted. The bytes of `source` positions are those of the base, and behind them
// those of the target, as far as they are written. `Memory` reads both:
//   bool base(std::uint32_t position, MutableBytes out);     // false: the base could not be read
//   bool written(std::uint32_t position, MutableBytes out);
template <class Memory>
class Predictor {
 public:
  // All that is referred to outlives the predictor.
  Predictor(Memory& memory, const FieldRules& rules, const AddressMap& map, TargetCache& cache,
            std::uint32_t base_size_bytes, std::uint32_t target_size_bytes)
      : memory_(&memory),
        rules_(&rules),
        target_rules_(rules_of_target(rules)),
        map_(&map),
        cache_(&cache),
        base_size_bytes_(base_size_bytes),
        target_size_bytes_(target_size_bytes) {
    const InstructionSet* const set = known(rules.instructions);
    if (set == nullptr) return;
    filter_ = set->filter;
    max_field_bytes_ = set->max_field_bytes;
    step_mask_ = static_cast<std::uint8_t>(set->step_bytes - 1);
  }

  // Goes on with another cache, as of now equal to the one in use.
  void use(TargetCache& cache) { cache_ = &cache; }

  // The byte at target `position`, the first that is not written, at this alignment (source minus position, modulo
  // 2^32), or −1 where there is no source, or the base could not be read. A field stays predicted until its end, even
  // where a byte of it turned out otherwise.
  int peek(std::uint32_t alignment, std::uint32_t position) {
    const Bytes next = peek_all(alignment, position);
    return next.empty() ? -1 : next[0];
  }

  // The same, with those bytes behind it that are predicted at once; empty instead of −1. Valid until the next call.
  Bytes peek_all(std::uint32_t alignment, std::uint32_t position) {
    if (alignment != alignment_ || position - start_ >= size_bytes_) predict(alignment, position);
    return size_bytes_ == 0 ? Bytes{} : Bytes(bytes_).subspan(position - start_, size_bytes_ - (position - start_));
  }

  // Tells that `position` is written. At the end of a field from the base that came otherwise, learns from it.
  void wrote(std::uint32_t position) {
    if (kind_ == FieldKind::kNone || !from_base_ || position - start_ != size_bytes_ - 1) return;
    Buffer actual{};
    const MutableBytes field = MutableBytes(actual).first(size_bytes_);
    if (!memory_->written(start_, field) || equal(field, Bytes(bytes_).first(size_bytes_))) return;
    learn(code_of(actual, size_bytes_));
  }

 private:
  using Buffer = std::array<std::uint8_t, kPairBytes>;

  static Code code_of(const Buffer& bytes, std::uint32_t size_bytes) {
    return {load_u32(bytes, 0), size_bytes == kPairBytes ? load_u32(bytes, kFieldBytes) : 0};
  }

  void predict(std::uint32_t alignment, std::uint32_t position) {
    alignment_ = alignment;
    start_ = position;
    size_bytes_ = 0;
    kind_ = FieldKind::kNone;
    const std::uint32_t source = alignment + position;
    if (source >= base_size_bytes_ + position) return;
    from_base_ = source < base_size_bytes_;
    const std::uint32_t offset = from_base_ ? source : source - base_size_bytes_;
    const std::uint32_t available = (from_base_ ? base_size_bytes_ : position) - offset;
    const std::uint32_t count = code_bytes(position, available);
    if (!read(offset, count)) return;
    size_bytes_ = count >= kFieldBytes ? 2 : 1;
    if (count < kFieldBytes) return;
    const bool may_point = may_be_pointer(position);
    const bool may_be_code = may_start_code(0, position);
    if (may_point || may_be_code) predict_field(offset, code_of(bytes_, count), may_point, may_be_code);
    if (kind_ != FieldKind::kNone || may_be_pointer(position + 2) || may_start_code(2, position + 2)) return;
    size_bytes_ = kFieldBytes;
  }

  // How many bytes say whether a field starts here.
  std::uint32_t code_bytes(std::uint32_t position, std::uint32_t available) const {
    if ((position & 1) != 0 || available < kFieldBytes) return 1;
    return available < max_field_bytes_ ? kFieldBytes : max_field_bytes_;
  }

  bool may_be_pointer(std::uint32_t position) const { return (position & 3) == 0 && from_base_ && rules_->pointers; }

  // Whether code that is a field may start at `position`, which bytes_ holds from `at` on.
  bool may_start_code(std::uint32_t at, std::uint32_t position) const {
    return (position & step_mask_) == 0 && (bytes_[at + filter_.byte] & filter_.mask) == filter_.value;
  }

  bool read(std::uint32_t offset, std::uint32_t count) {
    const MutableBytes out = MutableBytes(bytes_).first(count);
    return from_base_ ? memory_->base(offset, out) : memory_->written(offset, out);
  }

  void predict_field(std::uint32_t offset, Code code, bool may_point, bool may_be_code) {
    const FieldRules& source_rules = from_base_ ? *rules_ : target_rules_;
    FieldKind kind = may_point ? classify_pointer(source_rules, code.first) : FieldKind::kNone;
    if (kind == FieldKind::kDoubtfulPointer && !in_company(offset)) kind = FieldKind::kNone;
    if (kind == FieldKind::kNone && may_be_code) kind = classify_code(source_rules, code, offset, start_);
    if (kind == FieldKind::kNone || target_size_bytes_ - start_ < field_bytes(kind)) return;
    kind_ = kind;
    size_bytes_ = field_bytes(kind);
    old_address_ = field_address(source_rules, kind, code, offset);
    const std::uint32_t address = from_base_ ? moved(old_address_) : old_address_;
    set_field_address(target_rules_, kind, code, address, start_);
    store_u32(bytes_, 0, code.first);  // behind a short branch what stands there already
    if (kind == FieldKind::kPair) store_u32(bytes_, kFieldBytes, code.second);
  }

  bool in_company(std::uint32_t offset) {
    return (offset >= kFieldBytes && points_at(offset - kFieldBytes)) ||
           (base_size_bytes_ - offset >= 2 * kFieldBytes && points_at(offset + kFieldBytes));
  }

  bool points_at(std::uint32_t offset) {
    std::array<std::uint8_t, kFieldBytes> word{};
    return memory_->base(offset, word) && points_into_image(*rules_, load_u32(word, 0));
  }

  // Code outside the image does not move, wherever the image is linked to.
  bool is_fixed() const { return kind_ != FieldKind::kRamPointer && old_address_ >= rules_->image_size_bytes; }

  std::uint32_t moved(std::uint32_t address) const {
    if (is_fixed()) return address - rules_->link_shift;
    return cache_->find(address) ? address : map_->moved(address);
  }

  void learn(const Code& code) {
    const bool pointer = kind_ == FieldKind::kPointer || kind_ == FieldKind::kDoubtfulPointer;
    const bool alike = pointer                           ? points_into_image(target_rules_, code.first)
                       : kind_ == FieldKind::kRamPointer ? points_into_ram(code.first)
                                                         : classify_code(target_rules_, code, start_, start_) == kind_;
    if (alike && !is_fixed()) cache_->learn(old_address_, field_address(target_rules_, kind_, code, start_));
  }

  Memory* memory_;
  const FieldRules* rules_;  // of the base
  FieldRules target_rules_;
  const AddressMap* map_;
  TargetCache* cache_;
  std::uint32_t base_size_bytes_;
  std::uint32_t target_size_bytes_;
  CodeFilter filter_;
  std::uint8_t max_field_bytes_ = kFieldBytes;
  std::uint8_t step_mask_ = 0;  // code starts where a position has none of these bits
  // What is predicted: size_bytes_ bytes from start_ on, at alignment_.
  std::uint32_t alignment_ = 0;
  std::uint32_t start_ = 0;
  std::uint32_t size_bytes_ = 0;
  std::uint32_t old_address_ = 0;  // that the field holds in its source
  FieldKind kind_ = FieldKind::kNone;
  bool from_base_ = false;
  Buffer bytes_{};  // with what was read behind them
};

}  // namespace switchback::delta
