// Builds update packages: signed artefacts from which a device rebuilds a signed image (docs/SPEC.md, "Package").
#pragma once

#include <limits>
#include <optional>

#include "core/delta/instruction_set.h"
#include "host/progress.h"
#include "packer/image.h"

namespace switchback::packer {

struct PackageOptions {
  wire::Codec codec = wire::Codec::kDeflate;
  std::uint8_t window_bits = 12;  // 9 … 15 with kDeflate; otherwise not used
  std::uint32_t max_decoder_ram_bytes = std::numeric_limits<std::uint32_t>::max();  // what the device has for decoding
  // With kPatch: the device's; where none is given, what the target seems to be code of.
  std::optional<const delta::InstructionSet*> instructions;
  std::optional<std::uint32_t> link_address;  // with kPatch: of the base's first byte, where its code does not tell
  host::Progress progress;
};

// A package up to its signature. The device's own code has rebuilt the target from it, in the RAM that it declares.
struct UnsignedPackage {
  SignedPart part;
  wire::PackageInfo info;
  std::optional<wire::BaseInfo> base;    // of a delta
  std::uint32_t payload_size_bytes = 0;  // after the codec
};

struct Package {
  std::vector<std::uint8_t> bytes;
  wire::PackageInfo info;
  std::optional<wire::BaseInfo> base;
  std::uint32_t payload_size_bytes = 0;
};

// A package that rebuilds `target`: from `base` where there is one, on its own otherwise. Both are whole signed images,
// with nothing after their TLVs; their signatures are not checked here. Of the base only the signed part is read and
// named, for anyone may encode its signature in another way. The package takes over the target's version,
// ROM address, security counter, dependencies, vendor and class ids, so that a device can judge it before it decodes
// it. kFormat (target or base does not parse, has bytes after its TLVs, or is a package itself); kUsage (window bits);
// kTooBig (the decoder needs more than max_decoder_ram_bytes; a size that the format or the encoder does not hold);
// kInternal (the rehearsal failed; out of memory).
Result<UnsignedPackage> assemble_package(Bytes target, std::optional<Bytes> base, const PackageOptions& options);

// The package with its signature. Errors of the signer; kTooBig.
Result<Package> sign_package(const UnsignedPackage& package, const Signer& signer);

// assemble_package(), then sign_package(). Errors of both.
Result<Package> build_package(Bytes target, std::optional<Bytes> base, const PackageOptions& options,
                              const Signer& signer);

}  // namespace switchback::packer
