// One function for each change; mutate() draws among them.
#include "tests/agreement/mutation.h"

#include <algorithm>

#include "core/crypto/sha256.h"
#include "manifests/profile/fit.h"

namespace switchback::testing {
namespace {

using wire::TlvType;

struct Draft {
  Artefact artefact;
  const Origin& origin;
  const manifests::DeviceProfile& profile;
  rig::Random& random;
  const rig::Workshop& workshop;

  template <class T, std::size_t n>
  T pick(const T (&choices)[n]) {
    return choices[random.below(n)];
  }
  TlvArea& any_area() { return random.below(2) == 0 ? artefact.protected_area : artefact.unprotected_area; }
  LooseTlv* any_tlv(TlvArea& area) {
    const auto count = static_cast<std::uint32_t>(area.tlvs.size());
    return count == 0 ? nullptr : &area.tlvs[random.below(count)];
  }
};

// Near `value`, or at one of the places where numbers change their meaning.
std::uint32_t odd_number(Draft& draft, std::uint32_t value) {
  constexpr std::uint32_t kPlaces[] = {
      0,    1,     2,     3,   4,    9,      15,     16,      31,         32,         33,         0x7f,      0x80,
      0xff, 0x100, 0x1ff, 512, 1024, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff};
  constexpr std::uint32_t kSteps[] = {1, 2, 4, 16, 256};
  const std::uint32_t step = draft.pick(kSteps);
  switch (draft.random.below(3)) {
    case 0:
      return value + step;
    case 1:
      return value - step;
    default:
      return draft.pick(kPlaces);
  }
}

Buffer u32_bytes(std::uint32_t value) {
  Buffer bytes(4);
  store_u32(bytes, 0, value);
  return bytes;
}

// --- header

void change_flags(Draft& draft) {
  constexpr std::uint32_t kFlags[] = {0x10, 0x10, 0x100, 0x100, 0x110, 0x1, 0x2, 0x4, 0x8, 0x20, 0x200, 0x80000000};
  draft.artefact.header.flags ^= draft.pick(kFlags);
}

void change_version(Draft& draft) {
  wire::Version& version = draft.artefact.header.version;
  version.major = static_cast<std::uint8_t>(draft.random.below(5));
  if (draft.random.below(2) == 0) version.build = odd_number(draft, version.build);
}

void change_load_address(Draft& draft) {
  const std::uint32_t addresses[] = {0, draft.profile.slots[0].address, draft.profile.slots[1].address,
                                     odd_number(draft, draft.profile.slots[0].address)};
  draft.artefact.header.load_address = draft.pick(addresses);
  if (draft.random.below(2) == 0) draft.artefact.header.flags |= wire::kFlagRomFixed;
}

void change_header_sizes(Draft& draft) {
  const wire::ImageHeader& header = draft.artefact.header;
  switch (draft.random.below(4)) {
    case 0:
      draft.artefact.header_size_bytes = static_cast<std::uint16_t>(odd_number(draft, header.header_size_bytes));
      return;
    case 1:
      draft.artefact.protected_size_bytes = static_cast<std::uint16_t>(odd_number(draft, header.protected_size_bytes));
      return;
    case 2:
      draft.artefact.payload_size_bytes = odd_number(draft, header.payload_size_bytes);
      return;
    default:
      draft.artefact.header_fill.resize(draft.random.below(600), 0xff);
  }
}

void change_magic_or_padding(Draft& draft) {
  (draft.random.below(2) == 0 ? draft.artefact.magic : draft.artefact.padding) ^= 1u << draft.random.below(32);
}

// --- payload

void flip_payload(Draft& draft) {
  Buffer& payload = draft.artefact.payload;
  const auto size = static_cast<std::uint32_t>(payload.size());
  if (size != 0) payload[draft.random.below(size)] ^= static_cast<std::uint8_t>(1u << draft.random.below(8));
}

// Up to the room that slot or staging have, and a little more.
void resize_payload(Draft& draft) {
  Buffer& payload = draft.artefact.payload;
  const std::uint32_t room = manifests::max_image_bytes(draft.profile);
  const std::uint32_t tail = draft.random.below(400);
  const std::uint32_t sizes[] = {room - tail, room - tail, static_cast<std::uint32_t>(payload.size()) - 1,
                                 static_cast<std::uint32_t>(payload.size()) + 1, 1};
  payload.resize(draft.pick(sizes), 0x5a);
}

// Where a Cortex-M has its initial stack pointer and its reset vector.
void change_vectors(Draft& draft) {
  Buffer& payload = draft.artefact.payload;
  if (payload.size() < kVectorsBytes) return;
  const std::size_t at = draft.random.below(2) == 0 ? 0 : 4;
  const std::uint32_t others[] = {odd_number(draft, load_u32(payload, at)), draft.profile.slots[0].address + 0x29,
                                  draft.profile.slots[1].address + 0x29, 0x20000000};
  store_u32(payload, at, draft.pick(others));
}

// --- TLVs

void remove_tlv(Draft& draft) {
  TlvArea& area = draft.any_area();
  if (area.tlvs.empty()) return;
  area.tlvs.erase(area.tlvs.begin() + draft.random.below(static_cast<std::uint32_t>(area.tlvs.size())));
}

void duplicate_tlv(Draft& draft) {
  TlvArea& area = draft.any_area();
  if (area.tlvs.empty()) return;
  const LooseTlv copy = *draft.any_tlv(area);
  const std::uint32_t times = 1 + draft.random.below(5);
  for (std::uint32_t i = 0; i < times; ++i) area.tlvs.push_back(copy);
}

void swap_tlvs(Draft& draft) {
  TlvArea& area = draft.any_area();
  if (!area.tlvs.empty()) std::swap(*draft.any_tlv(area), *draft.any_tlv(area));
}

void move_tlv(Draft& draft) {
  TlvArea& from = draft.any_area();
  TlvArea& to = draft.any_area();
  if (&from == &to || from.tlvs.empty()) return;
  const auto at = from.tlvs.begin() + draft.random.below(static_cast<std::uint32_t>(from.tlvs.size()));
  to.tlvs.insert(to.tlvs.begin() + draft.random.below(static_cast<std::uint32_t>(to.tlvs.size()) + 1), *at);
  from.tlvs.erase(at);
}

constexpr std::uint16_t kTypes[] = {0x00, 0x01, 0x02, 0x03, 0x10, 0x11, 0x12, 0x20, 0x21,   0x22,   0x23,   0x24,  0x30,
                                    0x32, 0x33, 0x40, 0x50, 0x60, 0x70, 0x74, 0x75, 0x00a5, 0x53a0, 0x53a1, 0x53a2};

void change_type(Draft& draft) {
  if (LooseTlv* tlv = draft.any_tlv(draft.any_area())) tlv->type = draft.pick(kTypes);
}

void resize_tlv(Draft& draft) {
  LooseTlv* tlv = draft.any_tlv(draft.any_area());
  if (tlv == nullptr) return;
  tlv->data.resize(odd_number(draft, static_cast<std::uint32_t>(tlv->data.size())) % 1200);
  tlv->is_current = false;
}

void flip_tlv(Draft& draft) {
  LooseTlv* tlv = draft.any_tlv(draft.any_area());
  if (tlv == nullptr || tlv->data.empty()) return;
  tlv->data[draft.random.below(static_cast<std::uint32_t>(tlv->data.size()))] ^=
      static_cast<std::uint8_t>(1u << draft.random.below(8));
  tlv->is_current = false;
}

void add_tlv(Draft& draft) {
  constexpr std::uint32_t kSizes[] = {0, 1, 4, 12, 16, 32, 36, 44, 64, 70, 91, 96, 104, 256, 700};
  TlvArea& area = draft.any_area();
  LooseTlv tlv{draft.pick(kTypes), Buffer(draft.pick(kSizes), 0x33), draft.random.below(2) == 0};
  area.tlvs.insert(area.tlvs.begin() + draft.random.below(static_cast<std::uint32_t>(area.tlvs.size()) + 1), tlv);
}

void change_area(Draft& draft) {
  TlvArea& area = draft.any_area();
  if (draft.random.below(2) == 0) {
    area.magic ^= static_cast<std::uint16_t>(draft.random.below(2) == 0 ? 0x000f : 1u << draft.random.below(16));
  } else {
    area.total_bytes = static_cast<std::uint16_t>(odd_number(draft, 4));
  }
}

// --- what a device compares

void set_tlv(TlvArea& area, TlvType type, Buffer data) {
  if (LooseTlv* tlv = find(area, type)) {
    tlv->data = std::move(data);
  } else {
    area.tlvs.push_back({static_cast<std::uint16_t>(type), std::move(data)});
  }
}

void change_counter(Draft& draft) {
  const std::uint32_t counters[] = {draft.random.below(10), draft.random.below(10), odd_number(draft, 5)};
  set_tlv(draft.artefact.protected_area, TlvType::kSecurityCounter, u32_bytes(draft.pick(counters)));
}

void change_id(Draft& draft) {
  const TlvType type = draft.random.below(2) == 0 ? TlvType::kVendorId : TlvType::kClassId;
  const auto& wanted = type == TlvType::kVendorId ? draft.profile.vendor_id : draft.profile.class_id;
  wire::Uuid id = wanted.value_or(wire::Uuid{});
  if (draft.random.below(2) == 0) id[draft.random.below(16)] ^= 1;
  set_tlv(draft.artefact.protected_area, type, Buffer(id.begin(), id.end()));
}

void add_dependency(Draft& draft) {
  constexpr std::uint8_t kImages[] = {0, 0, 0, 0, 1, 255};
  Buffer data(wire::kDependencyBytes);
  data[0] = draft.pick(kImages);
  data[1] = static_cast<std::uint8_t>(draft.random.below(2));  // unused bytes
  data[4] = static_cast<std::uint8_t>(draft.random.below(4));
  data[5] = static_cast<std::uint8_t>(draft.random.below(2));
  data[8] = static_cast<std::uint8_t>(draft.random.below(2));
  draft.artefact.protected_area.tlvs.push_back({static_cast<std::uint16_t>(TlvType::kDependency), std::move(data)});
}

// --- package

void change_package_field(Draft& draft) {
  LooseTlv* tlv = find(draft.artefact.protected_area, TlvType::kPackage);
  if (tlv == nullptr || tlv->data.size() != wire::kPackageBytes) return;
  const std::uint32_t field = draft.random.below(7);
  if (field < 4) {  // format version, kind, codec, window bits
    tlv->data[field] = static_cast<std::uint8_t>(draft.random.below(field == 3 ? 18 : 4));
  } else if (field < 6) {  // decoder RAM, target size
    const std::size_t at = field * 4 - 12;
    store_u32(tlv->data, at, odd_number(draft, load_u32(tlv->data, at)));
  } else {
    tlv->data[12 + draft.random.below(32)] ^= 1;
  }
}

void change_base_field(Draft& draft) {
  LooseTlv* tlv = find(draft.artefact.protected_area, TlvType::kPackageBase);
  if (tlv == nullptr || tlv->data.size() != wire::kPackageBaseBytes) return;
  if (draft.random.below(2) == 0) {
    store_u32(tlv->data, 0, odd_number(draft, load_u32(tlv->data, 0)));
  } else {
    tlv->data[4 + draft.random.below(32)] ^= 1;
  }
}

// The digest that the package announces is that of another target; a full package without codec has
// it as its payload.
void change_target(Draft& draft) {
  LooseTlv* tlv = find(draft.artefact.protected_area, TlvType::kPackage);
  if (tlv == nullptr || tlv->data.size() != wire::kPackageBytes || draft.artefact.payload != draft.origin.target)
    return;
  Draft inner{take_apart(draft.origin.target), draft.origin, draft.profile, draft.random, draft.workshop};
  constexpr void (*kChanges[])(Draft&) = {change_flags,        change_counter, change_id,
                                          change_load_address, add_dependency, change_version,
                                          resize_payload,      change_vectors, add_tlv};
  draft.pick(kChanges)(inner);
  if (draft.random.below(6) == 0) inner.artefact.trailing.resize(1 + draft.random.below(300), 0xff);
  draft.artefact.payload = put_together(inner.artefact, draft.workshop.signer());
  const crypto::Digest digest = crypto::sha256(draft.artefact.payload);
  store_u32(tlv->data, 8, static_cast<std::uint32_t>(draft.artefact.payload.size()));
  std::copy(digest.begin(), digest.end(), tlv->data.begin() + 12);
}

// --- what anyone can do

void append(Draft& draft) {
  constexpr std::uint8_t kValues[] = {0xff, 0x00, 0x5a};
  draft.artefact.trailing.resize(1 + draft.random.below(600), draft.pick(kValues));
}

struct Change {
  const char* name;
  void (*apply)(Draft&);
};

constexpr Change kChanges[] = {{"flags", change_flags},
                               {"version", change_version},
                               {"load-address", change_load_address},
                               {"header-sizes", change_header_sizes},
                               {"magic-or-padding", change_magic_or_padding},
                               {"flip-payload", flip_payload},
                               {"resize-payload", resize_payload},
                               {"vectors", change_vectors},
                               {"remove-tlv", remove_tlv},
                               {"duplicate-tlv", duplicate_tlv},
                               {"swap-tlvs", swap_tlvs},
                               {"move-tlv", move_tlv},
                               {"change-type", change_type},
                               {"resize-tlv", resize_tlv},
                               {"flip-tlv", flip_tlv},
                               {"add-tlv", add_tlv},
                               {"change-area", change_area},
                               {"counter", change_counter},
                               {"id", change_id},
                               {"dependency", add_dependency},
                               {"package-field", change_package_field},
                               {"package-field", change_package_field},
                               {"base-field", change_base_field},
                               {"target", change_target},
                               {"target", change_target},
                               {"append", append}};

}  // namespace

Mutant mutate(const Origin& origin, const manifests::DeviceProfile& profile, rig::Random& random,
              const rig::Workshop& workshop) {
  Draft draft{take_apart(origin.artefact), origin, profile, random, workshop};
  Mutant mutant{origin.name, {}};
  const std::uint32_t changes = 1 + random.below(3);
  for (std::uint32_t i = 0; i < changes; ++i) {
    const Change change = draft.pick(kChanges);
    change.apply(draft);
    mutant.name += std::string(" ") + change.name;
  }
  const bool is_foreign = random.below(40) == 0;
  mutant.bytes = put_together(draft.artefact, (is_foreign ? foreign() : workshop).signer());
  if (random.below(40) == 0) {
    mutant.name += " truncate";
    mutant.bytes.resize(random.below(static_cast<std::uint32_t>(mutant.bytes.size())));
  }
  return mutant;
}

}  // namespace switchback::testing
