#include "verifier/verify.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "core/crypto/sha256.h"
#include "core/rebuild.h"
#include "verifier/device.h"
#include "verifier/explain.h"
#include "verifier/reasons.h"
#include "verifier/slot_padding.h"

namespace switchback::verifier {
namespace {

// Collects what the decoder writes, which is never more than the target's announced size.
// Can be read back, as flash can.
class WrittenVector final : public Sink, public Reader {
 public:
  explicit WrittenVector(std::uint32_t size_bytes) : Reader(size_bytes) {}

  Status write(Bytes bytes) override {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return Status::kOk;
  }
  std::vector<std::uint8_t> take() { return std::move(bytes_); }

 private:
  Status read_within(std::uint32_t offset, MutableBytes out) const override {
    return MemoryReader(bytes_).read(offset, out);
  }

  std::vector<std::uint8_t> bytes_;
};

Kind detect(const wire::ImageFacts& facts) {
  const bool flagged = (facts.header.flags & wire::kFlagNonBootable) != 0;
  return flagged && facts.has_package ? Kind::kPackage : Kind::kImage;
}

Status check_digest(const Reader& artefact, const wire::ImageFacts& facts) {
  if (!facts.has_digest) return Status::kDigestMissing;
  crypto::Digest digest{};
  if (const Status status = crypto::sha256(artefact, facts.signed_size_bytes, digest); !ok(status)) return status;
  return equal(digest, facts.digest) ? Status::kOk : Status::kDigestMismatch;
}

// Judges one artefact without rebuilding anything. Leaves the outcome in `verdict`.
void judge(Bytes file, std::span<const RootKey> keys, const Options& options, Verdict& verdict) {
  const MemoryReader artefact(file);
  const Status parsed = wire::parse_image(artefact, verdict.facts);
  verdict.has_facts = ok(parsed);
  verdict.kind = options.as.value_or(detect(verdict.facts));
  Status authentic = Status::kOk;
  std::uint32_t extra_bytes = 0;
  if (verdict.has_facts) {
    authentic = options.trust == Trust::kKeys ? authenticate(artefact, verdict.facts, keys)
                                              : check_digest(artefact, verdict.facts);
    extra_bytes = artefact.size_bytes() - verdict.facts.total_size_bytes;
    if (verdict.kind == Kind::kImage && is_slot_padding(file.last(extra_bytes), file.size())) {
      verdict.padding_bytes = std::exchange(extra_bytes, 0);
    }
  }
  const DeviceFacts device =
      options.profile != nullptr ? with_profile(options.device, *options.profile, verdict.facts) : options.device;
  const Use use = verdict.kind == Kind::kImage ? Use::kInstallImage : Use::kInstallPackage;
  verdict.reason = accept(use, parsed, authentic, verdict.facts, extra_bytes, device);
  verdict.explanation = explain(verdict.reason, {file, verdict.facts, keys, device});
}

// Whether image and package find room on the device together, which accept() cannot know.
void judge_fit(Bytes file, const manifests::DeviceProfile& profile, Verdict& verdict) {
  const bool is_package = verdict.kind == Kind::kPackage;
  const std::uint32_t image_bytes =
      is_package ? verdict.facts.package.target_size_bytes : verdict.facts.total_size_bytes;
  const auto fit = manifests::check_fit(profile, image_bytes, is_package ? file.size() : 0);
  if (fit) return;
  verdict.reason = Status::kPackageSpace;
  verdict.explanation = {"flash", "room for the update", fit.error().message, next_step(Status::kPackageSpace)};
}

// Runs the device's decoder over an accepted package. `base` is the installed image without padding.
Status rebuild_target(Bytes file, const wire::ImageFacts& facts, Bytes base, std::vector<std::uint8_t>& target) {
  const wire::PackageInfo& package = facts.package;
  const std::uint32_t ram_bytes =
      std::max(package.decoder_ram_bytes, rebuild_ram_bytes(package.kind, package.codec, package.window_bits));
  if (ram_bytes > kMaxDecoderRamBytes) return Status::kPackageRam;
  if (package.target_size_bytes > kMaxTargetBytes) return Status::kImageTooLarge;
  std::vector<std::uint64_t> workspace((ram_bytes + 7) / 8);  // of 64-bit words, for their alignment
  const MemoryReader package_reader(file);
  const MemoryReader base_reader(base);
  WrittenVector rebuilt(package.target_size_bytes);
  const Status status = rebuild(package_reader, facts, &base_reader, {rebuilt, rebuilt},
                                MutableBytes(reinterpret_cast<std::uint8_t*>(workspace.data()), workspace.size() * 8));
  if (ok(status)) target = rebuilt.take();
  return status;
}

// A rebuilt image must be worth booting by itself: the package's signature does not stand for it.
void judge_target(std::vector<std::uint8_t> target, std::span<const RootKey> keys, const Options& options,
                  Verdict& verdict) {
  Options image_options = options;
  image_options.as = Kind::kImage;
  image_options.device.knows_base = false;
  Verdict image;
  judge(target, keys, image_options, image);
  if (ok(image.reason) && image.padding_bytes != 0) {
    image.reason = Status::kTrailingData;
    image.explanation = explain(image.reason, {target, image.facts, keys, image_options.device});
  }
  if (!ok(image.reason)) {
    verdict.reason = image.reason;
    verdict.explanation = image.explanation;
    verdict.explanation.field = "rebuilt image's " + verdict.explanation.field;
    return;
  }
  verdict.notes.push_back(fmt::format("rebuilt the image of {} bytes and checked it too", target.size()));
  verdict.rebuilt = std::move(target);
  verdict.rebuilt_facts = image.facts;
}

void judge_rebuild(Bytes file, std::span<const RootKey> keys, const Options& options, Verdict& verdict) {
  const bool is_delta = verdict.facts.package.kind == wire::PayloadKind::kDelta;
  if (is_delta && !options.base) {
    verdict.notes.emplace_back("the image was not rebuilt, for a delta needs its base: give --base to check it too");
    return;
  }
  const Bytes base = is_delta ? options.base->first(options.device.base.size_bytes) : Bytes{};
  std::vector<std::uint8_t> target;
  verdict.reason = rebuild_target(file, verdict.facts, base, target);
  verdict.explanation = explain(verdict.reason, {file, verdict.facts, keys, options.device});
  if (ok(verdict.reason)) judge_target(std::move(target), keys, options, verdict);
}

}  // namespace

wire::BaseInfo base_info(Bytes file) {
  Bytes image = file;
  wire::ImageFacts facts;
  if (ok(wire::parse_image(MemoryReader(file), facts))) image = file.first(facts.total_size_bytes);
  return {static_cast<std::uint32_t>(image.size()), crypto::sha256(image)};
}

Verdict verify_file(Bytes file, std::span<const RootKey> keys, const Options& given) {
  Options options = given;
  if (options.base) {
    options.device.knows_base = true;
    options.device.base = base_info(*options.base);
  }
  Verdict verdict;
  if (file.size() > std::numeric_limits<std::uint32_t>::max()) {
    verdict.reason = Status::kImageSize;
    verdict.explanation = {"file size", "less than 4 GiB", fmt::format("{} bytes", file.size()),
                           next_step(Status::kImageSize)};
  } else {
    judge(file, keys, options, verdict);
  }
  if (ok(verdict.reason) && options.profile != nullptr) judge_fit(file, *options.profile, verdict);
  if (ok(verdict.reason) && verdict.kind == Kind::kPackage && options.rebuild)
    judge_rebuild(file, keys, options, verdict);
  if (verdict.padding_bytes != 0) {
    verdict.notes.push_back(
        fmt::format("{} bytes of slot padding and MCUboot trailer follow the TLVs; they are no part "
                    "of the update",
                    verdict.padding_bytes));
  }
  if (options.trust == Trust::kDigestOnly) verdict.notes.emplace_back("no key was given: no signature was checked");
  verdict.error = error_class(verdict.reason);
  return verdict;
}

std::string to_text(const Verdict& verdict) {
  if (ok(verdict.reason)) return "accepted";
  const Explanation& why = verdict.explanation;
  return fmt::format("{} ({}): {}: expected {}, found {}. {}", status_name(verdict.reason),
                     status_meaning(verdict.reason), why.field, why.expected, why.found, why.next_step);
}

}  // namespace switchback::verifier
