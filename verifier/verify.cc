#include "verifier/verify.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "core/crypto/sha256.h"
#include "core/rebuild.h"
#include "manifests/profile/fit.h"
#include "verifier/device.h"
#include "verifier/explain.h"
#include "verifier/reasons.h"
#include "verifier/slot_padding.h"

namespace switchback::verifier {
namespace {

// Collects the decoder's output, which never exceeds the announced target size. Readable, like
// flash.
class WrittenVector final : public Sink, public ReaderOf<WrittenVector> {
 public:
  explicit WrittenVector(std::uint32_t size_bytes) : ReaderOf(size_bytes) {}

  Status write(Bytes bytes) override {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return Status::kOk;
  }
  std::vector<std::uint8_t> take() { return std::move(bytes_); }

 private:
  friend ReaderOf<WrittenVector>;

  Status read_within(std::uint32_t offset, MutableBytes out) const { return MemoryReader(bytes_).read(offset, out); }

  std::vector<std::uint8_t> bytes_;
};

// By the header alone, as the device's application library does when a download begins.
Kind detect(Bytes file) {
  wire::ImageHeader header;
  if (file.size() < wire::kImageHeaderBytes) return Kind::kImage;
  const Status status = wire::decode_image_header(file.first<wire::kImageHeaderBytes>(), header);
  return ok(status) && (header.flags & wire::kFlagNonBootable) != 0 ? Kind::kPackage : Kind::kImage;
}

Status check_digest(const Reader& artefact, const wire::ImageFacts& facts) {
  if (!facts.has_digest) return Status::kDigestMissing;
  crypto::Digest digest{};
  if (const Status status = crypto::sha256(artefact, facts.signed_size_bytes, digest); !ok(status)) return status;
  return equal(digest, facts.digest) ? Status::kOk : Status::kDigestMismatch;
}

// The base as a device finds it in the running image's slot. Only the bytes that `named` covers
// count, the signed part: the signature behind them can be re-encoded by anyone.
wire::BaseInfo found_base(Bytes base, const wire::BaseInfo& named) {
  if (named.size_bytes > base.size()) return base_info(base);
  return {named.size_bytes, crypto::sha256(base.first(named.size_bytes))};
}

// How to treat the padding with which imgtool fills a slot.
enum class Padding : std::uint8_t { kIgnored, kRefused };

// The number of bytes after the TLVs. Ignored padding does not count here, but in `verdict`.
std::uint32_t extra_bytes(Bytes file, Padding padding, Verdict& verdict) {
  const auto extra = static_cast<std::uint32_t>(file.size() - verdict.facts.total_size_bytes);
  if (verdict.kind != Kind::kImage || padding == Padding::kRefused) return extra;
  if (!is_slot_padding(file.last(extra), file.size())) return extra;
  verdict.padding_bytes = extra;
  return 0;
}

DeviceFacts facts_of_device(const Options& options, const wire::ImageFacts& artefact) {
  DeviceFacts device =
      options.profile != nullptr ? with_profile(options.device, *options.profile, artefact) : options.device;
  if (options.base && artefact.has_base) device.base = found_base(*options.base, artefact.base);
  return device;
}

// Judges one artefact without rebuilding it. Writes the outcome to `verdict`.
void judge(Bytes file, std::span<const RootKey> keys, const Options& options, Padding padding, Verdict& verdict) {
  const MemoryReader artefact(file);
  const Status parsed = wire::parse_image(artefact, verdict.facts);
  verdict.has_facts = ok(parsed);
  verdict.kind = options.as.value_or(detect(file));
  Status authentic = Status::kOk;
  std::uint32_t extra = 0;
  if (verdict.has_facts) {
    authentic = options.trust == Trust::kKeys ? authenticate(artefact, verdict.facts, keys)
                                              : check_digest(artefact, verdict.facts);
    extra = extra_bytes(file, padding, verdict);
  }
  DeviceFacts device = facts_of_device(options, verdict.facts);
  const Use use = verdict.kind == Kind::kImage ? Use::kInstallImage : Use::kInstallPackage;
  verdict.reason = accept(use, parsed, authentic, verdict.facts, extra != 0, device);
  if (verdict.reason == Status::kBaseMismatch && options.base) device.base = base_info(*options.base);
  verdict.explanation = explain(verdict.reason, {file, verdict.facts, keys, device});
}

// Checks that image and package fit the device together, which accept() cannot know.
void judge_fit(Bytes file, const manifests::DeviceProfile& profile, Verdict& verdict) {
  const bool is_package = verdict.kind == Kind::kPackage;
  const std::uint32_t image_bytes =
      is_package ? verdict.facts.package.target_size_bytes : verdict.facts.total_size_bytes;
  const auto fit = manifests::check_fit(profile, image_bytes, is_package ? file.size() : 0);
  if (fit) return;
  verdict.reason = Status::kPackageSpace;
  verdict.explanation = {"flash", "room for the update", fit.error().message, next_step(Status::kPackageSpace)};
}

// Runs the device's decoder on an accepted package. `base` is the installed image's file.
Status rebuild_target(Bytes file, const wire::ImageFacts& facts, Bytes base, std::vector<std::uint8_t>& target) {
  const wire::PackageInfo& package = facts.package;
  const std::uint32_t ram_bytes =
      std::max(package.decoder_ram_bytes, rebuild_ram_bytes(package.kind, package.codec, package.window_bits));
  if (ram_bytes > kMaxDecoderRamBytes) return Status::kPackageRam;
  if (package.target_size_bytes > kMaxTargetBytes) return Status::kImageTooLarge;
  std::vector<std::uint64_t> workspace((ram_bytes + 7) / 8);  // 64-bit words for alignment
  const MemoryReader package_reader(file);
  const MemoryReader base_reader(base);
  WrittenVector rebuilt(package.target_size_bytes);
  const Status status = rebuild(package_reader, facts, &base_reader, {rebuilt, rebuilt},
                                MutableBytes(reinterpret_cast<std::uint8_t*>(workspace.data()), workspace.size() * 8));
  if (ok(status)) target = rebuilt.take();
  return status;
}

// A rebuilt image must be bootable itself; the package's signature does not cover it. Its
// dependencies are the package's, which the device does not judge again.
void judge_target(std::vector<std::uint8_t> target, std::span<const RootKey> keys, const Options& options,
                  Verdict& verdict) {
  Options image_options = options;
  image_options.as = Kind::kImage;
  image_options.device.knows_installed = false;
  Verdict image;
  judge(target, keys, image_options, Padding::kRefused, image);
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
    verdict.notes.emplace_back(
        "the image was not rebuilt, because a delta needs its base: give --base to check it too");
    return;
  }
  std::vector<std::uint8_t> target;
  verdict.reason = rebuild_target(file, verdict.facts, is_delta ? *options.base : Bytes{}, target);
  verdict.explanation = explain(verdict.reason, {file, verdict.facts, keys, options.device});
  if (ok(verdict.reason)) judge_target(std::move(target), keys, options, verdict);
}

}  // namespace

