// Synthetic firmware for simulated devices: small, code-like, signed by a key that only they trust.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <vector>

#include "core/authenticate.h"
#include "packer/image.h"
#include "packer/package.h"
#include "signer/private_key.h"

namespace switchback::rig {

struct FirmwarePlan {
  std::uint8_t major = 1;
  std::uint32_t payload_bytes = 1500;
  std::uint32_t security_counter = 1;
  std::optional<std::uint32_t> rom_address{};  // set: linked for the slot that starts here
  std::optional<wire::Uuid> vendor_id{};
  std::optional<wire::Uuid> class_id{};
  std::vector<wire::Dependency> dependencies{};
  std::optional<std::uint32_t> entry_address{};  // set: the payload begins with vectors: a stack pointer, and this
  std::uint32_t stack_pointer = 0x20004000;
  std::uint32_t blank_from =
      0;  // these bytes of the payload have the value 0xff, as unused flash between code and data
  std::uint32_t blank_to = 0;
};

enum class Packing : std::uint8_t { kFull, kCompressed, kDelta, kPatch, kPatchDelta };

// Code-like bytes: compressible, and alike between versions, as a rebuilt program is.
std::vector<std::uint8_t> make_payload(const FirmwarePlan& plan);

// What the packer is told to make an image of it. Borrows `payload`.
packer::ImageSpec image_spec(const FirmwarePlan& plan, Bytes payload);

// As Workshop::make_image(), by another signer.
std::vector<std::uint8_t> make_image(const FirmwarePlan& plan, const packer::Signer& signer);

// Makes images and packages. The same plan gives the same bytes, always; what was made once is remembered.
// All throw std::runtime_error where the packer refuses: a plan that makes no sense.
class Workshop {
 public:
  // `key` is the private number's every byte, 1 … 254.
  explicit Workshop(std::uint8_t key);
  explicit Workshop(signer::PrivateKey key);
  ~Workshop();
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;

  const packer::Signer& signer() const;
  RootKey root_key() const;

  std::vector<std::uint8_t> make_image(const FirmwarePlan& plan) const;

  // A package that rebuilds `target`; deltas from `base`. kFull takes no codec, kPatch and kPatchDelta are patches,
  // the others have a window of 512 bytes.
  std::vector<std::uint8_t> make_package(Packing packing, Bytes base, Bytes target) const;

 private:
  struct Key;
  std::unique_ptr<Key> key_;
  mutable std::map<std::tuple<Packing, std::vector<std::uint8_t>, std::vector<std::uint8_t>>, std::vector<std::uint8_t>>
      packages_;
};

}  // namespace switchback::rig
