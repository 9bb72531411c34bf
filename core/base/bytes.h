// Little-endian loads and stores. The formats are never overlaid as structs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace switchback {

using Bytes = std::span<const std::uint8_t>;
using MutableBytes = std::span<std::uint8_t>;

// The caller ensures that the loaded or stored bytes lie within `bytes`.
constexpr std::uint16_t load_u16(Bytes bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] | (bytes[at + 1] << 8));
}

constexpr std::uint32_t load_u32(Bytes bytes, std::size_t at) {
  return static_cast<std::uint32_t>(load_u16(bytes, at)) | (static_cast<std::uint32_t>(load_u16(bytes, at + 2)) << 16);
}

constexpr void store_u16(MutableBytes bytes, std::size_t at, std::uint16_t value) {
  bytes[at] = static_cast<std::uint8_t>(value);
  bytes[at + 1] = static_cast<std::uint8_t>(value >> 8);
}

constexpr void store_u32(MutableBytes bytes, std::size_t at, std::uint32_t value) {
  store_u16(bytes, at, static_cast<std::uint16_t>(value));
  store_u16(bytes, at + 2, static_cast<std::uint16_t>(value >> 16));
}

// Whether both spans have the same length and content. Not constant time: for public data only.
constexpr bool equal(Bytes a, Bytes b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i]) return false;
  }
  return true;
}

// Whether every byte is `value`. A plain loop: GCC unrolls std::all_of four times, even for size.
constexpr bool all_are(Bytes bytes, std::uint8_t value) {
  for (const std::uint8_t byte : bytes) {  // NOLINT(readability-use-anyofallof)
    if (byte != value) return false;
  }
  return true;
}

}  // namespace switchback
