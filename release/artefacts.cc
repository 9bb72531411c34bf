#include "release/artefacts.h"

#include <fmt/core.h>

#include <algorithm>
#include <thread>

#include "core/crypto/sha256.h"
#include "host/parallel.h"
#include "host/text.h"
#include "manifests/profile/fit.h"
#include "packer/package/package.h"
#include "release/packer_signer.h"
#include "verifier/verify.h"

namespace switchback::release {
namespace {

using host::version_text;
using manifests::ArtefactKind;

// The most memory for assembling packages, over all threads.
constexpr std::size_t kMemoryBytes = 500'000'000;
// Bytes of memory that a patch needs for each byte of the larger image.
constexpr std::size_t kMemoryEach = 30;

manifests::FileDigest digest_of(Bytes bytes) {
  return {static_cast<std::uint32_t>(bytes.size()), crypto::sha256(bytes)};
}

class Job {
 public:
  Job(const Inputs& inputs, const Options& options)
      : inputs_(inputs),
        options_(options),
        signer_(packer_signer(options.backend)),
        trusted_({options.backend.public_key().root_key()}) {}

  Result<Artefacts> run() {
    for (std::size_t slot = 0; slot < inputs_.firmware.size(); ++slot) {
      if (const auto made = make_image(slot); !made) return tl::make_unexpected(made.error());
    }
    if (const auto made = make_packages(); !made) return tl::make_unexpected(made.error());
    return std::move(result_);
  }

 private:
  bool two_slots() const { return inputs_.profile.strategy == manifests::Strategy::kAb; }

  // "blinky-1.1.0", or with A/B "blinky-1.1.0-slot0".
  std::string stem(std::size_t slot) const {
    const std::string name = fmt::format("{}-{}", inputs_.manifest.name, version_text(inputs_.manifest.version));
    return two_slots() ? fmt::format("{}-slot{}", name, slot) : name;
  }

  Result<void> make_image(std::size_t slot) {
    const manifests::BuildManifest& manifest = inputs_.manifest;
    packer::ImageSpec spec;
    spec.payload = inputs_.firmware[slot];
    spec.header_size_bytes = *manifest.header_size_bytes;
    spec.header_fill = inputs_.profile.erased_value;
    spec.version = manifest.version;
    if (two_slots()) {
      spec.flags = wire::kFlagRomFixed;
      spec.load_address = inputs_.profile.slots[slot].address;
    }
    spec.security_counter = manifest.security_counter;
    spec.dependencies = manifest.dependencies;
    spec.vendor_id = manifest.vendor_id;
    spec.class_id = manifest.class_id;
    auto image = packer::build_image(spec, signer_);
    if (!image) return tl::make_unexpected(image.error());
    const manifests::FileDigest digest = digest_of(*image);
    manifests::Artefact artefact = describe(ArtefactKind::kImage, slot, stem(slot) + ".signed.bin", digest, digest);
    artefact.erases = erases(digest.size_bytes, 0, digest.size_bytes, slot);
    if (const auto fit = manifests::check_fit(inputs_.profile, digest.size_bytes, 0); !fit)
      return name_it(artefact, fit);
    return keep(std::move(artefact), std::move(*image), std::nullopt);
  }

  struct PackagePlan {
    std::size_t slot = 0;
    ArtefactKind kind = ArtefactKind::kFull;
    wire::Codec codec = wire::Codec::kNone;
    std::string name;
    const Base* base = nullptr;  // of a delta
  };

  std::vector<PackagePlan> plan_packages() const {
    std::vector<PackagePlan> plans;
    for (std::size_t slot = 0; slot < inputs_.firmware.size(); ++slot) {
      for (const manifests::PackageKind kind : *inputs_.manifest.packages) plan_kind(slot, kind, plans);
    }
    return plans;
  }

  void plan_kind(std::size_t slot, manifests::PackageKind kind, std::vector<PackagePlan>& plans) const {
    if (kind == manifests::PackageKind::kDelta) return plan_deltas(slot, plans);
    const bool plain = kind == manifests::PackageKind::kFull;
    plans.push_back({slot, plain ? ArtefactKind::kFull : ArtefactKind::kCompressed,
                     plain ? wire::Codec::kNone : *inputs_.manifest.compressed_codec,
                     stem(slot) + (plain ? "-full.sbpkg" : "-compressed.sbpkg"), nullptr});
  }

  // A/B: while slot `slot` is written, the image for the other slot runs.
  void plan_deltas(std::size_t slot, std::vector<PackagePlan>& plans) const {
    for (const Base& base : inputs_.bases) {
      if (two_slots() && base.facts.header.load_address != inputs_.profile.slots[1 - slot].address) continue;
      const std::string name = fmt::format("{}-from-{}.sbpkg", stem(slot), version_text(base.facts.header.version));
      plans.push_back({slot, ArtefactKind::kDelta, *inputs_.manifest.delta_codec, name, &base});
    }
  }

  // Packages are assembled on all cores, then signed one after the other.
  Result<void> make_packages() {
    const std::vector<PackagePlan> plans = plan_packages();
    std::vector<std::optional<Result<packer::UnsignedPackage>>> assembled(plans.size());
    const auto work = [&](std::size_t i) {
      assembled[i] = assemble(plans[i]);
      return true;
    };
    host::run_parallel(plans.size(), threads_for(plans), work, {});
    for (std::size_t i = 0; i < plans.size(); ++i) {
      if (auto made = finish_package(plans[i], *assembled[i]); !made) return made;
    }
    return {};
  }