wire::BaseInfo base_info(Bytes file) {
  Bytes named = file;
  wire::ImageFacts facts;
  if (ok(wire::parse_image(MemoryReader(file), facts))) named = file.first(facts.signed_size_bytes);
  return {static_cast<std::uint32_t>(named.size()), crypto::sha256(named)};
}

Verdict verify_file(Bytes file, std::span<const RootKey> keys, const Options& given) {
  Options options = given;
  std::optional<RunningImage> running;
  if (options.base) {
    running.emplace(*options.base);
    options.device = with_running(options.device, *running, options.profile);
  }
  Verdict verdict;
  if (file.size() > std::numeric_limits<std::uint32_t>::max()) {
    verdict.reason = Status::kImageSize;
    verdict.explanation = {"file size", "less than 4 GiB", fmt::format("{} bytes", file.size()),
                           next_step(Status::kImageSize)};
  } else {
    judge(file, keys, options, Padding::kIgnored, verdict);
  }
  if (ok(verdict.reason) && options.profile != nullptr) judge_fit(file, *options.profile, verdict);
  if (ok(verdict.reason) && verdict.kind == Kind::kPackage && options.rebuild)
    judge_rebuild(file, keys, options, verdict);
  if (verdict.padding_bytes != 0) {
    verdict.notes.push_back(
        fmt::format("{} bytes of slot padding and MCUboot trailer follow the TLVs; they are not part of the update",
                    verdict.padding_bytes));
  }
  if (running && !running->is_image()) {
    verdict.notes.emplace_back("the base is not a signed image, so it gives no version and no security counter");
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
