// The more words of a table lead into the image or near each other, the less likely is chance.
#include "packer/image/vector_guess.h"

#include <array>

namespace switchback::packer {
namespace {

constexpr std::size_t kKnownVectorsBytes = 16;  // with NMI and hard fault, which every Cortex-M has

// All addresses but the first 16 MB and ARM's peripheral regions (ARMv6-M Architecture Reference
// Manual B3.1). Some chips have RAM at 0x08000000, and SDRAM at 0xc0000000.
constexpr std::array<MemoryRange, 2> kRamRegions = {{{0x01000000, 0x3f000000}, {0x60000000, 0x80000000}}};

// The first four words.
struct Table {
  Vectors start;
  std::uint32_t nmi = 0;
  std::uint32_t hard_fault = 0;
};

std::optional<Table> table_of(Bytes payload) {
  if (payload.size() < kVectorsBytes) return std::nullopt;
  Table table{{load_u32(payload, 0), load_u32(payload, 4)}};
  if (payload.size() < kKnownVectorsBytes) return table;
  table.nmi = load_u32(payload, 8);
  table.hard_fault = load_u32(payload, 12);
  return table;
}

bool has_stack(const Table& table, std::span<const MemoryRange> ram) {
  return check_vectors(table.start, {}, ram) != Status::kStackPointer;
}

bool is_thumb(std::uint32_t vector) { return vector % 2 == 1; }

bool leads_into(std::uint32_t vector, std::optional<std::uint32_t> address, std::size_t size_bytes) {
  // Vectors below the address wrap to large values.
  return address && vector - *address >= kVectorsBytes && vector - *address < size_bytes;
}

bool is_near(std::uint32_t one, std::uint32_t other, std::size_t size_bytes) {
  return (one > other ? one - other : other - one) < size_bytes;
}

// Thumb code, and no farther from `other` than the payload's size.
bool is_beside(std::uint32_t vector, std::uint32_t other, std::size_t size_bytes) {
  return is_thumb(vector) && is_near(vector, other, size_bytes);
}

bool is_beside_or_unused(std::uint32_t vector, std::uint32_t other, std::size_t size_bytes) {
  return vector == 0 || is_beside(vector, other, size_bytes);
}

// NMI and hard fault fit `reset`, and at least one is used.
bool fits_faults(const Table& table, std::size_t size_bytes) {
  const std::uint32_t reset = table.start.reset;
  return (table.nmi != 0 || table.hard_fault != 0) && is_beside_or_unused(table.nmi, reset, size_bytes) &&
         is_beside_or_unused(table.hard_fault, reset, size_bytes);
}

// How many of the three vectors are Thumb code inside the payload.
int vectors_into(const Table& table, std::optional<std::uint32_t> address, std::size_t size_bytes) {
  int count = 0;
  for (const std::uint32_t vector : {table.start.reset, table.nmi, table.hard_fault})
    count += is_thumb(vector) && leads_into(vector, address, size_bytes) ? 1 : 0;
  return count;
}

}  // namespace

std::span<const MemoryRange> ram_regions() { return kRamRegions; }

bool looks_like_vectors(Bytes payload, std::optional<std::uint32_t> address, std::span<const MemoryRange> ram) {
  const auto table = table_of(payload);
  if (!table || !has_stack(*table, ram) || !is_thumb(table->start.reset)) return false;
  return fits_faults(*table, payload.size()) || leads_into(table->start.reset, address, payload.size());
}

bool is_likely_cortex_m(Bytes payload, std::optional<std::uint32_t> address, std::span<const MemoryRange> ram) {
  const auto table = table_of(payload);
  if (!table) return false;
  const std::size_t size_bytes = payload.size();
  const int inside = vectors_into(*table, address, size_bytes);
  if (has_stack(*table, ram)) {
    return inside >= 1 || leads_into(table->start.reset, address, size_bytes) || fits_faults(*table, size_bytes);
  }
  // Three near vectors, and a first word that is not near them: a table, not a repeated pattern.
  const std::uint32_t reset = table->start.reset;
  const bool is_table = is_thumb(reset) && is_beside(table->nmi, reset, size_bytes) &&
                        is_beside(table->hard_fault, reset, size_bytes) &&
                        !is_near(table->start.stack_pointer, reset, size_bytes);
  return inside >= 2 || is_table;
}

}  // namespace switchback::packer
