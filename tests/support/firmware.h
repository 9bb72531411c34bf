// Small synthetic firmware, signed by a fixed key, and packages from it, for tests that run a device.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/authenticate.h"
#include "packer/image.h"
#include "packer/package.h"

namespace switchback::testing {

using Buffer = std::vector<std::uint8_t>;

// The key that every device of the tests trusts, and one that none does.
const packer::Signer& trusted_signer();
const packer::Signer& foreign_signer();
std::vector<RootKey> trusted_keys();

struct FirmwarePlan {
  std::uint8_t major = 1;
  std::uint32_t payload_bytes = 1500;
  std::uint32_t security_counter = 1;
  std::optional<std::uint32_t> rom_address{};  // set: linked for the slot that starts here
  std::optional<wire::Uuid> vendor_id{};
  std::vector<wire::Dependency> dependencies{};
};

// Code-like bytes: compressible, and alike between versions, as a rebuilt program is.
Buffer make_payload(std::uint8_t major, std::uint32_t size_bytes);

Buffer make_image(const FirmwarePlan& plan, const packer::Signer& signer = trusted_signer());

enum class Packing : std::uint8_t { kFull, kCompressed, kDelta };

// A package that rebuilds `target`; deltas from `base`. Window 512 bytes.
Buffer make_package(Packing packing, const Buffer& base, const Buffer& target,
                    const packer::Signer& signer = trusted_signer());

}  // namespace switchback::testing
