// Small synthetic firmware signed by a fixed key, and packages of it, for tests that run a device.
#pragma once

#include "rig/stories/firmware.h"

namespace switchback::testing {

using Buffer = std::vector<std::uint8_t>;
using rig::FirmwarePlan;
using rig::Packing;

// Sign with the key that all test devices trust, and with one that none trusts.
const rig::Workshop& trusted();
const rig::Workshop& foreign();
std::vector<RootKey> trusted_keys();

Buffer make_payload(std::uint8_t major, std::uint32_t size_bytes);
Buffer make_image(const FirmwarePlan& plan, const rig::Workshop& workshop = trusted());
Buffer make_package(Packing packing, const Buffer& base, const Buffer& target,
                    const rig::Workshop& workshop = trusted());

}  // namespace switchback::testing
