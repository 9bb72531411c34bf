// Builds update packages: signed artefacts that a device rebuilds an image from (docs/SPEC.md,
// "Package").
#pragma once

#include <limits>
#include <optional>

#include "core/delta/instructions/instruction_set.h"
#include "host/progress.h"
#include "packer/image/image.h"

namespace switchback::packer {

struct PackageOptions {
  wire::Codec codec = wire::Codec::kDeflate;
  std::uint8_t window_bits = 12;  // 9 … 15; only for kDeflate
  // The RAM that the device has for decoding.
  std::uint32_t max_decoder_ram_bytes = std::numeric_limits<std::uint32_t>::max();
  // Only for kPatch: the device's instruction set. Unset: guessed from the target.
  std::optional<const delta::InstructionSet*> instructions;
  // Only for kPatch: of the base's first byte, used if the base's code does not tell it.
  std::optional<std::uint32_t> link_address;
  host::Progress progress;
};

// A package without its signature. The device's own code has rebuilt the target from it, in the RAM
// that it declares.
struct UnsignedPackage {
  SignedPart part;
  wire::PackageInfo info;
  std::optional<wire::BaseInfo> base;    // deltas only
  std::uint32_t payload_size_bytes = 0;  // as stored, after the codec
};

struct Package {
  std::vector<std::uint8_t> bytes;
  wire::PackageInfo info;
  std::optional<wire::BaseInfo> base;
  std::uint32_t payload_size_bytes = 0;
};

// Makes a package that rebuilds `target`: a delta from `base` if there is one, else a full package.
// Both are whole signed images with nothing after their TLVs; their signatures are not checked. A
// delta reads and names only the base's signed part, as anyone can re-encode a signature. The
// package takes over the target's version, ROM address, security counter, dependencies, vendor id
// and class id, so that a device can judge it before decoding.
//   kFormat:   target or base does not parse, has bytes after its TLVs, or is a package
//   kUsage:    window bits out of range
//   kTooBig:   too much decoder RAM, or a size beyond a limit of format or encoder
//   kInternal: the rehearsal failed, or out of memory
Result<UnsignedPackage> assemble_package(Bytes target, std::optional<Bytes> base, const PackageOptions& options);

// Signs a package. Errors: the signer's; kTooBig.
Result<Package> sign_package(const UnsignedPackage& package, const Signer& signer);

// assemble_package(), then sign_package(). Errors: those of both.
Result<Package> build_package(Bytes target, std::optional<Bytes> base, const PackageOptions& options,
                              const Signer& signer);

}  // namespace switchback::packer
