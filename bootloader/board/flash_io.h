// The flash operations of all modules: checked writes, erases and copies of whole areas, and a
// Reader over an area.
#pragma once

#include "bootloader/board/flash.h"
#include "bootloader/board/layout_ref.h"
#include "bootloader/board/observer.h"
#include "core/base/fault.h"
#include "core/base/stream.h"

namespace switchback::bootloader {

// `unit` is a power of two. The result must fit into 32 bits.
constexpr std::uint32_t round_up(std::uint32_t value, std::uint32_t unit) { return (value + unit - 1) & ~(unit - 1); }

inline void keep_alive(Observer* observer) {
  if (observer != nullptr) observer->keep_alive();
}

// With `hardening`, traps unless `bytes` lie below the stack. Untrusted data is read only to static
// memory, which the linker script puts there. If a glitch skips the store of a pointer, another one
// takes its place, and that one may lead to return addresses.
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

// Flash::read() to memory that is not on the stack. Not inlined: this saves code size
// (docs/decisions/0008).
[[gnu::noinline]] inline Status read_flash(Flash& flash, std::uint32_t address, MutableBytes out) {
  require_off_stack(out);
  return flash.read(address, out);
}

// With `hardening`, overwrites the untrusted data that the calls just made left in registers or
// below the caller's frame.
inline void forget_calls() {
#ifdef SWITCHBACK_ONE_DEVICE
  if constexpr (boot_config::kHardening) wipe_stack();
#endif
}

constexpr std::uint32_t kCompareBytes = 64;  // read at once for a comparison

// The buffers for content of flash. It is untrusted, and no stack frame may hold it (see Outcome):
// a glitch could use a word of it as a return address.
struct Scratch {
  alignas(std::uint32_t) std::array<std::uint8_t, kLargestPieceBytes> piece;  // copied, or a record
  alignas(std::uint32_t) std::array<std::uint8_t, kCompareBytes> check;       // compared with it
};

// Whether the bytes in flash were verified before. A whole word: beside a shorter value, stale
// bytes could complete an address.
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

// Programs whole write units into erased flash and reads them back. Here and below, `scratch` is
// overwritten, except for `data` that lies in Scratch::piece.
//   kOk:           programmed and read back
//   kFlashProgram: programming failed
//   kFlashVerify:  it reads differently, or cannot be read
Status program_and_check(Flash& flash, std::uint32_t address, Bytes data, Scratch& scratch);

// Erases every sector of `area` (whole sectors). Stops at the first failure.
//   kOk:         all sectors are erased
//   kFlashErase: an erase failed
//   kFlashRange: `area` overlaps the journal, and nothing was erased; or it is not in the layout
Status erase_sectors(Flash& flash, const Layout& layout, const Area& area, Observer* observer);

// The same for a bank of the journal. Only Journal calls it.
Status erase_journal_bank(Flash& flash, const Layout& layout, const Area& bank, Observer* observer);

// Copies `from` to `to` (whole sectors of the same size, which do not overlap). Always erases `to`
// first, so that nothing of an interrupted copy remains. Units that cannot be read (ECC) stay
// erased in the copy; the check of the image decides whether they matter. Statuses as
// erase_sectors() and program_and_check().
Status copy_sectors(Flash& flash, const Layout& layout, const Area& from, const Area& to, Scratch& scratch,
                    Observer* observer);

// As copy_sectors(), but leaves sectors alone that read like their source: for areas in which a
// sector has become unwritable. Continues after a failure and returns the last one. A sector whose
// writing was interrupted may read correctly now and not later.
Status mend_sectors(Flash& flash, const Layout& layout, const Area& from, const Area& to, Scratch& scratch,
                    Observer* observer);

// Whether all of `bytes` have the erased value.
bool is_erased(const Layout& layout, Bytes bytes);

}  // namespace switchback::bootloader
