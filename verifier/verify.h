// The device's decision run over the bytes of a file: core's parser, signature check and accept(), and for packages its
// decoder; with an explanation for people.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/accept.h"
#include "core/authenticate.h"
#include "host/error.h"
#include "manifests/profile.h"

namespace switchback::verifier {

enum class Kind { kImage, kPackage };

enum class Trust {
  kKeys,        // a signature by one of the keys must verify
  kDigestOnly,  // no key at hand: content must match its own digest, which guards against damage, not against people
};

// A host gives no package more decoder RAM than this, whatever it claims.
constexpr std::uint32_t kMaxDecoderRamBytes = 16 * 1024 * 1024;

// A host rebuilds no larger image, whatever the package announces: no microcontroller has such a flash.
constexpr std::uint32_t kMaxTargetBytes = 256 * 1024 * 1024;

struct Options {
  std::optional<Kind> as;  // unset: a file flagged non-bootable is a package, any other an image, as on the device
  Trust trust = Trust::kKeys;
  DeviceFacts device;  // what is known of the device; what is unset comes from the next two lines
  const manifests::DeviceProfile* profile = nullptr;
  bool rebuild = true;  // packages are not only judged, but rebuilt
  // The installed image's file. A delta is checked against it and rebuilt. The device that runs it is meant: its
  // version decides on dependencies, its security counter is the floor where the others are lower, and with strategy
  // "ab" the other slot is the one to be written.
  std::optional<Bytes> base;
};

// Why a file is refused, in parts that are sentences' ends and not whole sentences.
struct Explanation {
  std::string field;
  std::string expected;
  std::string found;
  std::string next_step;
};

struct Verdict {
  Status reason = Status::kOk;
  std::optional<ErrorCode> error;  // class of `reason`; nothing for kOk
  Kind kind = Kind::kImage;
  bool has_facts = false;  // the file parsed
  wire::ImageFacts facts;
  std::uint32_t padding_bytes = 0;    // erased flash and MCUboot's trailer after the TLVs
  std::vector<std::string> notes;     // what a reader should know although it decides nothing
  Explanation explanation;            // empty for kOk
  std::vector<std::uint8_t> rebuilt;  // a package's target, when it was rebuilt and accepted
  wire::ImageFacts rebuilt_facts;     // of `rebuilt`
};

// Judges `file` as a device with `keys` and options.device would on installing it. Unless
// told otherwise a full package is rebuilt, a delta when options.base is given, and the result must then pass as an
// image under the same keys and device. `keys` is
// not used with kDigestOnly. Never fails: a file that is no artefact gets a verdict too.
Verdict verify_file(Bytes file, std::span<const RootKey> keys, const Options& options);

// How a delta names an installed image: size and digest of its signed part; of all bytes where they hold no image.
wire::BaseInfo base_info(Bytes file);

// "reason (meaning): field: expected …, found …. next step" in one line; "accepted" for kOk.
std::string to_text(const Verdict& verdict);

}  // namespace switchback::verifier
