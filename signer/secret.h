// Memory for secrets: every byte is overwritten before it goes back to the heap, also when a buffer grows.
#pragma once

#include <string.h>  // NOLINT(modernize-deprecated-headers): explicit_bzero, which <cstring> does not name

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace switchback::signer {

// Overwrites `size` bytes at `memory` in a way that the compiler keeps.
inline void wipe(void* memory, std::size_t size) noexcept { explicit_bzero(memory, size); }

// An allocator that wipes what it frees. Stateless; throws std::bad_alloc as std::allocator does.
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

// Private keys, decrypted or exported, as DER or as PEM text (no terminating NUL). std::string would not do: short
// strings live inside the object, which no allocator wipes.
using SecretBytes = std::vector<std::uint8_t, WipingAllocator<std::uint8_t>>;

}  // namespace switchback::signer
