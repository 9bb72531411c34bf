// Puts the result of core's check into words.
#include "packer/image/vector_check.h"

#include <fmt/format.h>

#include <string>

#include "packer/image/vector_guess.h"

namespace switchback::packer {
namespace {

constexpr std::uint32_t kTableAlignment = 128;  // VTOR's TBLOFF begins with bit 7 (B3.2.5)

bool is_blank(std::uint32_t word) { return word == 0 || word == 0xffffffff; }

Vectors vectors_of(Bytes payload) { return {load_u32(payload, 0), load_u32(payload, 4)}; }

std::span<const MemoryRange> ram_of(const VectorRules& rules) { return rules.ram.empty() ? ram_regions() : rules.ram; }

// If the address is not known: a range that contains the reset vector.
MemoryRange range_of(Bytes payload, std::optional<std::uint32_t> address) {
  if (address) return {*address, static_cast<std::uint32_t>(payload.size())};
  return {(load_u32(payload, 4) & ~std::uint32_t{1}) - kVectorsBytes, kVectorsBytes + 2};
}

bool lies_in(std::uint32_t pointer, const MemoryRange& range) { return pointer - range.address < range.size_bytes; }

Status judge(Bytes payload, const MemoryRange& range, const VectorRules& rules) {
  const Vectors vectors = vectors_of(payload);
  if (rules.ram.empty() && lies_in(vectors.stack_pointer, range)) return Status::kStackPointer;
  return switchback::check_vectors(vectors, range, ram_of(rules));
}

std::string ram_text(const VectorRules& rules) {
  if (rules.ram.empty()) return "in RAM and not in the image";
  std::string text;
  for (const MemoryRange& ram : rules.ram) {
    text += fmt::format("{} 0x{:08x} to 0x{:08x}", text.empty() ? "within" : " or", std::uint64_t{ram.address} + 4,
                        std::uint64_t{ram.address} + ram.size_bytes);
  }
  return text;
}

// If the profile names core and RAM, the device checks the vectors too, and no option helps.
std::string_view next_step(const VectorRules& rules) {
  return rules.core == Core::kCortexM && !rules.ram.empty()
             ? "link the firmware for this device and slot"
             : "link the firmware for its device and slot; --no-vector-check (manifest: vector_check) skips this check";
}

std::string reset_text(Bytes payload, std::optional<std::uint32_t> address) {
  if (!address) return "an odd address (Thumb code)";
  return fmt::format("an odd address (Thumb code) within the image, 0x{:08x} to 0x{:08x}",
                     std::uint64_t{*address} + kVectorsBytes, std::uint64_t{*address} + payload.size() - 1);
}

tl::unexpected<Error> refuse(Status status, Bytes payload, std::optional<std::uint32_t> address,
                             const VectorRules& rules) {
  const Vectors vectors = vectors_of(payload);
  const std::string what =
      status == Status::kStackPointer
          ? fmt::format("initial stack pointer: expected a multiple of 4 {}, found 0x{:08x}", ram_text(rules),
                        vectors.stack_pointer)
          : fmt::format("reset vector: expected {}, found 0x{:08x}", reset_text(payload, address), vectors.reset);
  return fail(ErrorCode::kIncompatible, fmt::format("{}; {}", what, next_step(rules)));
}

}  // namespace

Result<void> check_vectors(Bytes payload, std::optional<std::uint32_t> address, const VectorRules& rules) {
  const bool is_certain = rules.core == Core::kCortexM;
  if (payload.size() < kVectorsBytes) {
    if (!is_certain) return {};
    return fail(ErrorCode::kIncompatible,
                fmt::format("vector table: expected at least 8 bytes, found {}; {}", payload.size(), next_step(rules)));
  }
  const Vectors vectors = vectors_of(payload);
  if (is_blank(vectors.stack_pointer) && is_blank(vectors.reset)) {
    return fail(
        ErrorCode::kFormat,
        fmt::format("first words: expected code or a vector table, found blank flash (0x{:08x} and 0x{:08x}); {}",
                    vectors.stack_pointer, vectors.reset, next_step(rules)));
  }
  if (!is_certain && !is_likely_cortex_m(payload, address, ram_of(rules))) return {};
  const Status status = judge(payload, range_of(payload, address), rules);
  if (!ok(status)) return refuse(status, payload, address, rules);
  if (!is_certain || !address || *address % kTableAlignment == 0) return {};
  return fail(
      ErrorCode::kIncompatible,
      fmt::format("vector table: expected an address that is a multiple of {}, found 0x{:08x}; give the header {} "
                  "bytes or more. for cores without VTOR, --no-vector-check (manifest: vector_check) skips this check",
                  kTableAlignment, *address, kTableAlignment));
}

}  // namespace switchback::packer
