// A new Status does not compile until it has a class here.
#include "verifier/reasons.h"

#include <algorithm>
#include <iterator>

namespace switchback::verifier {

namespace {

struct ReasonClass {
  Status reason;
  ErrorCode code;
};

// The class of every status but kOk. Statuses that only devices report are defects on a host:
// kInternal.
constexpr ReasonClass kClasses[] = {
    {Status::kSignatureMissing, ErrorCode::kSignature},
    {Status::kSignatureFormat, ErrorCode::kSignature},
    {Status::kSignatureInvalid, ErrorCode::kSignature},
    {Status::kKeyUnknown, ErrorCode::kSignature},
    {Status::kDigestMissing, ErrorCode::kDigest},
    {Status::kDigestMismatch, ErrorCode::kDigest},
    {Status::kTargetMismatch, ErrorCode::kDigest},
    {Status::kImageMagic, ErrorCode::kFormat},
    {Status::kImageHeader, ErrorCode::kFormat},
    {Status::kImageFlags, ErrorCode::kFormat},
    {Status::kImageSize, ErrorCode::kFormat},
    {Status::kTlvMagic, ErrorCode::kFormat},
    {Status::kTlvSize, ErrorCode::kFormat},
    {Status::kTlvLength, ErrorCode::kFormat},
    {Status::kTlvDuplicate, ErrorCode::kFormat},
    {Status::kTlvUnprotected, ErrorCode::kFormat},
    {Status::kTlvCount, ErrorCode::kFormat},
    {Status::kTrailingData, ErrorCode::kFormat},
    {Status::kAlgorithm, ErrorCode::kFormat},
    {Status::kNotBootable, ErrorCode::kFormat},
    {Status::kNotPackage, ErrorCode::kFormat},
    {Status::kPackageFormat, ErrorCode::kFormat},
    {Status::kPackageField, ErrorCode::kFormat},
    {Status::kStreamCorrupt, ErrorCode::kFormat},
    {Status::kStreamTruncated, ErrorCode::kFormat},
    {Status::kStreamTrailing, ErrorCode::kFormat},
    {Status::kDeltaVarint, ErrorCode::kFormat},
    {Status::kDeltaBaseRange, ErrorCode::kFormat},
    {Status::kDeltaTargetRange, ErrorCode::kFormat},
    {Status::kVendorMismatch, ErrorCode::kIncompatible},
    {Status::kClassMismatch, ErrorCode::kIncompatible},
    {Status::kSlotMismatch, ErrorCode::kIncompatible},
    {Status::kStackPointer, ErrorCode::kIncompatible},
    {Status::kResetVector, ErrorCode::kIncompatible},
    {Status::kDependencyUnmet, ErrorCode::kIncompatible},
    {Status::kPackageCodec, ErrorCode::kIncompatible},
    {Status::kRollback, ErrorCode::kRollback},
    {Status::kBaseMismatch, ErrorCode::kWrongBase},
    {Status::kImageTooLarge, ErrorCode::kTooBig},
    {Status::kPackageWindow, ErrorCode::kTooBig},
    {Status::kPackageRam, ErrorCode::kTooBig},
    {Status::kPackageSpace, ErrorCode::kTooBig},
    {Status::kFlashRead, ErrorCode::kIo},
    {Status::kFlashProgram, ErrorCode::kIo},
    {Status::kFlashErase, ErrorCode::kIo},
    {Status::kFlashVerify, ErrorCode::kIo},
    {Status::kFlashRange, ErrorCode::kIo},
    {Status::kJournalFull, ErrorCode::kInternal},
    {Status::kNoImage, ErrorCode::kInternal},
    {Status::kTrialExpired, ErrorCode::kInternal},
    {Status::kTrialImageBad, ErrorCode::kInternal},
    {Status::kHealed, ErrorCode::kInternal},
    {Status::kNoProgress, ErrorCode::kInternal},
    {Status::kRejected, ErrorCode::kInternal},
    {Status::kRolledBack, ErrorCode::kInternal},
    {Status::kApiErasing, ErrorCode::kInternal},
    {Status::kApiState, ErrorCode::kInternal},
    {Status::kApiSlot, ErrorCode::kInternal},
    {Status::kApiOffset, ErrorCode::kInternal},
    {Status::kApiSize, ErrorCode::kInternal},
    {Status::kInterrupted, ErrorCode::kInternal},
};

constexpr Status kStatuses[] = {
#define SWITCHBACK_STATUS(name, value, meaning) Status::name,
#include "core/base/status.def"
#undef SWITCHBACK_STATUS
};
static_assert(std::size(kClasses) + 1 == std::size(kStatuses), "every status has a class");

}  // namespace

std::optional<ErrorCode> error_class(Status reason) {
  if (ok(reason)) return std::nullopt;
  const auto found = std::ranges::find(kClasses, reason, &ReasonClass::reason);
  return found == std::end(kClasses) ? ErrorCode::kInternal : found->code;
}

const char* error_class_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInternal:
      return "internal";
    case ErrorCode::kUsage:
      return "usage";
    case ErrorCode::kSignature:
      return "signature";
    case ErrorCode::kDigest:
      return "digest";
    case ErrorCode::kFormat:
      return "format";
    case ErrorCode::kIncompatible:
      return "incompatible";
    case ErrorCode::kRollback:
      return "rollback";
    case ErrorCode::kWrongBase:
      return "wrong-base";
    case ErrorCode::kTooBig:
      return "too-big";
    case ErrorCode::kKey:
      return "key";
    case ErrorCode::kIo:
      return "io";
    case ErrorCode::kFaults:
      return "faults";
    case ErrorCode::kManifest:
      return "manifest";
  }
  return "internal";
}

