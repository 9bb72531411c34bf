// The decision: may these bytes be booted or installed? One pure function, the same on host and device.
#pragma once

#include <span>

#include "core/wire/image.h"

namespace switchback {

enum class Use : std::uint8_t {
  kBoot,            // run an image that lies in a slot
  kInstallImage,    // make an image the candidate
  kInstallPackage,  // rebuild an image from a package
};

// Version of another image on the device, for dependencies.
struct InstalledImage {
  std::uint8_t image_id = 0;
  wire::Version version;
};

// What is known of the device. A bootloader knows all of it; a host that checks a file may know nothing: what is unset
// is not checked. Pointers are borrowed for the call.
struct DeviceFacts {
  const wire::Uuid* vendor_id = nullptr;  // set: the artefact must carry this one
  const wire::Uuid* class_id = nullptr;
  std::uint32_t security_floor = 0;

  bool knows_slot = false;
  std::uint32_t slot_address = 0;          // where the target image would execute
  bool needs_fixed_address = false;        // images must say where they execute: several slots can
  std::uint32_t max_image_size_bytes = 0;  // largest signed image, TLVs included, that the slot takes
  Core core = Core::kOther;                // whose vectors an image must begin with
  std::span<const MemoryRange> ram;        // kCortexM: where its initial stack pointer may lie

  bool knows_decoder = false;
  std::uint32_t decoder_ram_bytes = 0;  // RAM that decoding may take; 0: takes no packages at all
  std::uint8_t max_window_bits = 0;     // 0: no deflate, and no delta streams
  bool has_patch = false;               // whether it applies patch streams

  bool knows_base = false;
  wire::BaseInfo base;  // the installed image, for a delta

  bool knows_installed = false;
  std::span<const InstalledImage> installed;
};

// `parsed` and `authentic` are what parse_image and authenticate returned for the artefact. `is_followed` says
// whether bytes follow its TLVs: none may when installing. Checks in this order, and returns the first reason that
// applies: kPackageRam (a package for a device that takes none); parsed; kNotPackage / kNotBootable / kPackageField
// (use and flags disagree, a base that the kind does not want); authentic; kTrailingData; kVendorMismatch;
// kClassMismatch; kRollback; kDependencyUnmet; kSlotMismatch; kImageTooLarge; kStackPointer and kResetVector (not of
// a package: its target is judged once it is rebuilt); kPackageCodec; kPackageWindow; kPackageRam; kBaseMismatch;
// else kOk.
Status accept(Use use, Status parsed, Status authentic, const wire::ImageFacts& facts, bool is_followed,
              const DeviceFacts& device);

// accept() in two parts, so that a device without packages has no code for them: everything up to kResetVector, which
// is all that images need, and from kPackageCodec on, which is asked of packages alone.
Status accept_artefact(Use use, Status parsed, Status authentic, const wire::ImageFacts& facts, bool is_followed,
                       const DeviceFacts& device);
Status accept_payload(const wire::ImageFacts& facts, const DeviceFacts& device);

}  // namespace switchback
