// Memory for secrets: bytes are overwritten before they return to the heap, also when a buffer
// grows.
#pragma once

#include <string.h>  // NOLINT(modernize-deprecated-headers): explicit_bzero, which <cstring> does not name

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace switchback::signer {

// Overwrites `size` bytes at `memory`; the compiler does not optimise this away.
inline void wipe(void* memory, std::size_t size) noexcept { explicit_bzero(memory, size); }

// An allocator that wipes what it frees. Stateless; throws std::bad_alloc like std::allocator.
template <class T>
struct WipingAllocator {
  using value_type = T;

  WipingAllocator() = default;
  template <class U>
  explicit(false) WipingAllocator(const WipingAllocator<U>& /*other*/) noexcept {}

  T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
  void deallocate(T* memory, std::size_t count) noexcept {
    wipe(memory, count * sizeof(T));
    std::allocator<T>().deallocate(memory, count);
  }
  friend bool operator==(const WipingAllocator& /*a*/, const WipingAllocator& /*b*/) { return true; }
};

// Private keys as DER, or as PEM text without a NUL. Not std::string: short strings live inside the
// object, where no allocator wipes them.
using SecretBytes = std::vector<std::uint8_t, WipingAllocator<std::uint8_t>>;

}  // namespace switchback::signer
