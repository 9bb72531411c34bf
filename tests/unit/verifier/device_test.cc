#include "verifier/device.h"

#include <doctest/doctest.h>

#include "tests/unit/verifier/signed_files.h"
#include "verifier/verify.h"

namespace switchback::verifier {
namespace {

using testing::Buffer;

manifests::DeviceProfile profile(manifests::Strategy strategy) {
  manifests::DeviceProfile device;
  device.name = "test";
  device.sectors = {{0, 1024, 64}};
  device.strategy = strategy;
  device.slots = {manifests::Area{0x2000, 16 * 1024}, manifests::Area{0x6000, 16 * 1024}};
  device.swap_unit_bytes = strategy == manifests::Strategy::kSwap ? 1024 : 0;
  device.journal = {0, 2048};
  device.decoder_ram_bytes = 16 * 1024;
  device.max_window_bits = 12;
  device.security_floor = 5;
  return device;
}

Verdict verify(Bytes file, const manifests::DeviceProfile& device) {
  const std::vector<RootKey> keys = {testing::test_key()};
  Options options;
  options.profile = &device;
  return verify_file(file, keys, options);
}

TEST_CASE("Device: an image and its package that fit the profile are accepted") {
  const auto device = profile(manifests::Strategy::kSwap);
  const Buffer image = testing::signed_image(testing::image_spec(testing::firmware(3000)));
  CHECK(verify(image, device).reason == Status::kOk);
  CHECK(verify(testing::signed_package(image, std::nullopt), device).reason == Status::kOk);
}

TEST_CASE("Device: the profile's floor and ids count, and what is given beside it wins over its ids") {
  auto device = profile(manifests::Strategy::kSwap);
  device.security_floor = 6;
  const Buffer image = testing::signed_image(testing::image_spec(testing::firmware(100)));
  CHECK(verify(image, device).reason == Status::kRollback);
  device = profile(manifests::Strategy::kSwap);
  device.class_id = wire::Uuid{7};
  CHECK(verify(image, device).reason == Status::kClassMismatch);
  const wire::Uuid other = {8};
  DeviceFacts known;
  known.class_id = &other;
  CHECK(with_profile(known, device, {}).class_id == &other);
}

TEST_CASE("Device: an image larger than the slot is kImageTooLarge") {
  const Buffer image = testing::signed_image(testing::image_spec(testing::firmware(16384)));
  const Verdict verdict = verify(image, profile(manifests::Strategy::kSwap));
  CHECK(verdict.reason == Status::kImageTooLarge);
  CHECK(verdict.error == ErrorCode::kTooBig);
}

TEST_CASE("Device: image and package that fit alone but not together are kPackageSpace") {
  const Buffer image = testing::signed_image(testing::image_spec(testing::firmware(12288)));
  const auto device = profile(manifests::Strategy::kSwap);
  REQUIRE(verify(image, device).reason == Status::kOk);
  CHECK(verify(testing::signed_package(image, std::nullopt), device).reason == Status::kPackageSpace);
}

TEST_CASE("Device: a window or RAM beyond the profile's is refused") {
  const Buffer image = testing::signed_image(testing::image_spec(testing::firmware(300)));
  auto device = profile(manifests::Strategy::kSwap);
  device.max_window_bits = 10;
  CHECK(verify(testing::signed_package(image, std::nullopt), device).reason == Status::kPackageWindow);
  device.max_window_bits = 0;
  CHECK(verify(testing::signed_package(image, std::nullopt), device).reason == Status::kPackageCodec);
  device = profile(manifests::Strategy::kSwap);
  device.decoder_ram_bytes = 4096;
  CHECK(verify(testing::signed_package(image, std::nullopt), device).reason == Status::kPackageRam);
}

TEST_CASE("Device: with A/B an image linked for either slot is taken, for none or another it is kSlotMismatch") {
  const auto device = profile(manifests::Strategy::kAb);
  const Buffer payload = testing::firmware(300);
  packer::ImageSpec spec = testing::image_spec(payload);
  CHECK(verify(testing::signed_image(spec), device).reason == Status::kSlotMismatch);
  spec.flags = wire::kFlagRomFixed;
  for (const std::uint32_t address : {0x2000u, 0x6000u}) {
    spec.load_address = address;
    CHECK(verify(testing::signed_image(spec), device).reason == Status::kOk);
  }
  spec.load_address = 0x4000;
  CHECK(verify(testing::signed_image(spec), device).reason == Status::kSlotMismatch);
}

// --- the device that runs a base

Buffer image_with(const wire::Version& version, std::uint32_t counter,
                  std::vector<wire::Dependency> dependencies = {}) {
  const Buffer payload = testing::firmware(300);
  packer::ImageSpec spec = testing::image_spec(payload, version);
  spec.security_counter = counter;
  spec.dependencies = std::move(dependencies);
  return testing::signed_image(spec);
}

Verdict verify_on(Bytes base, Bytes file, const manifests::DeviceProfile* device = nullptr) {
  const std::vector<RootKey> keys = {testing::test_key()};
  Options options;
  options.profile = device;
  options.base = base;
  return verify_file(file, keys, options);
}

TEST_CASE("Running image: its version meets dependencies on image 0, or does not; another image is absent") {
  const Buffer needs = image_with({2, 0, 0, 0}, 5, {{0, {1, 1, 0, 0}}});
  CHECK(verify_on(image_with({1, 1, 0, 0}, 5), needs).reason == Status::kOk);
  const Verdict unmet = verify_on(image_with({1, 0, 9, 0}, 5), needs);
  CHECK(unmet.reason == Status::kDependencyUnmet);
  CHECK(unmet.explanation.expected == "image 0, version 1.1.0 or later");
  CHECK(unmet.explanation.found == "1.0.9");
  const Verdict absent = verify_on(image_with({1, 0, 0, 0}, 5), image_with({2, 0, 0, 0}, 5, {{1, {0, 0, 0, 0}}}));
  CHECK(absent.reason == Status::kDependencyUnmet);
  CHECK(absent.explanation.found == "no such image");
}

TEST_CASE("Running image: its security counter is the floor where the profile's is lower") {
  const auto device = profile(manifests::Strategy::kSwap);
  const Buffer update = image_with({2, 0, 0, 0}, 6);
  CHECK(verify_on(image_with({1, 0, 0, 0}, 6), update, &device).reason == Status::kOk);
  CHECK(verify_on(image_with({1, 0, 0, 0}, 7), update, &device).reason == Status::kRollback);
  CHECK(verify_on(image_with({1, 0, 0, 0}, 0), image_with({2, 0, 0, 0}, 4), &device).reason == Status::kRollback);
}

TEST_CASE("Running image: with A/B the slot that it was not linked for is written") {
  const auto device = profile(manifests::Strategy::kAb);
  const Buffer payload = testing::firmware(300);
  packer::ImageSpec spec = testing::image_spec(payload);
  spec.flags = wire::kFlagRomFixed;
  std::vector<Buffer> linked_for;
  for (const manifests::Area& slot : device.slots) {
    spec.load_address = slot.address;
    linked_for.push_back(testing::signed_image(spec));
  }
  for (const std::size_t slot : {0u, 1u}) {
    CHECK(verify_on(linked_for[slot], linked_for[1 - slot], &device).reason == Status::kOk);
    CHECK(verify_on(linked_for[slot], linked_for[slot], &device).reason == Status::kSlotMismatch);
  }
}

TEST_CASE("Running image: of what is no image nothing is taken, and a note says so") {
  const Verdict verdict = verify_on(Buffer{1, 2, 3}, image_with({2, 0, 0, 0}, 0, {{0, {9, 0, 0, 0}}}));
  CHECK(verdict.reason == Status::kOk);
  REQUIRE(verdict.notes.size() == 1);
  CHECK(verdict.notes[0].starts_with("the base is not a signed image"));
}

// --- vectors

TEST_CASE("Device: vectors that cannot start are refused in words, in the slot that an A/B device writes next, too") {
  auto device = profile(manifests::Strategy::kAb);
  device.core = Core::kCortexM;
  device.ram = {{0x20000000, 0x4000}};
  Buffer payload = testing::firmware(300);
  packer::ImageSpec spec = testing::image_spec(payload);
  spec.flags = wire::kFlagRomFixed;
  const auto linked_for = [&](std::uint32_t slot, std::uint32_t stack_pointer, std::uint32_t reset) {
    store_u32(payload, 0, stack_pointer);
    store_u32(payload, 4, reset);
    spec.payload = payload;
    spec.load_address = slot;
    return testing::signed_image(spec);
  };
  const Buffer base = linked_for(0x2000, 0x20004000, 0x2029);
  CHECK(verify_on(base, linked_for(0x6000, 0x20004000, 0x6029), &device).reason == Status::kOk);
  const Verdict stack = verify_on(base, linked_for(0x6000, 0x20004004, 0x6029), &device);
  CHECK(stack.reason == Status::kStackPointer);
  CHECK(stack.error == ErrorCode::kIncompatible);
  CHECK(stack.explanation.expected == "a multiple of 4 within RAM, 0x20000000 to 0x20004000");
  CHECK(stack.explanation.found == "0x20004004");
  const Verdict reset = verify_on(base, linked_for(0x6000, 0x20004000, 0x2029), &device);
  CHECK(reset.reason == Status::kResetVector);
  CHECK(reset.explanation.expected == "an odd address within the payload, 0x00006020 to 0x0000614c");
  CHECK(reset.explanation.found == "0x00002029");
}

}  // namespace
}  // namespace switchback::verifier
