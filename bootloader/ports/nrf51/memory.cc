// The functions that the compiler calls to copy, to fill and to compare memory. The C library's
// take 550 bytes. These copy and fill words if everything is aligned.
#include <cstddef>
#include <cstdint>

namespace {

constexpr std::uintptr_t kWordMask = sizeof(std::uint32_t) - 1;

bool is_aligned(const void* one, const void* other, std::size_t size_bytes) {
  return ((reinterpret_cast<std::uintptr_t>(one) | reinterpret_cast<std::uintptr_t>(other) | size_bytes) & kWordMask) ==
         0;
}

}  // namespace

extern "C" {

void* memcpy(void* to, const void* from, std::size_t size_bytes) {
  auto* out = static_cast<std::uint8_t*>(to);
  const auto* in = static_cast<const std::uint8_t*>(from);
  const std::uint8_t* const end = in + size_bytes;
  if (is_aligned(to, from, size_bytes)) {
    for (; in != end; in += sizeof(std::uint32_t), out += sizeof(std::uint32_t)) {
      *reinterpret_cast<std::uint32_t*>(out) = *reinterpret_cast<const std::uint32_t*>(in);
    }
  }
  while (in != end) *out++ = *in++;
  return to;
}

void* memmove(void* to, const void* from, std::size_t size_bytes) {
  auto* out = static_cast<std::uint8_t*>(to);
  const auto* in = static_cast<const std::uint8_t*>(from);
  if (out <= in) return memcpy(to, from, size_bytes);  // which copies upwards
  while (size_bytes != 0) {
    --size_bytes;
    out[size_bytes] = in[size_bytes];
  }
  return to;
}

void* memset(void* to, int value, std::size_t size_bytes) {
  auto* out = static_cast<std::uint8_t*>(to);
  const std::uint8_t* const end = out + size_bytes;
  const std::uint32_t byte = static_cast<std::uint8_t>(value);
  if (is_aligned(to, to, size_bytes)) {
    for (const std::uint32_t word = byte * 0x01010101; out != end; out += sizeof word) {
      *reinterpret_cast<std::uint32_t*>(out) = word;
    }
  }
  while (out != end) *out++ = static_cast<std::uint8_t>(byte);
  return to;
}

int memcmp(const void* one, const void* other, std::size_t size_bytes) {
  const auto* a = static_cast<const std::uint8_t*>(one);
  const auto* b = static_cast<const std::uint8_t*>(other);
  for (; size_bytes != 0; --size_bytes, ++a, ++b) {
    if (*a != *b) return *a - *b;
  }
  return 0;
}
}
