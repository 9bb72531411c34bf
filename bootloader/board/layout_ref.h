// The layout that the code works with: a reference, or the constants of one device.
//
// SWITCHBACK_ONE_DEVICE names the header that `switchback profile header` made. All files of a
// program that include this header or flash.h must be compiled with the same setting.
#pragma once

#include <algorithm>

#include "bootloader/board/layout.h"

#ifdef SWITCHBACK_ONE_DEVICE
#include SWITCHBACK_ONE_DEVICE
#endif

namespace switchback::bootloader {

#ifdef SWITCHBACK_ONE_DEVICE

// The largest write unit that the program meets.
constexpr std::uint32_t kLargestWriteUnitBytes = boot_config::kLayout.write_unit_bytes;

// Always the layout of the one device; the constructor ignores its argument. The constants become
// part of the code, and the compiler leaves out code that the layout does not need.
class LayoutRef {
 public:
  constexpr LayoutRef(const Layout&) {}  // NOLINT(google-explicit-constructor): a reference
  LayoutRef(const Layout&&) = delete;
  // NOLINTNEXTLINE(google-explicit-constructor): a reference
  constexpr operator const Layout&() const { return boot_config::kLayout; }
  constexpr const Layout* operator->() const { return &boot_config::kLayout; }
};

#else

constexpr std::uint32_t kLargestWriteUnitBytes = kMaxWriteUnitBytes;

// Borrows the layout.
class LayoutRef {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): a reference
  constexpr LayoutRef(const Layout& layout) : layout_(&layout) {}
  LayoutRef(const Layout&&) = delete;
  // NOLINTNEXTLINE(google-explicit-constructor): a reference
  constexpr operator const Layout&() const { return *layout_; }
  constexpr const Layout* operator->() const { return layout_; }

 private:
  const Layout* layout_;
};

#endif

// The most that is copied or written at once.
constexpr std::uint32_t kLargestPieceBytes = std::max(kLeastPieceBytes, kLargestWriteUnitBytes);

// The same for `layout`, in whole write units. A constant if the program has one device.
constexpr std::uint32_t piece_bytes(const Layout& layout) {
  return kLargestWriteUnitBytes < kLeastPieceBytes ? kLeastPieceBytes
                                                   : std::max(kLeastPieceBytes, layout.write_unit_bytes);
}

}  // namespace switchback::bootloader
