// Words programmed between enabling it and going back to read-only are one operation, because they
// are one call of the driver: a cut inside leaves the first words complete, one torn and the rest
// erased.
#include "rig/arm/nvmc_model.h"

#include <algorithm>

#include "bootloader/board/layout_areas.h"

namespace switchback::rig {
namespace {

constexpr std::uint32_t kReady = 0x400;
constexpr std::uint32_t kConfig = 0x504;
constexpr std::uint32_t kErasePage = 0x508;
constexpr std::uint32_t kWrite = 1;
constexpr std::uint32_t kErase = 2;
constexpr std::uint32_t kWordBytes = 4;

}  // namespace

void NvmcModel::start(SimFlash& flash, std::uint32_t from) {
  flash_ = &flash;
  from_ = from;
  told_ = {};
  show(from, memory_.size() - from);
}

std::uint32_t NvmcModel::read(std::uint32_t offset) const {
  if (offset == kReady) return 1;
  return offset == kConfig ? told_.config : 0;
}

bool NvmcModel::write(std::uint32_t offset, std::uint32_t value) {
  if (offset == kConfig) {
    flush();
    told_.config = value;
  } else if (offset == kErasePage && told_.config == kErase) {
    if (value < from_) return false;
    ++changes_;
    (void)flash_->erase_sector(value);  // the controller cannot report a failure
    const auto page = bootloader::sector_at(flash_->layout(), value);
    show(page.address, page.size_bytes);
  }
  return true;
}

bool NvmcModel::program(std::uint32_t address, std::uint32_t size_bytes, std::uint32_t value) {
  if (told_.config != kWrite || size_bytes != kWordBytes || address % kWordBytes != 0) return false;
  if (address < from_ || address > memory_.size() - kWordBytes) return false;
  if (address != told_.words_start + told_.words.size()) flush();
  ++changes_;
  if (told_.words.empty()) told_.words_start = address;
  told_.words.resize(told_.words.size() + kWordBytes);
  store_u32(told_.words, told_.words.size() - kWordBytes, value);
  store_u32(memory_, address, load_u32(memory_, address) & value);
  return true;
}

void NvmcModel::flush() {
  if (told_.words.empty()) return;
  const std::vector<std::uint8_t> words = std::move(told_.words);
  told_.words.clear();
  (void)flash_->program(told_.words_start, words);
  show(told_.words_start, words.size());
}

void NvmcModel::show(std::uint32_t address, std::size_t size_bytes) {
  const Cells& cells = flash_->cells();
  const auto offset = cells.offset_of(address, size_bytes);
  if (offset) std::ranges::copy(cells.bytes(*offset, size_bytes), memory_.begin() + address);
}

}  // namespace switchback::rig
