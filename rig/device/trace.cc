#include "rig/device/trace.h"

#include <fmt/format.h>

#include <array>

#include "bootloader/journal/state.h"
#include "rig/spec/state_text.h"

namespace switchback::rig {
namespace {

const bootloader::Area* region_of(const bootloader::Layout& layout, std::uint32_t address, const char*& name) {
  struct Region {
    const char* name;
    const bootloader::Area* area;
  };
  const std::array regions = {Region{"journal", &layout.journal}, Region{"slot 0", &layout.slots[0]},
                              Region{"slot 1", &layout.slots[1]}, Region{"staging", &layout.staging}};
  for (const Region& region : regions) {
    if (address < region.area->address || address >= region.area->end()) continue;
    name = region.name;
    return region.area;
  }
  name = "";
  return nullptr;
}

std::string describe_record(Bytes data) {
  bootloader::State state;
  if (data.size() < bootloader::kRecordBytes || !decode_state(data.first<bootloader::kRecordBytes>(), state)) return "";
  return ": " + describe_state(state);
}

}  // namespace

void Trace::add(const Operation& operation, Actor actor) {
  const char* name = "";
  const bootloader::Area* region = region_of(board_.layout(), operation.where.address, name);
  const std::uint32_t offset = region == nullptr ? 0 : operation.where.address - region->address;
  const bool is_journal = region == &board_.layout().journal;
  lines_.push_back(fmt::format("{:>6} {} {} {}+{:#x}, {} bytes{}", operation.number,
                               actor == Actor::kBootloader ? "bootloader " : "application",
                               operation.kind == Operation::Kind::kErase ? "erases  " : "programs", name, offset,
                               operation.where.size_bytes, is_journal ? describe_record(operation.data) : ""));
}

}  // namespace switchback::rig
