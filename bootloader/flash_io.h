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

// With `hardening`: what others wrote is read to static memory, which the linker script puts below the stack. An
// instruction that did not store a pointer leaves another one in its place, and that one leads to return addresses.
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

// As Flash::read(). Not inlined: smaller so (decision 8).
[[gnu::noinline]] inline Status read_flash(Flash& flash, std::uint32_t address, MutableBytes out) {
  require_off_stack(out);
  return flash.read(address, out);
}

// With `hardening`: nothing that calls just now made of what others wrote is left in registers or below the caller's
// frame.
inline void forget_calls() {
#ifdef SWITCHBACK_ONE_DEVICE
  if constexpr (boot_config::kHardening) wipe_stack();
#endif
}

constexpr std::uint32_t kCompareBytes = 64;  // of flash, read at once to compare

// What flash is read to. Others choose what that says: like all that is made of it, it is kept out of the functions'
// frames (Outcome), where a fault in the processor takes a word of it for a return address.
struct Scratch {
  alignas(std::uint32_t) std::array<std::uint8_t, kLargestPieceBytes> piece;  // what is copied, or a record
  alignas(std::uint32_t) std::array<std::uint8_t, kCompareBytes> check;       // what is compared with it
};

// A whole word: what lay in the rest of it would make an address of it.
enum class Content : std::uint32_t { kVerified, kUnverified };

// `observer` may be nullptr here and below.
class FlashReader final : public ReaderOf<FlashReader> {
 public:
  FlashReader(Flash& flash, const Area& area, Observer* observer = nullptr, Content content = Content::kVerified)
      : ReaderOf(area.size_bytes), flash_(flash), address_(area.address), observer_(observer), content_(content) {}

  std::uint32_t address() const { return address_; }

 private:
  friend ReaderOf<FlashReader>;

  Status read_within(std::uint32_t offset, MutableBytes out) const {
    const Status status = content_ == Content::kUnverified ? read_flash(flash_, address_ + offset, out)
                                                           : flash_.read(address_ + offset, out);
    keep_alive(observer_);  // after the read: a call before it would save the address to a frame
    return status;
  }

  Flash& flash_;
  std::uint32_t address_;
  Observer* observer_;
  Content content_;
};

// `scratch` is overwritten, here and below; of Scratch::piece only what does not hold `data`. Programs whole write
// units into erased flash and reads them back. kOk; kFlashProgram; kFlashVerify (it reads differently, or not).
Status program_and_check(Flash& flash, std::uint32_t address, Bytes data, Scratch& scratch);

// Erases every sector of `area` (whole sectors). kOk, or the first failure; the remaining sectors are then left alone.
// kFlashRange, and nothing erased: it overlaps the journal, which only erase_journal_bank() erases.
Status erase_sectors(Flash& flash, const Layout& layout, const Area& area, Observer* observer);

// For Journal alone: the same for one of its banks.
Status erase_journal_bank(Flash& flash, const Layout& layout, const Area& bank, Observer* observer);

// Makes `to` (whole sectors) a copy of `from`, which has the same size and does not overlap it. What cannot be read
// (ECC) is left erased: whether that matters is decided by whoever verifies the image. Always erases first, so that
// nothing half-written by an interrupted copy remains. kOk; kFlashErase; kFlashProgram; kFlashVerify.
Status copy_sectors(Flash& flash, const Layout& layout, const Area& from, const Area& to, Scratch& scratch,
                    Observer* observer);

// As copy_sectors, but leaves sectors alone that read like their source: for areas in which one can no longer be
// written; the others are. A sector whose writing was interrupted may read right now and not later.
Status mend_sectors(Flash& flash, const Layout& layout, const Area& from, const Area& to, Scratch& scratch,
                    Observer* observer);

// Whether all of `bytes` have the erased value.
bool is_erased(const Layout& layout, Bytes bytes);

}  // namespace switchback::bootloader
