// What every module does with flash: checked writes, erases and copies over whole areas, and a Reader over an area.
#pragma once

#include "bootloader/flash.h"
#include "bootloader/layout_ref.h"
#include "bootloader/observer.h"
#include "core/fault.h"
#include "core/stream.h"

namespace switchback::bootloader {

// `unit` is a power of two; the result must not exceed 32 bits.
constexpr std::uint32_t round_up(std::uint32_t value, std::uint32_t unit) { return (value + unit - 1) & ~(unit - 1); }

inline void keep_alive(Observer* observer) {
  if (observer != nullptr) observer->keep_alive();
}

// With `hardening`: what is read of an artefact that nobody verified yet lies in static memory, which the linker script
// puts below the stack. An instruction that did not store a pointer leaves another one in its place, and that one leads
// to return addresses.
inline void require_off_stack(MutableBytes bytes) {
#ifdef SWITCHBACK_ONE_DEVICE
  if constexpr (boot_config::kHardening) {
    const std::uint8_t here = 0;
    const std::uint8_t* const end = bytes.data() + bytes.size();
    require(opaque(end) <= opaque(&here));
  }
#else
  (void)bytes;
#endif
}

enum class Content : std::uint8_t { kVerified, kUnverified };

// `observer` may be nullptr here and below.
class FlashReader final : public Reader {
 public:
  FlashReader(Flash& flash, const Area& area, Observer* observer = nullptr, Content content = Content::kVerified)
      : Reader(area.size_bytes), flash_(flash), address_(area.address), observer_(observer), content_(content) {}

  std::uint32_t address() const { return address_; }

 private:
  Status read_within(std::uint32_t offset, MutableBytes out) const override {
    keep_alive(observer_);
    if (content_ == Content::kUnverified) require_off_stack(out);
    return flash_.read(address_ + offset, out);
  }

  Flash& flash_;
  std::uint32_t address_;
  Observer* observer_;
  Content content_;
};

// Programs whole write units into erased flash and reads them back. kOk; kFlashProgram; kFlashVerify (it reads
// differently, or not).
Status program_and_check(Flash& flash, std::uint32_t address, Bytes data);

// Erases every sector of `area` (whole sectors). kOk, or the first failure; the remaining sectors are then left alone.
// kFlashRange, and nothing erased: it overlaps the journal, which only erase_journal_bank() erases.
Status erase_sectors(Flash& flash, const Layout& layout, const Area& area, Observer* observer);

// For Journal alone: the same for one of its banks.
Status erase_journal_bank(Flash& flash, const Layout& layout, const Area& bank, Observer* observer);

// Makes `to` (whole sectors) a copy of `from`, which has the same size and does not overlap it. What cannot be read
// (ECC) is left erased: whether that matters is decided by whoever verifies the image. Always erases first, so that
// nothing half-written by an interrupted copy remains. kOk; kFlashErase; kFlashProgram; kFlashVerify.
Status copy_sectors(Flash& flash, const Layout& layout, const Area& from, const Area& to, Observer* observer);

// As copy_sectors, but leaves sectors alone that read like their source: for areas in which one can no longer be
// written; the others are. A sector whose writing was interrupted may read right now and not later.
Status mend_sectors(Flash& flash, const Layout& layout, const Area& from, const Area& to, Observer* observer);

// Whether all of `bytes` have the erased value.
bool is_erased(const Layout& layout, Bytes bytes);

}  // namespace switchback::bootloader
