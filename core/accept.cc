// The acceptance policy: one function for each question.
#include "core/accept.h"

namespace switchback {
namespace {

Status check_use(Use use, const wire::ImageFacts& facts) {
  const bool bootable = (facts.header.flags & wire::kFlagNonBootable) == 0;
  if (use != Use::kInstallPackage) return bootable && !facts.has_package ? Status::kOk : Status::kNotBootable;
  if (bootable || !facts.has_package) return Status::kNotPackage;
  const bool wants_base = facts.package.kind == wire::PayloadKind::kDelta;
  return wants_base == facts.has_base ? Status::kOk : Status::kPackageField;
}

Status check_identity(const wire::ImageFacts& facts, const DeviceFacts& device) {
  if (device.vendor_id != nullptr && !(facts.has_vendor_id && equal(facts.vendor_id, *device.vendor_id))) {
    return Status::kVendorMismatch;
  }
  if (device.class_id != nullptr && !(facts.has_class_id && equal(facts.class_id, *device.class_id))) {
    return Status::kClassMismatch;
  }
  return facts.security_counter >= device.security_floor ? Status::kOk : Status::kRollback;
}

bool is_met(const wire::Dependency& dependency, std::span<const InstalledImage> installed) {
  for (const InstalledImage& image : installed) {  // NOLINT(readability-use-anyofallof)
    if (image.image_id == dependency.image_id && image.version >= dependency.minimum) return true;
  }
  return false;
}

Status check_dependencies(const wire::ImageFacts& facts, const DeviceFacts& device) {
  if (!device.knows_installed) return Status::kOk;
  for (std::uint32_t i = 0; i < facts.dependency_count; ++i) {
    if (!is_met(facts.dependencies[i], device.installed)) return Status::kDependencyUnmet;
  }
  return Status::kOk;
}

// A package carries the flags and load address of its target, so both are judged the same way.
Status check_slot(Use use, const wire::ImageFacts& facts, const DeviceFacts& device) {
  if (!device.knows_slot) return Status::kOk;
  const bool fixed = (facts.header.flags & wire::kFlagRomFixed) != 0;
  if (!fixed && device.needs_fixed_address) return Status::kSlotMismatch;
  if (fixed && facts.header.load_address != device.slot_address) return Status::kSlotMismatch;
  const std::uint32_t size_bytes =
      use == Use::kInstallPackage ? facts.package.target_size_bytes : facts.total_size_bytes;
  return size_bytes <= device.max_image_size_bytes ? Status::kOk : Status::kImageTooLarge;
}

// Vectors can be checked only where the image's execution address is known.
Status check_start(Use use, const wire::ImageFacts& facts, const DeviceFacts& device) {
  if (!device.knows_slot || device.core != Core::kCortexM || use == Use::kInstallPackage) return Status::kOk;
  const MemoryRange payload{device.slot_address + facts.header.header_size_bytes, facts.header.payload_size_bytes};
  return check_vectors(facts.vectors, payload, device.ram);
}

Status check_decoder(const wire::PackageInfo& package, const DeviceFacts& device) {
  if (!device.knows_decoder) return Status::kOk;
  const bool is_delta_stream = package.kind == wire::PayloadKind::kDelta && package.codec == wire::Codec::kNone;
  // max_window_bits stands for both deflate and delta streams.
  const bool is_for_inflate = is_delta_stream || package.codec == wire::Codec::kDeflate;
  if (is_for_inflate && device.max_window_bits == 0) return Status::kPackageCodec;
  if (package.codec == wire::Codec::kPatch && !device.has_patch) return Status::kPackageCodec;
  if (package.window_bits > device.max_window_bits) return Status::kPackageWindow;
  return package.decoder_ram_bytes <= device.decoder_ram_bytes ? Status::kOk : Status::kPackageRam;
}

Status check_base(const wire::ImageFacts& facts, const DeviceFacts& device) {
  if (!facts.has_base || !device.knows_base) return Status::kOk;
  const bool same = facts.base.size_bytes == device.base.size_bytes && equal(facts.base.digest, device.base.digest);
  return same ? Status::kOk : Status::kBaseMismatch;
}

}  // namespace

Status accept_artefact(Use use, Status parsed, Status authentic, const wire::ImageFacts& facts, bool is_followed,
                       const DeviceFacts& device) {
  if (!ok(parsed)) return parsed;
  if (const Status status = check_use(use, facts); !ok(status)) return status;
  if (!ok(authentic)) return authentic;
  if (use != Use::kBoot && is_followed) return Status::kTrailingData;
  if (const Status status = check_identity(facts, device); !ok(status)) return status;
  if (use != Use::kBoot) {
    if (const Status status = check_dependencies(facts, device); !ok(status)) return status;
  }
  const Status fits = check_slot(use, facts, device);
  return ok(fits) ? check_start(use, facts, device) : fits;
}

Status accept_payload(const wire::ImageFacts& facts, const DeviceFacts& device) {
  const Status status = check_decoder(facts.package, device);
  return ok(status) ? check_base(facts, device) : status;
}

Status accept(Use use, Status parsed, Status authentic, const wire::ImageFacts& facts, bool is_followed,
              const DeviceFacts& device) {
  const bool takes_packages = !device.knows_decoder || device.decoder_ram_bytes != 0;
  if (use == Use::kInstallPackage && !takes_packages) return Status::kPackageRam;
  const Status status = accept_artefact(use, parsed, authentic, facts, is_followed, device);
  return ok(status) && use == Use::kInstallPackage ? accept_payload(facts, device) : status;
}

}  // namespace switchback
