#include "rig/stories/firmware.h"

#include <algorithm>
#include <stdexcept>

#include "signer/keys/private_key.h"

namespace switchback::rig {
namespace {

constexpr std::uint8_t kWindowBits = 9;  // the smallest: decoders are set up millions of times

template <class T>
T value_of(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}

signer::PrivateKey key_from(std::uint8_t number) {
  std::array<std::uint8_t, 32> scalar{};
  scalar.fill(number);
  return value_of(signer::PrivateKey::from_scalar(scalar));
}

packer::PackageOptions options_for(Packing packing) {
  packer::PackageOptions options;
  const bool is_patch = packing == Packing::kPatch || packing == Packing::kPatchDelta;
  options.codec = is_patch                    ? wire::Codec::kPatch
                  : packing == Packing::kFull ? wire::Codec::kNone
                                              : wire::Codec::kDeflate;
  options.instructions = &delta::kThumb;  // the filter also finds branches in random words
  options.window_bits = options.codec == wire::Codec::kDeflate ? kWindowBits : 0;
  return options;
}

}  // namespace

struct Workshop::Key {
  explicit Key(signer::PrivateKey one) : key(std::move(one)) {
    signer.key_id = key.public_key().key_id();
    signer.sign = [this](std::span<const std::uint8_t, wire::kSha256Bytes> digest) { return sign(digest); };
  }

  // Signatures are deterministic, and stories make the same image many times.
  Result<std::vector<std::uint8_t>> sign(std::span<const std::uint8_t, wire::kSha256Bytes> digest) {
    const std::vector<std::uint8_t> name(digest.begin(), digest.end());
    if (!signatures.contains(name)) signatures[name] = value_of(key.sign_digest(digest));
    return signatures[name];
  }

  signer::PrivateKey key;
  packer::Signer signer;
  std::map<std::vector<std::uint8_t>, std::vector<std::uint8_t>> signatures;
};

Workshop::Workshop(std::uint8_t key) : Workshop(key_from(key)) {}
Workshop::Workshop(signer::PrivateKey key) : key_(std::make_unique<Key>(std::move(key))) {}
Workshop::~Workshop() = default;

const packer::Signer& Workshop::signer() const { return key_->signer; }

const signer::PublicKey& Workshop::public_key() const { return key_->key.public_key(); }

RootKey Workshop::root_key() const { return key_->key.public_key().root_key(); }

std::vector<std::uint8_t> make_payload(const FirmwarePlan& plan) {
  std::vector<std::uint8_t> payload;
  std::uint32_t random = 12345;
  while (payload.size() < plan.payload_bytes) {
    random = random * 1664525 + 1013904223;
    const bool changed = (random >> 24) < 16;  // about one word in sixteen differs between versions
    const std::uint32_t word = 0x20004700 + ((random >> 20) & 0x3f) + (changed ? std::uint32_t{plan.major} << 16 : 0);
    for (int shift = 0; shift < 32; shift += 8) payload.push_back(static_cast<std::uint8_t>(word >> shift));
  }
  payload.resize(plan.payload_bytes);
  payload.front() = plan.major;
  if (plan.entry_address) {
    store_u32(payload, 0, plan.stack_pointer);
    store_u32(payload, 4, *plan.entry_address);
  }
  const std::uint32_t end = std::min(plan.blank_to, plan.payload_bytes);
  for (std::uint32_t at = plan.blank_from; at < end; ++at) payload[at] = 0xff;
  return payload;
}

packer::ImageSpec image_spec(const FirmwarePlan& plan, Bytes payload) {
  packer::ImageSpec spec;
  spec.payload = payload;
  spec.version = {.major = plan.major};
  spec.security_counter = plan.security_counter;
  spec.vendor_id = plan.vendor_id;
  spec.class_id = plan.class_id;
  spec.dependencies = plan.dependencies;
  if (plan.rom_address) spec.flags = wire::kFlagRomFixed;
  spec.load_address = plan.rom_address.value_or(0);
  return spec;
}

std::vector<std::uint8_t> make_image(const FirmwarePlan& plan, const packer::Signer& signer) {
  const std::vector<std::uint8_t> payload = make_payload(plan);
  return value_of(packer::build_image(image_spec(plan, payload), signer));
}

std::vector<std::uint8_t> Workshop::make_image(const FirmwarePlan& plan) const {
  return rig::make_image(plan, signer());
}

std::vector<std::uint8_t> Workshop::make_package(Packing packing, Bytes base, Bytes target) const {
  const bool has_base = packing == Packing::kDelta || packing == Packing::kPatchDelta;
  const std::optional<Bytes> from = has_base ? std::optional(base) : std::nullopt;
  std::vector<std::uint8_t> base_name;
  if (from) base_name.assign(base.begin(), base.end());
  const std::tuple name(packing, base_name, std::vector<std::uint8_t>(target.begin(), target.end()));
  if (!packages_.contains(name)) {
    packages_[name] = value_of(packer::build_package(target, from, options_for(packing), signer())).bytes;
  }
  return packages_[name];
}

}  // namespace switchback::rig
