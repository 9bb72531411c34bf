// One switch for each question and no default, so that a new Status does not compile until it has answers.
#include "verifier/reasons.h"

namespace switchback::verifier {

std::optional<ErrorCode> error_class(Status reason) {
  switch (reason) {
    case Status::kOk:
      return std::nullopt;
    case Status::kSignatureMissing:
    case Status::kSignatureFormat:
    case Status::kSignatureInvalid:
    case Status::kKeyUnknown:
      return ErrorCode::kSignature;
    case Status::kDigestMissing:
    case Status::kDigestMismatch:
    case Status::kTargetMismatch:
      return ErrorCode::kDigest;
    case Status::kImageMagic:
    case Status::kImageHeader:
    case Status::kImageFlags:
    case Status::kImageSize:
    case Status::kTlvMagic:
    case Status::kTlvSize:
    case Status::kTlvLength:
    case Status::kTlvDuplicate:
    case Status::kTlvUnprotected:
    case Status::kTlvCount:
    case Status::kTrailingData:
    case Status::kAlgorithm:
    case Status::kNotBootable:
    case Status::kNotPackage:
    case Status::kPackageFormat:
    case Status::kPackageField:
    case Status::kStreamCorrupt:
    case Status::kStreamTruncated:
    case Status::kStreamTrailing:
    case Status::kDeltaVarint:
    case Status::kDeltaBaseRange:
    case Status::kDeltaTargetRange:
      return ErrorCode::kFormat;
    case Status::kVendorMismatch:
    case Status::kClassMismatch:
    case Status::kSlotMismatch:
    case Status::kStackPointer:
    case Status::kResetVector:
    case Status::kDependencyUnmet:
    case Status::kPackageCodec:
      return ErrorCode::kIncompatible;
    case Status::kRollback:
      return ErrorCode::kRollback;
    case Status::kBaseMismatch:
      return ErrorCode::kWrongBase;
    case Status::kImageTooLarge:
    case Status::kPackageWindow:
    case Status::kPackageRam:
    case Status::kPackageSpace:
      return ErrorCode::kTooBig;
    case Status::kFlashRead:
    case Status::kFlashProgram:
    case Status::kFlashErase:
    case Status::kFlashVerify:
    case Status::kFlashRange:
      return ErrorCode::kIo;
    case Status::kJournalFull:  // what only a device reports: on a host a defect
    case Status::kNoImage:
    case Status::kTrialExpired:
    case Status::kTrialImageBad:
    case Status::kHealed:
    case Status::kNoProgress:
    case Status::kRejected:
    case Status::kRolledBack:
    case Status::kApiErasing:
    case Status::kApiState:
    case Status::kApiSlot:
    case Status::kApiOffset:
    case Status::kApiSize:
    case Status::kInterrupted:
      return ErrorCode::kInternal;
  }
  return ErrorCode::kInternal;
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
