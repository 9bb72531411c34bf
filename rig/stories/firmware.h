// Synthetic firmware for simulated devices: small, code-like, signed with a key that only they
// trust.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <vector>

#include "core/authenticate.h"
#include "packer/image/image.h"
#include "packer/package/package.h"
#include "signer/keys/private_key.h"

namespace switchback::rig {

struct FirmwarePlan {
  std::uint8_t major = 1;
  std::uint32_t payload_bytes = 1500;
  std::uint32_t security_counter = 1;
  std::optional<std::uint32_t> rom_address{};  // set: linked for the slot at this address
  std::optional<wire::Uuid> vendor_id{};
  std::optional<wire::Uuid> class_id{};
  std::vector<wire::Dependency> dependencies{};
  std::optional<std::uint32_t> entry_address{};  // set: the payload begins with vectors
  // Vectors: `stack_pointer`, then `entry_address`.
  std::uint32_t stack_pointer = 0x20004000;
  // The payload bytes from `blank_from` to `blank_to` (exclusive) are 0xff.
  std::uint32_t blank_from = 0;
  std::uint32_t blank_to = 0;
};

enum class Packing : std::uint8_t { kFull, kCompressed, kDelta, kPatch, kPatchDelta };

// Code-like bytes: compressible, and similar between versions, as a rebuilt program is.
std::vector<std::uint8_t> make_payload(const FirmwarePlan& plan);

// The packer's input for this image. Borrows `payload`.
packer::ImageSpec image_spec(const FirmwarePlan& plan, Bytes payload);

// As Workshop::make_image(), with another signer.
std::vector<std::uint8_t> make_image(const FirmwarePlan& plan, const packer::Signer& signer);

// Makes images and packages. The same plan always gives the same bytes; results are kept for reuse.
// All functions throw std::runtime_error if the packer refuses the plan.
class Workshop {
 public:
  // `key` is the value of every byte of the private key, 1 … 254.
  explicit Workshop(std::uint8_t key);
  explicit Workshop(signer::PrivateKey key);
  ~Workshop();
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;

  const packer::Signer& signer() const;
  RootKey root_key() const;
  const signer::PublicKey& public_key() const;

  std::vector<std::uint8_t> make_image(const FirmwarePlan& plan) const;

  // A package that rebuilds `target`; deltas start from `base`. kFull uses no codec, kPatch and
  // kPatchDelta are patches, the others have a window of 512 bytes.
  std::vector<std::uint8_t> make_package(Packing packing, Bytes base, Bytes target) const;

 private:
  struct Key;
  std::unique_ptr<Key> key_;
  mutable std::map<std::tuple<Packing, std::vector<std::uint8_t>, std::vector<std::uint8_t>>, std::vector<std::uint8_t>>
      packages_;
};

}  // namespace switchback::rig