  // One thread for each core, if their memory stays within kMemoryBytes.
  unsigned threads_for(const std::vector<PackagePlan>& plans) const {
    std::size_t largest = 1;
    for (const PackagePlan& plan : plans) {
      largest = std::max({largest, target_of(plan).size(), plan.base != nullptr ? plan.base->bytes.size() : 0});
    }
    const std::size_t most = kMemoryBytes / (kMemoryEach * largest);
    return static_cast<unsigned>(std::clamp<std::size_t>(most, 1, std::max(std::thread::hardware_concurrency(), 1u)));
  }

  // Images come first, one for each slot.
  Bytes target_of(const PackagePlan& plan) const { return result_.files[plan.slot].bytes; }

  static std::optional<Bytes> base_of(const PackagePlan& plan) {
    return plan.base != nullptr ? std::optional<Bytes>(plan.base->bytes) : std::nullopt;
  }

  Result<packer::UnsignedPackage> assemble(const PackagePlan& plan) const {
    packer::PackageOptions options;
    options.codec = plan.codec;
    options.window_bits = inputs_.manifest.window_bits.value_or(0);
    options.max_decoder_ram_bytes = inputs_.profile.decoder_ram_bytes;
    options.instructions = inputs_.profile.instructions;
    options.link_address = inputs_.profile.slots[two_slots() ? 1 - plan.slot : 0].address;
    if (options_.progress) options.progress = options_.progress(plan.name);
    return packer::assemble_package(target_of(plan), base_of(plan), options);
  }

  Result<void> finish_package(const PackagePlan& plan, const Result<packer::UnsignedPackage>& assembled) {
    if (!assembled) return leave_out_or_fail(plan.name, assembled.error());
    auto package = packer::sign_package(*assembled, signer_);
    if (!package) return leave_out_or_fail(plan.name, package.error());

    const Bytes target = target_of(plan);
    manifests::Artefact artefact =
        describe(plan.kind, plan.slot, plan.name, digest_of(package->bytes), digest_of(target));
    artefact.codec = package->info.codec;
    artefact.window_bits = package->info.window_bits;
    artefact.decoder_ram_bytes = package->info.decoder_ram_bytes;
    if (plan.base != nullptr) {
      artefact.base = {plan.base->file, plan.base->facts.header.version, digest_of(plan.base->bytes),
                       manifests::FileDigest{package->base->size_bytes, package->base->digest}};
    }
    const auto fit = manifests::check_fit(inputs_.profile, target.size(), package->bytes.size());
    if (!fit) return leave_out_or_fail(plan.name, fit.error());
    const std::uint32_t old_bytes = artefact.base ? artefact.base->digest.size_bytes : artefact.target.size_bytes;
    artefact.erases = erases(artefact.target.size_bytes, artefact.digest.size_bytes, old_bytes, plan.slot);
    return keep(std::move(artefact), std::move(package->bytes), base_of(plan));
  }

  // A default package that does not fit the device is left out. One that the manifest names fails
  // the build.
  Result<void> leave_out_or_fail(const std::string& name, const Error& error) {
    if (error.code != ErrorCode::kTooBig || !inputs_.packages_are_defaults) {
      return fail(error.code, fmt::format("{}: {}", name, error.message));
    }
    result_.left_out.push_back(fmt::format("{}: {}", name, error.message));
    return {};
  }

  static Result<void> name_it(const manifests::Artefact& artefact, const Result<void>& fit) {
    return fail(fit.error().code, fmt::format("{}: {}", artefact.file, fit.error().message));
  }

  manifests::Artefact describe(ArtefactKind kind, std::size_t slot, const std::string& name,
                               const manifests::FileDigest& digest, const manifests::FileDigest& target) const {
    manifests::Artefact artefact;
    artefact.file = name;
    artefact.kind = kind;
    if (two_slots()) artefact.slot = static_cast<std::uint8_t>(slot);
    artefact.digest = digest;
    artefact.target = target;
    return artefact;
  }

  manifests::UpdateErases erases(std::uint32_t image_bytes, std::uint32_t package_bytes, std::uint32_t old_bytes,
                                 std::size_t slot) const {
    const auto candidate = static_cast<std::uint8_t>(two_slots() ? slot : 1);
    return manifests::erases_per_update(inputs_.profile, image_bytes, package_bytes, old_bytes, candidate);
  }

  // Verifies the artefact as a device would before it is kept.
  Result<void> keep(manifests::Artefact artefact, std::vector<std::uint8_t> bytes, std::optional<Bytes> base) {
    verifier::Options how;
    how.profile = &inputs_.profile;
    how.base = base;
    const verifier::Verdict verdict = verifier::verify_file(bytes, trusted_, how);
    if (verdict.error) return fail(*verdict.error, fmt::format("{}: {}", artefact.file, to_text(verdict)));
    result_.files.push_back({std::move(artefact), std::move(bytes)});
    return {};
  }

  const Inputs& inputs_;
  const Options& options_;
  packer::Signer signer_;
  std::vector<RootKey> trusted_;
  Artefacts result_;
};

}  // namespace

Result<Artefacts> make_artefacts(const Inputs& inputs, const Options& options) { return Job(inputs, options).run(); }

}  // namespace switchback::release
