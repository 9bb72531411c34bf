// Predicts the target's next byte from the bytes at an alignment. Fields are predicted with the
// address that the address map gives, all other bytes unchanged. Encoder and decoder share it.
#pragma once

#include <algorithm>
#include <array>

#include "core/base/bytes.h"
#include "core/delta/address_map.h"
#include "core/delta/fields.h"

namespace switchback::delta {

// The knowledge that encoder and decoder share when they predict a byte. Source positions count
// through the base, then through the part of the target that is written. `Memory` shows both: at
// least `needed` bytes (1 … 8) from `position` on, or none if they cannot be read, valid until the
// same function is called again.
//   Bytes base(std::uint32_t position, std::uint32_t needed);
//   Bytes written(std::uint32_t position, std::uint32_t needed);
template <class Memory>
class Predictor {
 public:
  // Everything passed by reference outlives the predictor.
  Predictor(Memory& memory, const FieldRules& rules, const AddressMap& map, TargetCache& cache,
            std::uint32_t base_size_bytes, std::uint32_t target_size_bytes)
      : memory_(&memory),
        rules_(&rules),
        target_rules_(rules_of_target(rules)),
        map_(&map),
        cache_(&cache),
        base_size_bytes_(base_size_bytes),
        target_size_bytes_(target_size_bytes) {}

  std::uint32_t base_size_bytes() const { return base_size_bytes_; }
  std::uint32_t target_size_bytes() const { return target_size_bytes_; }

  // Continues with another cache, which now equals the one in use.
  void use(TargetCache& cache) { cache_ = &cache; }

  // Predicts the byte at target `position`, the first that is not written, at this alignment
  // (source minus position, modulo 2^32). Returns −1 if there is no source or the base could not be
  // read. A field stays predicted until its end, even if a byte of it turned out different.
  int peek(std::uint32_t alignment, std::uint32_t position) {
    const Bytes next = peek_all(alignment, position);
    return next.empty() ? -1 : next[0];
  }

  // As peek(), with the bytes behind it that are predicted together. Empty instead of −1. Valid
  // until the next call.
  Bytes peek_all(std::uint32_t alignment, std::uint32_t position) {
    if (alignment != alignment_ || position - start_ >= size_bytes_) predict(alignment, position);
    return size_bytes_ == 0 ? Bytes{} : predicted().subspan(position - start_);
  }

  // Call when `position` is written. At the end of a field from the base that was predicted
  // wrongly, the cache learns its address.
  void wrote(std::uint32_t position, bool as_predicted) {
    if (!as_predicted) has_literals_ = true;
    if (!has_literals_ || kind_ == FieldKind::kNone || !from_base_ || position - start_ != size_bytes_ - 1) return;
    const Bytes actual = memory_->written(start_, size_bytes_);
    if (actual.size() < size_bytes_ || equal(actual.first(size_bytes_), predicted())) return;
    learn(code_at(actual, size_bytes_));
  }

 private:
  // Loads the code in the first `size_bytes` of `bytes`.
  static Code code_at(Bytes bytes, std::uint32_t size_bytes) {
    if (size_bytes == kShortBytes) return {load_u16(bytes, 0)};
    return {load_u32(bytes, 0), size_bytes == kPairBytes ? load_u32(bytes, kFieldBytes) : 0};
  }

  Bytes predicted() const { return (kind_ == FieldKind::kNone ? plain_ : Bytes(field_)).first(size_bytes_); }

  void predict(std::uint32_t alignment, std::uint32_t position) {
    alignment_ = alignment;
    start_ = position;
    size_bytes_ = 0;
    kind_ = FieldKind::kNone;
    has_literals_ = false;
    const std::uint32_t source = alignment + position;
    if (source >= base_size_bytes_ + position) return;
    from_base_ = source < base_size_bytes_;
    const std::uint32_t offset = from_base_ ? source : source - base_size_bytes_;
    const std::uint32_t available = (from_base_ ? base_size_bytes_ : position) - offset;
    const std::uint32_t count = code_bytes(position, available);
    if (!look_at(offset, count, available)) return;
    const bool is_code = count >= kFieldBytes;
    if (is_code && may_start_field(0) && predict_field(offset, code_at(plain_, count))) return;
    // predict_field() may have read elsewhere.
    if (look_at(offset, count, available)) size_bytes_ = plain_bytes(is_code ? 2 : 1);
  }

