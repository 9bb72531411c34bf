// Decides whether an artefact may be booted or installed. A pure function, the same on host and
// device.
#pragma once

#include <span>

#include "core/wire/image.h"

namespace switchback {

enum class Use : std::uint8_t {
  kBoot,            // run an image that lies in a slot
  kInstallImage,    // make an image the candidate
  kInstallPackage,  // rebuild an image from a package
};

// An image on the device, for the check of dependencies.
struct InstalledImage {
  std::uint8_t image_id = 0;
  wire::Version version;
};

// The known facts about the device. A bootloader sets everything. A host that checks a file may
// know nothing: a check whose facts are not set is skipped. Pointers are borrowed for the call.
struct DeviceFacts {
  const wire::Uuid* vendor_id = nullptr;  // if set, the artefact must carry this id
  const wire::Uuid* class_id = nullptr;
  std::uint32_t security_floor = 0;

  bool knows_slot = false;
  std::uint32_t slot_address = 0;          // where the target image would execute
  bool needs_fixed_address = false;        // A/B: images must be linked for one address
  std::uint32_t max_image_size_bytes = 0;  // largest signed image that fits, with TLVs
  Core core = Core::kOther;                // kCortexM: the image's vectors are checked
  std::span<const MemoryRange> ram;        // kCortexM: where the initial stack pointer may lie

  bool knows_decoder = false;
  std::uint32_t decoder_ram_bytes = 0;  // RAM for decoding; 0: no packages at all
  std::uint8_t max_window_bits = 0;     // largest window; 0: no deflate and no delta streams
  bool has_patch = false;               // whether patch streams are supported

  bool knows_base = false;
  wire::BaseInfo base;  // the installed image, to which a delta applies

  bool knows_installed = false;
  std::span<const InstalledImage> installed;
};

// `parsed` and `authentic` are the results of parse_image() and authenticate() for the artefact.
// `is_followed` says whether bytes follow its TLVs. Checks in this order and returns the first
// failure:
//   kPackageRam:      a package, and the device takes none (decoder_ram_bytes is 0)
//   `parsed`:         if it is not kOk
//   kNotPackage:      an image where a package is wanted
//   kNotBootable:     a package or a non-bootable image where an image is wanted
//   kPackageField:    a delta without a base, or a full package with one
//   `authentic`:      if it is not kOk
//   kTrailingData:    bytes follow the TLVs; checked for installation only
//   kVendorMismatch:  the vendor id is missing or different
//   kClassMismatch:   the class id is missing or different
//   kRollback:        the security counter is below the floor
//   kDependencyUnmet: a required image is absent or too old; checked for installation only
//   kSlotMismatch:    not linked for the slot's address
//   kImageTooLarge:   the image, or the package's target, does not fit the slot
//   kStackPointer:    as check_vectors(); images only
//   kResetVector:     as check_vectors(); images only
//   kPackageCodec:    the codec is not supported; this and the rest for packages only
//   kPackageWindow:   the window is larger than the device's
//   kPackageRam:      decoding needs more RAM than the device has
//   kBaseMismatch:    the delta's base is not the installed image
//   kOk:              none of these
Status accept(Use use, Status parsed, Status authentic, const wire::ImageFacts& facts, bool is_followed,
              const DeviceFacts& device);

// accept() in two parts, so that a device without packages has no code for them. accept_artefact()
// checks from `parsed` to kResetVector, which is all that images need. accept_payload() checks the
// rest; call it for packages only.
Status accept_artefact(Use use, Status parsed, Status authentic, const wire::ImageFacts& facts, bool is_followed,
                       const DeviceFacts& device);
Status accept_payload(const wire::ImageFacts& facts, const DeviceFacts& device);

}  // namespace switchback
