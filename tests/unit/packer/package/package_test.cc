// Packages from end to end: built, parsed, rebuilt, damaged.
#include "packer/package/package.h"

#include <doctest/doctest.h>

#include "core/accept.h"
#include "core/crypto/sha256.h"
#include "core/rebuild.h"
#include "packer/package/rehearsal.h"
#include "tests/support/written_reader.h"
#include "tests/unit/packer/samples.h"

namespace switchback::packer {
namespace {

using testing::Buffer;
using testing::Random;
using wire::Codec;
using wire::PayloadKind;

struct Versions {
  Buffer base;
  Buffer target;
};

Versions make_versions(std::uint32_t seed, std::size_t size) {
  Random random(seed);
  const Buffer old = testing::code_like(random, size);
  return {testing::signed_image(old), testing::signed_image(testing::next_version(random, old))};
}

// A sink that must never be given more than the target.
class TargetSink final : public Sink {
 public:
  explicit TargetSink(std::size_t limit) : limit_(limit) {}
  Status write(Bytes bytes) override {
    written.insert(written.end(), bytes.begin(), bytes.end());
    CHECK(written.size() <= limit_);
    return Status::kOk;
  }
  Buffer written;

 private:
  std::size_t limit_;
};

struct Outcome {
  Status status;
  Buffer target;
};

Outcome rebuild_from(const Buffer& artefact, const wire::ImageFacts& facts, const Buffer& base) {
  std::vector<std::uint64_t> memory(facts.package.decoder_ram_bytes / 8);
  const MutableBytes workspace(reinterpret_cast<std::uint8_t*>(memory.data()), memory.size() * 8);
  const MemoryReader base_reader(base);
  TargetSink sink(facts.package.target_size_bytes);
  const switchback::testing::WrittenReader written(sink.written, facts.package.target_size_bytes);
  const Status status = rebuild(MemoryReader(artefact), facts, &base_reader, {sink, written}, workspace);
  return {status, sink.written};
}

wire::ImageFacts parse(const Buffer& artefact) {
  wire::ImageFacts facts;
  REQUIRE(wire::parse_image(MemoryReader(artefact), facts) == Status::kOk);
  return facts;
}

Package build(const Versions& versions, PayloadKind kind, const PackageOptions& options) {
  const auto base = kind == PayloadKind::kDelta ? std::optional<Bytes>(versions.base) : std::nullopt;
  auto package = build_package(versions.target, base, options, testing::placeholder_signer());
  REQUIRE(package.has_value());
  return *package;
}

PackageOptions with(Codec codec, std::uint8_t window_bits = 10) {
  PackageOptions options;
  options.codec = codec;
  options.window_bits = window_bits;
  return options;
}

void check_refused(const Result<Package>& package, ErrorCode code, const std::string& part_of_message) {
  REQUIRE_FALSE(package.has_value());
  CHECK(package.error().code == code);
  CAPTURE(package.error().message);
  CHECK(package.error().message.find(part_of_message) != std::string::npos);
}

}  // namespace

TEST_CASE("Package: every kind and codec parses, is acceptable and rebuilds the target in its declared RAM") {
  const Versions versions = make_versions(1, 6000);
  for (const PayloadKind kind : {PayloadKind::kFull, PayloadKind::kDelta}) {
    for (const Codec codec : {Codec::kNone, Codec::kDeflate}) {
      CAPTURE(static_cast<int>(kind));
      CAPTURE(static_cast<int>(codec));
      const Package package = build(versions, kind, with(codec));
      const wire::ImageFacts facts = parse(package.bytes);
      CHECK(accept(Use::kInstallPackage, Status::kOk, Status::kOk, facts, false, DeviceFacts{}) == Status::kOk);
      CHECK(facts.header.header_size_bytes == 32);
      CHECK(facts.header.payload_size_bytes == package.payload_size_bytes);
      CHECK(facts.package.kind == kind);
      CHECK(facts.package.codec == codec);
      CHECK(facts.package.window_bits == (codec == Codec::kDeflate ? 10 : 0));
      CHECK(facts.package.decoder_ram_bytes == rebuild_ram_bytes(kind, codec, facts.package.window_bits));
      CHECK(facts.package.target_digest == crypto::sha256(versions.target));
      CHECK(facts.has_base == (kind == PayloadKind::kDelta));
      const Outcome outcome = rebuild_from(package.bytes, facts, versions.base);
      CHECK(outcome.status == Status::kOk);
      CHECK(outcome.target == versions.target);
    }
  }
}

TEST_CASE("Package: a delta names its base by size and digest of the signed part, and reads nothing else of it") {
  const Versions versions = make_versions(2, 3000);
  const Package package = build(versions, PayloadKind::kDelta, with(Codec::kDeflate));
  const wire::ImageFacts facts = parse(package.bytes);
  const wire::ImageFacts base = parse(versions.base);
  CHECK(facts.base.size_bytes == base.signed_size_bytes);
  CHECK(facts.base.digest == base.digest);
  REQUIRE(package.base.has_value());
  CHECK(package.base->digest == facts.base.digest);
}

TEST_CASE("Package: the target's version, address, counter, dependencies and ids are taken over") {
  ImageSpec spec;
  const Buffer payload(500, 0x5a);
  spec.payload = payload;
  spec.version = {7, 8, 900, 1000};
  spec.flags = wire::kFlagRomFixed;
  spec.load_address = 0x8000;
  spec.security_counter = 42;
  spec.dependencies = {{1, {2, 0, 0, 0}}, {2, {3, 1, 4, 1}}};
  spec.vendor_id = wire::Uuid{1, 2, 3};
  spec.class_id = wire::Uuid{4, 5, 6};
  spec.custom = {{0x12a5, {9}}};
  const auto target = build_image(spec, testing::placeholder_signer());
  REQUIRE(target.has_value());

  const auto package = build_package(*target, std::nullopt, with(Codec::kNone), testing::placeholder_signer());
  REQUIRE(package.has_value());
  const wire::ImageFacts facts = parse(package->bytes);
  CHECK(facts.header.version == spec.version);
  CHECK(facts.header.flags == (wire::kFlagNonBootable | wire::kFlagRomFixed));
  CHECK(facts.header.load_address == 0x8000);
  CHECK(facts.security_counter == 42);
  REQUIRE(facts.dependency_count == 2);
  CHECK(facts.dependencies[1].image_id == 2);
  CHECK(facts.dependencies[1].minimum == wire::Version{3, 1, 4, 1});
  CHECK(facts.vendor_id == *spec.vendor_id);
  CHECK(facts.class_id == *spec.class_id);
}

TEST_CASE("Package: any two versions give the target back at any window (property)") {
  for (std::uint32_t seed = 100; seed < 121; ++seed) {
    CAPTURE(seed);
    const Versions versions = make_versions(seed, 200 + seed * 10);
    const auto window_bits = static_cast<std::uint8_t>(9 + seed % 7);
    const Package package = build(versions, PayloadKind::kDelta, with(Codec::kDeflate, window_bits));
    CHECK(rebuild_from(package.bytes, parse(package.bytes), versions.base).target == versions.target);
  }
}

TEST_CASE("Package: the same inputs give the same bytes") {
  const Versions versions = make_versions(3, 3000);
  CHECK(build(versions, PayloadKind::kDelta, with(Codec::kDeflate)).bytes ==
        build(versions, PayloadKind::kDelta, with(Codec::kDeflate)).bytes);
}

TEST_CASE("Package: no changed payload byte makes a wrong target pass") {
  const Versions versions = make_versions(4, 600);
  for (const PayloadKind kind : {PayloadKind::kFull, PayloadKind::kDelta}) {
    for (const Codec codec : {Codec::kNone, Codec::kDeflate}) {
      const Package package = build(versions, kind, with(codec));
      const wire::ImageFacts facts = parse(package.bytes);
      for (std::size_t at = 32; at < 32 + package.payload_size_bytes; ++at) {
        for (const unsigned change : {0x01u, 0x80u, 0xffu}) {
          CAPTURE(at);
          Buffer damaged = package.bytes;
          damaged[at] = static_cast<std::uint8_t>(damaged[at] ^ change);
          const Outcome outcome = rebuild_from(damaged, facts, versions.base);
          // It may pass unharmed: bits after the end of a deflate stream mean nothing. The
          // signature guards those.
          REQUIRE((!ok(outcome.status) || outcome.target == versions.target));
        }
      }
    }
  }
}

TEST_CASE("Package: a payload cut at any byte is refused") {
  const Versions versions = make_versions(5, 600);
  for (const PayloadKind kind : {PayloadKind::kFull, PayloadKind::kDelta}) {
    for (const Codec codec : {Codec::kNone, Codec::kDeflate}) {
      const Package package = build(versions, kind, with(codec));
      wire::ImageFacts facts = parse(package.bytes);
      for (std::uint32_t size = 0; size < package.payload_size_bytes; ++size) {
        CAPTURE(size);
        facts.header.payload_size_bytes = size;
        REQUIRE(rebuild_from(package.bytes, facts, versions.base).status == Status::kStreamTruncated);
      }
    }
  }
}

TEST_CASE("Package: a payload that goes on after its end is refused") {
  const Versions versions = make_versions(6, 600);
  for (const Codec codec : {Codec::kNone, Codec::kDeflate}) {
    const Package package = build(versions, PayloadKind::kDelta, with(codec));
    wire::ImageFacts facts = parse(package.bytes);
    ++facts.header.payload_size_bytes;  // the TLV area's first byte
    CHECK(rebuild_from(package.bytes, facts, versions.base).status == Status::kStreamTrailing);
  }
}

TEST_CASE("Package: a delta applied to another base of the same size is no target") {
  const Versions versions = make_versions(7, 2000);
  const Package package = build(versions, PayloadKind::kDelta, with(Codec::kDeflate));
  Buffer other = versions.base;
  other[1000] ^= 0x04;
  CHECK(rebuild_from(package.bytes, parse(package.bytes), other).status == Status::kTargetMismatch);
}

TEST_CASE("Package: a target or base that is no whole bootable image is refused and not signed") {
  const Versions versions = make_versions(8, 500);
  int calls = 0;
  const Signer signer = testing::placeholder_signer(&calls);
  const PackageOptions options = with(Codec::kNone);

  Buffer padded = versions.target;
  padded.resize(padded.size() + 10, 0xff);
  check_refused(build_package(padded, std::nullopt, options, signer), ErrorCode::kFormat, "target: expected its end");
  check_refused(build_package(versions.target, padded, options, signer), ErrorCode::kFormat, "base: expected its end");
  check_refused(build_package(Buffer(100), std::nullopt, options, signer), ErrorCode::kFormat, "kImageMagic");
  check_refused(build_package(versions.target, Bytes{}, options, signer), ErrorCode::kFormat, "base: ");
  const Package package = build(versions, PayloadKind::kFull, options);
  check_refused(build_package(package.bytes, std::nullopt, options, signer), ErrorCode::kFormat, "bootable");
  CHECK(calls == 0);
}

TEST_CASE("Package: a window or RAM that the device does not have is refused and not signed") {
  const Versions versions = make_versions(9, 500);
  int calls = 0;
  const Signer signer = testing::placeholder_signer(&calls);
  for (const int bits : {0, 8, 16, 255}) {
    const PackageOptions options = with(Codec::kDeflate, static_cast<std::uint8_t>(bits));
    check_refused(build_package(versions.target, std::nullopt, options, signer), ErrorCode::kUsage, "window bits");
  }
  PackageOptions options = with(Codec::kDeflate, 12);
  options.max_decoder_ram_bytes = rebuild_ram_bytes(PayloadKind::kFull, Codec::kDeflate, 12) - 1;
  check_refused(build_package(versions.target, std::nullopt, options, signer), ErrorCode::kTooBig, "decoder RAM");
  CHECK(calls == 0);
}

TEST_CASE("Package: a signer's refusal is passed on") {
  const Versions versions = make_versions(10, 500);
  Signer signer = testing::placeholder_signer();
  signer.sign = [](auto) -> Result<Buffer> { return fail(ErrorCode::kKey, "the token is locked"); };
  check_refused(build_package(versions.target, std::nullopt, with(Codec::kNone), signer), ErrorCode::kKey, "locked");
}

TEST_CASE("Rehearsal: a package that does not rebuild the target bit for bit may not be signed") {
  const Versions versions = make_versions(11, 1000);
  const auto package = assemble_package(versions.target, Bytes(versions.base), with(Codec::kDeflate));
  REQUIRE(package.has_value());
  CHECK(rehearse(package->part, versions.target, Bytes(versions.base)).has_value());

  Buffer other_target = versions.target;
  other_target.back() ^= 1;
  CHECK_FALSE(rehearse(package->part, other_target, Bytes(versions.base)).has_value());
  Buffer other_base = versions.base;
  other_base[100] ^= 1;
  CHECK_FALSE(rehearse(package->part, versions.target, Bytes(other_base)).has_value());
  CHECK_FALSE(rehearse(package->part, versions.target, std::nullopt).has_value());
}

TEST_CASE("Rehearsal: a package that declares less RAM than it takes may not be signed") {
  const Versions versions = make_versions(12, 1000);
  const auto package = assemble_package(versions.target, std::nullopt, with(Codec::kDeflate));
  REQUIRE(package.has_value());
  SignedPart part = package->part;
  const std::size_t ram_at = part.bytes.size() - wire::kPackageBytes + 4;  // the package TLV is the last
  REQUIRE(load_u32(part.bytes, ram_at) == package->info.decoder_ram_bytes);
  store_u32(part.bytes, ram_at, package->info.decoder_ram_bytes - 8);
  part.digest = crypto::sha256(part.bytes);
  const auto rehearsed = rehearse(part, versions.target, std::nullopt);
  REQUIRE_FALSE(rehearsed.has_value());
  CHECK(rehearsed.error().message.find("kPackageRam") != std::string::npos);
}

}  // namespace switchback::packer