  bool look_at(std::uint32_t offset, std::uint32_t needed, std::uint32_t available) {
    plain_ = from_base_ ? memory_->base(offset, needed) : memory_->written(offset, needed);
    if (plain_.size() > available) plain_ = plain_.first(available);
    return !plain_.empty();
  }

  // The number of bytes that tell whether a field starts here.
  std::uint32_t code_bytes(std::uint32_t position, std::uint32_t available) const {
    if ((position & 1) != 0 || available < kFieldBytes) return 1;
    const InstructionSet* const set = known(rules_->instructions);
    return set == nullptr || available < set->max_field_bytes ? kFieldBytes : set->max_field_bytes;
  }

  // The number of bytes looked at, at least `at`, that are in no field.
  std::uint32_t plain_bytes(std::uint32_t at) const {
    while (at + kFieldBytes <= plain_.size() && ((start_ + at) & 1) == 0 && !may_start_field(at)) at += 2;
    return at;
  }

  // A quick filter for the bytes looked at: if it is false, no field starts at `at`.
  bool may_start_field(std::uint32_t at) const {
    const std::uint32_t position = start_ + at;
    const InstructionSet* const set = known(rules_->instructions);
    if (set != nullptr && (position & (set->step_bytes - 1u)) == 0 && set->filter.passes(plain_.data() + at))
      return true;
    return points() && (position & 3) == 0 && may_be_pointer(*rules_, load_u32(plain_, at));
  }

  bool points() const { return from_base_ && rules_->pointers; }

  // Predicts `code` if it is a field; otherwise returns false.
  bool predict_field(std::uint32_t offset, Code code) {
    const FieldRules& source_rules = from_base_ ? *rules_ : target_rules_;
    const bool may_point = points() && (start_ & 3) == 0;
    FieldKind kind = may_point ? classify_pointer(source_rules, code.first) : FieldKind::kNone;
    if (kind == FieldKind::kDoubtfulPointer && !in_company(offset)) kind = FieldKind::kNone;
    if (kind == FieldKind::kNone) kind = classify_code(source_rules, code, offset, start_);
    if (kind == FieldKind::kNone || target_size_bytes_ - start_ < field_bytes(kind)) return false;
    kind_ = kind;
    old_address_ = field_address(source_rules, kind, code, offset);
    const std::uint32_t address = from_base_ ? moved(old_address_) : old_address_;
    set_field_address(target_rules_, kind, code, address, start_);
    store_u32(field_, 0, code.first);
    if (kind == FieldKind::kPair) store_u32(field_, kFieldBytes, code.second);
    size_bytes_ = field_bytes(kind);
    return true;
  }

  bool in_company(std::uint32_t offset) {
    return (offset >= kFieldBytes && points_at(offset - kFieldBytes)) ||
           (base_size_bytes_ - offset >= 2 * kFieldBytes && points_at(offset + kFieldBytes));
  }

  bool points_at(std::uint32_t offset) {
    const Bytes word = memory_->base(offset, kFieldBytes);
    return word.size() >= kFieldBytes && points_into_image(*rules_, load_u32(word, 0));
  }

  // Code outside the image does not move, wherever the image is linked.
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
  // The prediction: size_bytes_ bytes from start_ on, at alignment_.
  std::uint32_t alignment_ = 0;
  std::uint32_t start_ = 0;
  std::uint32_t size_bytes_ = 0;
  std::uint32_t old_address_ = 0;  // in the field at the source
  FieldKind kind_ = FieldKind::kNone;
  bool from_base_ = false;
  bool has_literals_ = false;                     // literals were written in it
  Bytes plain_;                                   // the source's bytes and some behind, if no field
  std::array<std::uint8_t, kPairBytes> field_{};  // if it is a field
};

}  // namespace switchback::delta
