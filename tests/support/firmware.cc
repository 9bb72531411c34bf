#include "tests/support/firmware.h"

#include <map>
#include <stdexcept>
#include <tuple>

#include "signer/private_key.h"

namespace switchback::testing {
namespace {

template <class T>
T value_of(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}

struct TestKey {
  explicit TestKey(std::uint8_t number) : key(make(number)) {
    signer.key_id = key.public_key().key_id();
    signer.sign = [this](std::span<const std::uint8_t, 32> digest) { return sign(digest); };
  }

  // Signatures are deterministic, and tests make the same image many times.
  Result<Buffer> sign(std::span<const std::uint8_t, 32> digest) const {
    static std::map<Buffer, Buffer> signatures;
    Buffer name = {key.public_key().key_id()[0]};
    name.insert(name.end(), digest.begin(), digest.end());
    if (!signatures.contains(name)) signatures[name] = value_of(key.sign_digest(digest));
    return signatures[name];
  }

  static signer::PrivateKey make(std::uint8_t number) {
    std::array<std::uint8_t, 32> scalar{};
    scalar.fill(number);
    return value_of(signer::PrivateKey::from_scalar(scalar));
  }

  signer::PrivateKey key;
  packer::Signer signer;
};

const TestKey& trusted() {
  static const TestKey key(0x11);
  return key;
}

packer::PackageOptions options_for(Packing packing) {
  packer::PackageOptions options;
  options.codec = packing == Packing::kFull ? wire::Codec::kNone : wire::Codec::kDeflate;
  options.window_bits = packing == Packing::kFull ? 0 : 9;
  return options;
}

}  // namespace

const packer::Signer& trusted_signer() { return trusted().signer; }

const packer::Signer& foreign_signer() {
  static const TestKey key(0x22);
  return key.signer;
}

std::vector<RootKey> trusted_keys() {
  const signer::PublicKey& key = trusted().key.public_key();
  return {RootKey{.point = key.point(), .id = key.key_id()}};
}

Buffer make_payload(std::uint8_t major, std::uint32_t size_bytes) {
  Buffer payload;
  std::uint32_t random = 12345;
  while (payload.size() < size_bytes) {
    random = random * 1664525 + 1013904223;
    const bool changed = (random >> 24) < 16;  // about one word in sixteen differs between versions
    const std::uint32_t word = 0x20004700 + ((random >> 20) & 0x3f) + (changed ? std::uint32_t{major} << 16 : 0);
    for (int shift = 0; shift < 32; shift += 8) payload.push_back(static_cast<std::uint8_t>(word >> shift));
  }
  payload.resize(size_bytes);
  payload.front() = major;
  return payload;
}

Buffer make_image(const FirmwarePlan& plan, const packer::Signer& signer) {
  const Buffer payload = make_payload(plan.major, plan.payload_bytes);
  packer::ImageSpec spec;
  spec.payload = payload;
  spec.version = {.major = plan.major};
  spec.security_counter = plan.security_counter;
  spec.vendor_id = plan.vendor_id;
  spec.dependencies = plan.dependencies;
  if (plan.rom_address) spec.flags = wire::kFlagRomFixed;
  spec.load_address = plan.rom_address.value_or(0);
  return value_of(packer::build_image(spec, signer));
}

Buffer make_package(Packing packing, const Buffer& base, const Buffer& target, const packer::Signer& signer) {
  const std::optional<Bytes> from = packing == Packing::kDelta ? std::optional<Bytes>(base) : std::nullopt;
  static std::map<std::tuple<Packing, Buffer, Buffer, std::uint8_t>, Buffer> packages;
  const std::tuple plan(packing, from ? base : Buffer(), target, signer.key_id[0]);
  if (!packages.contains(plan)) {
    packages[plan] = value_of(packer::build_package(target, from, options_for(packing), signer)).bytes;
  }
  return packages[plan];
}

}  // namespace switchback::testing
