// What core's check says of a payload, in words; and a guess where nobody says what the core is.
#include "packer/vector_check.h"

#include <fmt/format.h>

#include <array>
#include <string>

namespace switchback::packer {
namespace {

constexpr std::size_t kKnownVectorsBytes = 16;  // with NMI and hard fault, which every Cortex-M has

constexpr std::uint32_t kTableAlignment = 128;  // VTOR's TBLOFF begins with bit 7 (B3.2.5)

// Code RAM and SRAM, and external RAM (ARMv6-M Architecture Reference Manual B3.1).
constexpr std::array<MemoryRange, 2> kRamRegions = {{{0x10000000, 0x30000000}, {0x60000000, 0x40000000}}};

bool is_blank(std::uint32_t word) { return word == 0 || word == 0xffffffff; }

Vectors vectors_of(Bytes payload) { return {load_u32(payload, 0), load_u32(payload, 4)}; }

std::span<const MemoryRange> ram_of(const VectorRules& rules) {
  return rules.ram.empty() ? std::span<const MemoryRange>(kRamRegions) : rules.ram;
}

bool has_stack(const Vectors& vectors, const VectorRules& rules) {
  return switchback::check_vectors(vectors, {}, ram_of(rules)) != Status::kStackPointer;
}

MemoryRange range_of(Bytes payload, std::uint32_t address) {
  return {address, static_cast<std::uint32_t>(payload.size())};
}

// A vector of one table: unused, or code that lies no farther from `reset` than the payload is large.
bool is_beside(std::uint32_t vector, std::uint32_t reset, std::size_t size_bytes) {
  if (vector == 0) return true;
  const std::uint32_t distance = vector > reset ? vector - reset : reset - vector;
  return vector % 2 == reset % 2 && distance < size_bytes;
}

bool has_known_vectors(Bytes payload) {
  if (payload.size() < kKnownVectorsBytes) return false;
  const std::uint32_t reset = load_u32(payload, 4);
  return !is_blank(reset) && is_beside(load_u32(payload, 8), reset, payload.size()) &&
         is_beside(load_u32(payload, 12), reset, payload.size());
}

// Worth a refusal although nobody says that it is a Cortex-M's.
bool is_likely(Bytes payload, std::uint32_t address, const VectorRules& rules) {
  Vectors vectors = vectors_of(payload);
  if (!has_stack(vectors, rules)) return false;
  vectors.reset |= 1;
  return has_known_vectors(payload) ||
         ok(switchback::check_vectors(vectors, range_of(payload, address), ram_of(rules)));
}

std::string ram_text(const VectorRules& rules) {
  if (rules.ram.empty()) return "in RAM";
  std::string text;
  for (const MemoryRange& ram : rules.ram) {
    text += fmt::format("{} 0x{:08x} to 0x{:08x}", text.empty() ? "within" : " or", std::uint64_t{ram.address} + 4,
                        std::uint64_t{ram.address} + ram.size_bytes);
  }
  return text;
}

// A device whose profile names core and RAM checks them too, so that no option helps.
std::string_view next_step(const VectorRules& rules) {
  return rules.core == Core::kCortexM && !rules.ram.empty()
             ? "link the firmware for this device and slot"
             : "link the firmware for its device and slot; --no-vector-check (manifest: vector_check) takes it";
}

tl::unexpected<Error> refuse(Status status, Bytes payload, std::uint32_t address, const VectorRules& rules) {
  const Vectors vectors = vectors_of(payload);
  const std::string what =
      status == Status::kStackPointer
          ? fmt::format("initial stack pointer: expected a multiple of 4 {}, found 0x{:08x}", ram_text(rules),
                        vectors.stack_pointer)
          : fmt::format(
                "reset vector: expected an odd address (Thumb code) within the image, 0x{:08x} to 0x{:08x}, "
                "found 0x{:08x}",
                std::uint64_t{address} + kVectorsBytes, std::uint64_t{address} + payload.size() - 1, vectors.reset);
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
    return fail(ErrorCode::kFormat, fmt::format("first words: expected code or a vector table, found 0x{:08x} and "
                                                "0x{:08x}, blank flash; {}",
                                                vectors.stack_pointer, vectors.reset, next_step(rules)));
  }
  if (!address || (!is_certain && !is_likely(payload, *address, rules))) return {};
  const Status status = switchback::check_vectors(vectors, range_of(payload, *address), ram_of(rules));
  if (!ok(status)) return refuse(status, payload, *address, rules);
  if (!is_certain || *address % kTableAlignment == 0) return {};
  return fail(
      ErrorCode::kIncompatible,
      fmt::format("vector table: expected an address that is a multiple of {}, found 0x{:08x}; give the header {} "
                  "bytes or more. --no-vector-check (manifest: vector_check) takes it, for cores without VTOR",
                  kTableAlignment, *address, kTableAlignment));
}

bool looks_like_vectors(Bytes payload, std::optional<std::uint32_t> address, const VectorRules& rules) {
  if (payload.size() < kVectorsBytes) return false;
  const Vectors vectors = vectors_of(payload);
  if (!has_stack(vectors, rules) || vectors.reset % 2 == 0) return false;
  return has_known_vectors(payload) ||
         (address && ok(switchback::check_vectors(vectors, range_of(payload, *address), ram_of(rules))));
}

}  // namespace switchback::packer
