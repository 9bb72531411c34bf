#include "core/accept.h"

#include <doctest/doctest.h>

#include <array>

namespace switchback {
namespace {

const wire::Uuid kVendor = {1};
const wire::Uuid kClass = {2};
const wire::Uuid kOther = {3};

wire::ImageFacts image() {
  wire::ImageFacts facts;
  facts.header.version = {1, 2, 3, 4};
  facts.total_size_bytes = 1000;
  facts.security_counter = 7;
  facts.has_vendor_id = true;
  facts.vendor_id = kVendor;
  facts.has_class_id = true;
  facts.class_id = kClass;
  return facts;
}

wire::ImageFacts package() {
  wire::ImageFacts facts = image();
  facts.header.flags = wire::kFlagNonBootable;
  facts.total_size_bytes = 300;
  facts.has_package = true;
  facts.package.codec = wire::Codec::kDeflate;
  facts.package.window_bits = 12;
  facts.package.decoder_ram_bytes = 8000;
  facts.package.target_size_bytes = 1000;
  return facts;
}

wire::ImageFacts delta() {
  wire::ImageFacts facts = package();
  facts.package.kind = wire::PayloadKind::kDelta;
  facts.has_base = true;
  facts.base.size_bytes = 900;
  facts.base.digest.fill(0x42);
  return facts;
}

// A device on which all of the above may be installed.
DeviceFacts device() {
  DeviceFacts facts;
  facts.vendor_id = &kVendor;
  facts.class_id = &kClass;
  facts.security_floor = 7;
  facts.knows_slot = true;
  facts.slot_address = 0x8000;
  facts.max_image_size_bytes = 1000;
  facts.knows_decoder = true;
  facts.decoder_ram_bytes = 8000;
  facts.max_window_bits = 12;
  facts.knows_base = true;
  facts.base = delta().base;
  facts.knows_installed = true;
  return facts;
}

Status decide(Use use, const wire::ImageFacts& facts, const DeviceFacts& to = device(), bool is_followed = false) {
  return accept(use, Status::kOk, Status::kOk, facts, is_followed, to);
}

TEST_CASE("Accept: what fits the device in every respect is kOk") {
  CHECK(decide(Use::kBoot, image()) == Status::kOk);
  CHECK(decide(Use::kInstallImage, image()) == Status::kOk);
  CHECK(decide(Use::kInstallPackage, package()) == Status::kOk);
  CHECK(decide(Use::kInstallPackage, delta()) == Status::kOk);
}

TEST_CASE("Accept: what is not known of the device is not checked") {
  CHECK(decide(Use::kInstallImage, image(), DeviceFacts{}) == Status::kOk);
  CHECK(decide(Use::kInstallPackage, delta(), DeviceFacts{}) == Status::kOk);
}

TEST_CASE("Accept: the parser's reason comes first, for every use") {
  for (const Use use : {Use::kBoot, Use::kInstallImage, Use::kInstallPackage}) {
    CHECK(accept(use, Status::kTlvLength, Status::kDigestMismatch, package(), true, device()) == Status::kTlvLength);
  }
}

TEST_CASE("Accept: a package is no image, whatever half of its marks it has: kNotBootable") {
  wire::ImageFacts flagged = image();
  flagged.header.flags = wire::kFlagNonBootable;
  wire::ImageFacts described = package();
  described.header.flags = 0;
  for (const Use use : {Use::kBoot, Use::kInstallImage}) {
    CHECK(decide(use, package()) == Status::kNotBootable);
    CHECK(decide(use, flagged) == Status::kNotBootable);
    CHECK(decide(use, described) == Status::kNotBootable);
  }
}

TEST_CASE("Accept: an image is no package, whatever half of a package's marks it has: kNotPackage") {
  wire::ImageFacts flagged = image();
  flagged.header.flags = wire::kFlagNonBootable;
  wire::ImageFacts described = package();
  described.header.flags = 0;
  CHECK(decide(Use::kInstallPackage, image()) == Status::kNotPackage);
  CHECK(decide(Use::kInstallPackage, flagged) == Status::kNotPackage);
  CHECK(decide(Use::kInstallPackage, described) == Status::kNotPackage);
}

TEST_CASE("Accept: a delta without a base, or a full package with one, is kPackageField") {
  wire::ImageFacts baseless = delta();
  baseless.has_base = false;
  wire::ImageFacts full = package();
  full.has_base = true;
  CHECK(decide(Use::kInstallPackage, baseless) == Status::kPackageField);
  CHECK(decide(Use::kInstallPackage, full) == Status::kPackageField);
}

TEST_CASE("Accept: the signature's reason comes before the device's, after the use's") {
  DeviceFacts strange = device();
  strange.vendor_id = &kOther;
  for (const Status status : {Status::kDigestMissing, Status::kDigestMismatch, Status::kSignatureMissing,
                              Status::kSignatureFormat, Status::kSignatureInvalid, Status::kKeyUnknown}) {
    CHECK(accept(Use::kBoot, Status::kOk, status, image(), false, strange) == status);
    CHECK(accept(Use::kInstallImage, Status::kOk, status, image(), true, strange) == status);
    CHECK(accept(Use::kInstallPackage, Status::kOk, status, delta(), true, strange) == status);
    CHECK(accept(Use::kBoot, Status::kOk, status, package(), false, strange) == Status::kNotBootable);
  }
}

TEST_CASE("Accept: bytes after the TLVs are kTrailingData when installing, and nothing when booting from a slot") {
  CHECK(decide(Use::kInstallImage, image(), device(), true) == Status::kTrailingData);
  CHECK(decide(Use::kInstallPackage, package(), device(), true) == Status::kTrailingData);
  CHECK(decide(Use::kBoot, image(), device(), true) == Status::kOk);
}

TEST_CASE("Accept: another vendor's or none is kVendorMismatch") {
  wire::ImageFacts facts = image();
  facts.vendor_id = kOther;
  CHECK(decide(Use::kBoot, facts) == Status::kVendorMismatch);
  facts = image();
  facts.has_vendor_id = false;
  CHECK(decide(Use::kInstallImage, facts) == Status::kVendorMismatch);
}

TEST_CASE("Accept: another class or none is kClassMismatch") {
  wire::ImageFacts facts = image();
  facts.class_id = kOther;
  CHECK(decide(Use::kBoot, facts) == Status::kClassMismatch);
  facts = image();
  facts.has_class_id = false;
  CHECK(decide(Use::kInstallImage, facts) == Status::kClassMismatch);
}

TEST_CASE("Accept: a counter below the floor is kRollback, compared unsigned; none counts as zero") {
  wire::ImageFacts facts = image();
  DeviceFacts to = device();
  facts.security_counter = 6;
  CHECK(decide(Use::kBoot, facts, to) == Status::kRollback);
  facts.security_counter = 0x7fffffff;
  to.security_floor = 0x80000000;
  CHECK(decide(Use::kInstallImage, facts, to) == Status::kRollback);
  facts.security_counter = 0xffffffff;
  CHECK(decide(Use::kInstallImage, facts, to) == Status::kOk);
  facts = image();
  facts.security_counter = 0;
  to.security_floor = 1;
  CHECK(decide(Use::kInstallImage, facts, to) == Status::kRollback);
}

TEST_CASE("Accept: a dependency on an image that is absent or too old is kDependencyUnmet, but does not stop a boot") {
  wire::ImageFacts facts = image();
  facts.dependency_count = 1;
  facts.dependencies[0] = {1, {2, 0, 0, 0}};
  const std::array<InstalledImage, 2> old = {{{0, {9, 0, 0, 0}}, {1, {1, 255, 65535, 0xffffffff}}}};
  const std::array<InstalledImage, 2> good = {{{0, {1, 0, 0, 0}}, {1, {2, 0, 0, 0}}}};
  DeviceFacts to = device();
  CHECK(decide(Use::kInstallImage, facts, to) == Status::kDependencyUnmet);
  to.installed = old;
  CHECK(decide(Use::kInstallImage, facts, to) == Status::kDependencyUnmet);
  CHECK(decide(Use::kBoot, facts, to) == Status::kOk);
  to.installed = good;
  CHECK(decide(Use::kInstallImage, facts, to) == Status::kOk);
}

TEST_CASE("Accept: the second of two dependencies counts as much as the first") {
  wire::ImageFacts facts = image();
  facts.dependency_count = 2;
  facts.dependencies[0] = {0, {1, 0, 0, 0}};
  facts.dependencies[1] = {1, {1, 0, 0, 0}};
  const std::array<InstalledImage, 1> installed = {{{0, {1, 0, 0, 0}}}};
  DeviceFacts to = device();
  to.installed = installed;
  CHECK(decide(Use::kInstallImage, facts, to) == Status::kDependencyUnmet);
}

TEST_CASE("Accept: an image linked for another address is kSlotMismatch; a package stands for its target") {
  wire::ImageFacts facts = image();
  facts.header.flags = wire::kFlagRomFixed;
  facts.header.load_address = 0x8000;
  CHECK(decide(Use::kBoot, facts) == Status::kOk);
  facts.header.load_address = 0x18000;
  CHECK(decide(Use::kBoot, facts) == Status::kSlotMismatch);
  facts.header.flags = 0;
  CHECK(decide(Use::kBoot, facts) == Status::kOk);
  facts = delta();
  facts.header.flags |= wire::kFlagRomFixed;
  facts.header.load_address = 0x18000;
  CHECK(decide(Use::kInstallPackage, facts) == Status::kSlotMismatch);
}

TEST_CASE("Accept: an image that does not say where it executes is kSlotMismatch where several slots execute") {
  DeviceFacts to = device();
  to.needs_fixed_address = true;
  wire::ImageFacts facts = image();
  CHECK(decide(Use::kBoot, facts, to) == Status::kSlotMismatch);
  CHECK(decide(Use::kInstallPackage, delta(), to) == Status::kSlotMismatch);
  facts.header.flags = wire::kFlagRomFixed;
  facts.header.load_address = to.slot_address;
  CHECK(decide(Use::kBoot, facts, to) == Status::kOk);
}

TEST_CASE("Accept: an image or a package's target larger than the slot is kImageTooLarge") {
  wire::ImageFacts facts = image();
  facts.total_size_bytes = 1001;
  CHECK(decide(Use::kBoot, facts) == Status::kImageTooLarge);
  CHECK(decide(Use::kInstallImage, facts) == Status::kImageTooLarge);
  facts = package();
  facts.package.target_size_bytes = 1001;
  CHECK(decide(Use::kInstallPackage, facts) == Status::kImageTooLarge);
}

TEST_CASE("Accept: deflate, or a delta stream, on a device without deflate is kPackageCodec") {
  DeviceFacts to = device();
  to.max_window_bits = 0;
  CHECK(decide(Use::kInstallPackage, package(), to) == Status::kPackageCodec);
  wire::ImageFacts stream = delta();
  stream.package.codec = wire::Codec::kNone;
  stream.package.window_bits = 0;
  CHECK(decide(Use::kInstallPackage, stream, to) == Status::kPackageCodec);
  wire::ImageFacts plain = package();
  plain.package.codec = wire::Codec::kNone;
  plain.package.window_bits = 0;
  CHECK(decide(Use::kInstallPackage, plain, to) == Status::kOk);
}

TEST_CASE("Accept: a larger window than the device's is kPackageWindow") {
  wire::ImageFacts facts = package();
  facts.package.window_bits = 13;
  CHECK(decide(Use::kInstallPackage, facts) == Status::kPackageWindow);
}

TEST_CASE("Accept: more decoder RAM than the device's is kPackageRam") {
  wire::ImageFacts facts = package();
  facts.package.decoder_ram_bytes = 8001;
  CHECK(decide(Use::kInstallPackage, facts) == Status::kPackageRam);
}

TEST_CASE("Accept: a delta from another base, by size or by digest, is kBaseMismatch") {
  DeviceFacts to = device();
  to.base.size_bytes = 901;
  CHECK(decide(Use::kInstallPackage, delta(), to) == Status::kBaseMismatch);
  to = device();
  to.base.digest[31] ^= 1;
  CHECK(decide(Use::kInstallPackage, delta(), to) == Status::kBaseMismatch);
  CHECK(decide(Use::kInstallPackage, package(), to) == Status::kOk);
}

TEST_CASE(
    "Accept: vectors that lead elsewhere are kStackPointer or kResetVector, not for a package and not elsewhere") {
  constexpr std::array<MemoryRange, 1> kRam = {{{0x20000000, 0x1000}}};
  DeviceFacts to = device();
  to.core = Core::kCortexM;
  to.ram = kRam;
  wire::ImageFacts facts = image();
  facts.header.header_size_bytes = 0x100;
  facts.header.payload_size_bytes = 0x200;
  CHECK(decide(Use::kBoot, facts, to) == Status::kStackPointer);
  facts.vectors = {0x20001000, 0x8109};
  CHECK(decide(Use::kBoot, facts, to) == Status::kOk);
  CHECK(decide(Use::kInstallImage, facts, to) == Status::kOk);
  facts.vectors.reset = 0x8301;
  CHECK(decide(Use::kBoot, facts, to) == Status::kResetVector);
  CHECK(decide(Use::kInstallImage, facts, to) == Status::kResetVector);
  to.slot_address += 0x1000;  // linked for another place
  facts.vectors.reset = 0x8109;
  CHECK(decide(Use::kBoot, facts, to) == Status::kResetVector);
  CHECK(decide(Use::kInstallPackage, package(), to) == Status::kOk);
  to.knows_slot = false;
  CHECK(decide(Use::kBoot, facts, to) == Status::kOk);
}

TEST_CASE("Accept: of several reasons the first in the documented order is given") {
  wire::ImageFacts facts = delta();
  facts.vendor_id = kOther;
  facts.class_id = kOther;
  facts.security_counter = 0;
  facts.dependency_count = 1;
  facts.dependencies[0] = {1, {2, 0, 0, 0}};
  facts.header.flags |= wire::kFlagRomFixed;
  facts.package.target_size_bytes = 2000;
  facts.package.window_bits = 15;
  facts.package.decoder_ram_bytes = 100000;
  facts.base.size_bytes = 1;
  DeviceFacts to = device();
  CHECK(decide(Use::kInstallPackage, facts, to, true) == Status::kTrailingData);
  CHECK(decide(Use::kInstallPackage, facts, to) == Status::kVendorMismatch);
  to.vendor_id = nullptr;
  CHECK(decide(Use::kInstallPackage, facts, to) == Status::kClassMismatch);
  to.class_id = nullptr;
  CHECK(decide(Use::kInstallPackage, facts, to) == Status::kRollback);
  to.security_floor = 0;
  CHECK(decide(Use::kInstallPackage, facts, to) == Status::kDependencyUnmet);
  to.knows_installed = false;
  CHECK(decide(Use::kInstallPackage, facts, to) == Status::kSlotMismatch);
  to.slot_address = 0;
  CHECK(decide(Use::kInstallPackage, facts, to) == Status::kImageTooLarge);
  to.knows_slot = false;
  to.max_window_bits = 0;
  CHECK(decide(Use::kInstallPackage, facts, to) == Status::kPackageCodec);
  to.max_window_bits = 14;
  CHECK(decide(Use::kInstallPackage, facts, to) == Status::kPackageWindow);
  to.max_window_bits = 15;
  CHECK(decide(Use::kInstallPackage, facts, to) == Status::kPackageRam);
  to.knows_decoder = false;
  CHECK(decide(Use::kInstallPackage, facts, to) == Status::kBaseMismatch);
  to.knows_base = false;
  CHECK(decide(Use::kInstallPackage, facts, to) == Status::kOk);
}

TEST_CASE("Accept: a device without decoder RAM refuses packages before anything else, and images not at all") {
  DeviceFacts imager = device();
  imager.decoder_ram_bytes = 0;
  CHECK(decide(Use::kInstallPackage, package(), imager) == Status::kPackageRam);
  CHECK(accept(Use::kInstallPackage, Status::kImageMagic, Status::kDigestMissing, {}, true, imager) ==
        Status::kPackageRam);
  CHECK(decide(Use::kInstallImage, image(), imager) == Status::kOk);
  imager.knows_decoder = false;
  CHECK(decide(Use::kInstallPackage, package(), imager) == Status::kOk);
}

}  // namespace
}  // namespace switchback
