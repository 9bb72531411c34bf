#include "tests/support/firmware.h"

namespace switchback::testing {

const rig::Workshop& trusted() {
  static const rig::Workshop workshop(0x11);
  return workshop;
}

const rig::Workshop& foreign() {
  static const rig::Workshop workshop(0x22);
  return workshop;
}

std::vector<RootKey> trusted_keys() { return {trusted().root_key()}; }

Buffer make_payload(std::uint8_t major, std::uint32_t size_bytes) {
  return rig::make_payload({.major = major, .payload_bytes = size_bytes});
}

Buffer make_image(const FirmwarePlan& plan, const rig::Workshop& workshop) { return workshop.make_image(plan); }

Buffer make_package(Packing packing, const Buffer& base, const Buffer& target, const rig::Workshop& workshop) {
  return workshop.make_package(packing, base, target);
}

}  // namespace switchback::testing