namespace {

const char* step_of_class(ErrorCode code) {
  switch (code) {
    case ErrorCode::kSignature:
      return "Check that the key is the one that the release was signed with, or sign the artefact again.";
    case ErrorCode::kDigest:
      return "The content changed after it was signed: fetch or build it again.";
    case ErrorCode::kFormat:
      return "The file is damaged or was made by another tool: fetch or build it again.";
    case ErrorCode::kIncompatible:
      return "Use the artefact that was built for this device.";
    case ErrorCode::kRollback:
      return "Build the release with a security counter at or above the floor.";
    case ErrorCode::kWrongBase:
      return "Use the package made from the installed image, or a full package.";
    case ErrorCode::kTooBig:
      return "Make the firmware smaller, or build with the limits of this device's profile.";
    case ErrorCode::kIo:
      return "Check the disk or the file system, and try again.";
    default:
      return "This is a defect of the tool: please report it with the command line.";
  }
}

}  // namespace

const char* next_step(Status reason) {
  switch (reason) {
    case Status::kImageMagic:
      return "Give a signed image or package; `switchback image` makes one from a firmware file.";
    case Status::kImageFlags:
      return "Build the image without encryption, compression or position independence.";
    case Status::kTrailingData:
      return "Remove what follows the TLVs, or build the artefact again: no signature covers those bytes.";
    case Status::kTlvUnprotected:
      return "Build the image with this TLV in its protected area; outside it no signature covers it.";
    case Status::kAlgorithm:
    case Status::kSignatureMissing:
      return "Sign the artefact with a P-256 key, over SHA-256.";
    case Status::kStackPointer:
    case Status::kResetVector:
      return "Build it from firmware that begins with its vector table and is linked for this device's slot, behind "
             "the "
             "header.";
    case Status::kNotBootable:
      return "Give a bootable image, or verify the file as a package.";
    case Status::kNotPackage:
      return "Give an update package, or verify the file as an image.";
    case Status::kPackageFormat:
      return "Use a version of the tools that knows this package format.";
    case Status::kPackageCodec:
      return "Build the package with a codec that the device's profile lists.";
    case Status::kPackageWindow:
    case Status::kPackageRam:
      return "Build the package with the device's profile, or with a smaller window.";
    case Status::kDependencyUnmet:
      return "Install the image that this one depends on first.";
    default: {
      const std::optional<ErrorCode> code = error_class(reason);
      return code ? step_of_class(*code) : "";
    }
  }
}

}  // namespace switchback::verifier
