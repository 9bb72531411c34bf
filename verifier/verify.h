// Runs the device's decision on a file: core's parser, signature check and accept(), for packages
// also its decoder. Adds an explanation for people.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/accept.h"
#include "core/authenticate.h"
#include "host/error.h"
#include "manifests/profile/profile.h"

namespace switchback::verifier {

enum class Kind { kImage, kPackage };

enum class Trust {
  kKeys,  // a signature by one of the keys must verify
  // The content must match its own digest: detects damage, not forgery.
  kDigestOnly,
};

// The most decoder RAM that a host gives a package, whatever it claims.
constexpr std::uint32_t kMaxDecoderRamBytes = 16 * 1024 * 1024;

// The largest image that a host rebuilds, larger than any microcontroller's flash.
constexpr std::uint32_t kMaxTargetBytes = 256 * 1024 * 1024;

struct Options {
  // Unset: as on the device, a file flagged non-bootable is a package, any other an image.
  std::optional<Kind> as;
  Trust trust = Trust::kKeys;
  DeviceFacts device;  // facts given; `profile` and `base` fill the rest
  const manifests::DeviceProfile* profile = nullptr;
  bool rebuild = true;  // also rebuild packages
  // The installed image's file: deltas are checked against it and rebuilt from it. It also gives
  // facts: its version for dependencies, its security counter as a floor if that is higher and,
  // with strategy "ab", the other slot as the one to be written.
  std::optional<Bytes> base;
};

// Why a file is refused. The parts are phrases, not sentences.
struct Explanation {
  std::string field;
  std::string expected;
  std::string found;
  std::string next_step;
};

struct Verdict {
  Status reason = Status::kOk;
  std::optional<ErrorCode> error;  // class of `reason`; unset for kOk
  Kind kind = Kind::kImage;
  bool has_facts = false;  // the file parsed
  wire::ImageFacts facts;
  std::uint32_t padding_bytes = 0;    // erased flash and MCUboot's trailer after the TLVs
  std::vector<std::string> notes;     // information that does not affect the verdict
  Explanation explanation;            // empty for kOk
  std::vector<std::uint8_t> rebuilt;  // a package's target, if rebuilt and accepted
  wire::ImageFacts rebuilt_facts;     // of `rebuilt`
};

// Judges `file` as a device with `keys` and options.device would at installation. A full package is
// then rebuilt, unless options.rebuild is false; a delta only with options.base. The result must
// pass as an image under the same keys and device. kDigestOnly ignores `keys`. Never fails: a file
// that is no artefact gets a verdict too.
Verdict verify_file(Bytes file, std::span<const RootKey> keys, const Options& options);

// How a delta names an installed image: size and digest of its signed part; of all bytes if `file`
// is no image.
wire::BaseInfo base_info(Bytes file);

// One line: "reason (meaning): field: expected …, found …. next step"; "accepted" for kOk.
std::string to_text(const Verdict& verdict);

}  // namespace switchback::verifier
