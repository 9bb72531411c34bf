// The images are as small as images can be: every instruction of a start is tried.
#include "rig/arm/glitch_cases.h"

#include <stdexcept>

#include "rig/sim_device.h"
#include "rig/story_maker.h"

namespace switchback::rig {
namespace {

constexpr std::uint32_t kPayloadBytes = 96;
constexpr std::uint32_t kEntryOffset = 64;  // in the payload
constexpr std::uint8_t kManyBits = 0x5a;    // that no glitch puts right by chance
constexpr std::uint8_t kForeignKey = 0x33;
constexpr std::uint8_t kMajor = 2;

std::uint32_t entry_address(std::uint32_t slot_address) {
  return slot_address + wire::kImageHeaderBytes + kEntryOffset;
}

FirmwarePlan small(const StoryMaker& maker, std::uint8_t major) {
  FirmwarePlan plan = maker.plan(major, 0);
  plan.payload_bytes = kPayloadBytes;
  plan.entry_address = entry_address(maker.profile().slots[0].address) + 1;  // Thumb code
  return plan;
}

// The signature is the image's last TLV.
Buffer with_bad_signature(Buffer image) {
  image.back() ^= kManyBits;
  return image;
}

Buffer changed(Buffer image) {
  wire::ImageFacts facts;
  (void)wire::parse_image(MemoryReader(image), facts);
  image[facts.header.header_size_bytes + kEntryOffset] ^= kManyBits;
  return image;
}

GlitchCase in_slot0(const Board& board, const std::string& name, const Buffer& forbidden) {
  Scenario scenario;
  scenario.firmware = {{"forbidden", forbidden}};
  return {name, forbidden, entry_address(board.layout().slots[0].address),
          SimDevice(board, scenario, 1).flash().cells()};
}

// A device that has run version 3 finds version 2 in its place.
GlitchCase downgraded(const Board& board, const StoryMaker& maker) {
  Scenario scenario;
  scenario.firmware = {{"newer", maker.image(small(maker, kMajor + 1))}};
  SimDevice device(board, scenario, 1);
  const Buffer older = maker.image(small(maker, kMajor));
  if (device.reset().runs == nullptr) throw std::runtime_error("glitch: the newer image does not run");
  device.flash().install(board.layout().slots[0].address, older);
  return {"downgraded", older, entry_address(board.layout().slots[0].address), device.flash().cells()};
}

// What the application has asked for, before the bootloader sees it.
GlitchCase update(const Board& board, const StoryMaker& maker, const std::string& name, const Buffer& forbidden,
                  std::uint8_t running) {
  Scenario scenario;
  scenario.firmware = {{"old", maker.image(small(maker, running))}};
  scenario.offers = {{.installs = "forbidden", .artefact = forbidden, .again = false}};
  scenario.ends_with = "old";
  SimDevice device(board, scenario, 1);
  const std::uint64_t before = device.memory().requests;
  (void)device.reset();
  if (device.memory().requests == before) throw std::runtime_error("glitch: " + name + " was not asked for");
  return {name, forbidden, entry_address(board.layout().slots[0].address), device.flash().cells()};
}

}  // namespace

std::vector<GlitchCase> make_glitch_cases(const Board& board, const manifests::DeviceProfile& profile,
                                          const Workshop& workshop) {
  const StoryMaker maker(profile, workshop, std::nullopt);
  const Workshop foreign(kForeignKey);
  const Buffer good = maker.image(small(maker, kMajor));
  const Buffer foreign_image = foreign.make_image(small(maker, kMajor));
  std::vector<GlitchCase> cases;
  cases.push_back(in_slot0(board, "bad-signature", with_bad_signature(good)));
  cases.push_back(in_slot0(board, "wrong-key", foreign_image));
  cases.push_back(in_slot0(board, "changed", changed(good)));
  cases.push_back(downgraded(board, maker));
  cases.push_back(update(board, maker, "update-bad-signature", with_bad_signature(good), kMajor - 1));
  cases.push_back(update(board, maker, "update-wrong-key", foreign_image, kMajor - 1));
  cases.push_back(update(board, maker, "update-changed", changed(good), kMajor - 1));
  cases.push_back(update(board, maker, "update-downgraded", good, kMajor + 1));
  return cases;
}

}  // namespace switchback::rig
