// The layout that the code works with: a reference to it, or the device's own.
//
// SWITCHBACK_ONE_DEVICE names the header that `switchback profile header` made. All files of a program that include
// this one or flash.h are compiled with it, or none.
#pragma once

#include <algorithm>

#include "bootloader/layout.h"

#ifdef SWITCHBACK_ONE_DEVICE
#include SWITCHBACK_ONE_DEVICE
#endif

namespace switchback::bootloader {

#ifdef SWITCHBACK_ONE_DEVICE

// That the program meets.
constexpr std::uint32_t kLargestWriteUnitBytes = boot_config::kLayout.write_unit_bytes;

// The device's own, whatever it is made of: its constants are part of the code, and what this layout has no need of is
// not.
class LayoutRef {
 public:
  constexpr LayoutRef(const Layout&) {}  // NOLINT(google-explicit-constructor): a reference
  LayoutRef(const Layout&&) = delete;
  constexpr operator const Layout&() const { return boot_config::kLayout; }  // NOLINT(google-explicit-constructor)
  constexpr const Layout* operator->() const { return &boot_config::kLayout; }
};

#else

constexpr std::uint32_t kLargestWriteUnitBytes = kMaxWriteUnitBytes;

// Borrowed.
class LayoutRef {
 public:
  constexpr LayoutRef(const Layout& layout) : layout_(&layout) {}  // NOLINT(google-explicit-constructor): a reference
  LayoutRef(const Layout&&) = delete;
  constexpr operator const Layout&() const { return *layout_; }  // NOLINT(google-explicit-constructor)
  constexpr const Layout* operator->() const { return layout_; }

 private:
  const Layout* layout_;
};

#endif

// Of what is copied or written at once.
constexpr std::uint32_t kLargestPieceBytes = std::max(kLeastPieceBytes, kLargestWriteUnitBytes);

// The same for `layout`: whole write units of it. A constant where the program has one device.
constexpr std::uint32_t piece_bytes(const Layout& layout) {
  return kLargestWriteUnitBytes < kLeastPieceBytes ? kLeastPieceBytes
                                                   : std::max(kLeastPieceBytes, layout.write_unit_bytes);
}

}  // namespace switchback::bootloader
