// Hands out pieces of memory that the caller owns. Nothing is given back.
#pragma once

#include <new>
#include <type_traits>
#include <utility>

#include "core/base/bytes.h"

namespace switchback {

class Workspace {
 public:
  static constexpr std::size_t kAlignment = 8;

  // `memory` is aligned to kAlignment and outlives everything that is taken from it.
  explicit Workspace(MutableBytes memory) : free_(memory) {}

  // The memory that a piece of this size takes.
  static constexpr std::size_t rounded(std::size_t size_bytes) {
    return (size_bytes + kAlignment - 1) / kAlignment * kAlignment;
  }

  // Returns `size_bytes` (at most 1 GiB) uninitialised bytes, aligned to kAlignment, or an empty
  // span if they do not fit.
  MutableBytes take(std::size_t size_bytes) {
    const std::size_t wanted = rounded(size_bytes);
    if (wanted > free_.size()) return {};
    const MutableBytes piece = free_.first(size_bytes);
    free_ = free_.subspan(wanted);
    return piece;
  }

  // Returns a new T, which is never destroyed, or nullptr if it does not fit.
  template <class T, class... Arguments>
  T* make(Arguments&&... arguments) {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= kAlignment);
    const MutableBytes piece = take(sizeof(T));
    return piece.empty() ? nullptr : ::new (piece.data()) T(std::forward<Arguments>(arguments)...);
  }

 private:
  MutableBytes free_;
};

}  // namespace switchback
