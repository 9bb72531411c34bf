// The images are as small as possible, because every instruction of a start is tried.
#include "rig/studies/glitch_cases.h"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "bootloader/board/layout_areas.h"
#include "bootloader/journal/state.h"
#include "rig/device/sim_device.h"
#include "rig/stories/story_maker.h"
#include "rig/studies/forged_signature.h"
#include "rig/studies/hostile_images.h"

namespace switchback::rig {
namespace {

constexpr std::uint32_t kPayloadBytes = 96;
constexpr std::uint32_t kEntryOffset = 64;  // in the payload
constexpr std::uint8_t kManyBits = 0x5a;    // no glitch corrects them by chance
constexpr std::uint8_t kForeignKey = 0x33;
constexpr std::uint8_t kMajor = 2;
constexpr std::uint32_t kFilledHeaderBytes = 256;
// Larger than several of the pieces in which a payload is read.
constexpr std::uint32_t kFilledPayloadBytes = 960;
constexpr std::uint32_t kLargestTlvArea = 0xffff;
constexpr std::uint32_t kRepeatedBytes = 512;  // of the same value, so that these pieces are equal

// The signature is the image's last TLV.
Buffer with_bad_signature(Buffer image) {
  image.back() ^= kManyBits;
  return image;
}

Buffer changed(Buffer image) {
  wire::ImageFacts facts;
  (void)wire::parse_image(MemoryReader(image), facts);
  image[facts.header.header_size_bytes + kEntryOffset] ^= kManyBits;
  return image;
}

// A record whose free fields are `word`.
struct HostileRecord {
  std::uint32_t word = 0;
  std::uint16_t units = 0;                 // that take part in an exchange; 0 with A/B
  bool has_floor = false;                  // the floor is the word, too
  std::optional<bootloader::Phase> phase;  // nothing: there is no record
  std::uint32_t staged_address = 0;
  std::uint32_t staged_size_bytes = 0;
};

// A bank with the record first, filled with its word.
Buffer hostile_bank(std::uint32_t size_bytes, const HostileRecord& record) {
  Buffer bank(size_bytes);
  for (std::uint32_t at = 0; at < size_bytes; at += sizeof record.word) store_u32(bank, at, record.word);
  if (!record.phase) return bank;
  bootloader::State state;
  state.phase = *record.phase;
  state.swap_units = state.candidate_units = record.units;
  state.security_floor = record.has_floor ? record.word : 0;
  state.sequence = state.candidate_counter = record.word;
  state.staged_tag = record.word;
  state.staged_address = record.staged_address;
  state.staged_size_bytes = record.staged_size_bytes;
  bootloader::encode_state(state, std::span(bank).first<bootloader::kRecordBytes>());
  return bank;
}

// Makes the cases of one board.
class CaseMaker {
 public:
  CaseMaker(const Board& board, const manifests::DeviceProfile& profile, const Workshop& workshop)
      : board_(board), workshop_(workshop), maker_(profile, workshop, std::nullopt) {}

  std::vector<GlitchCase> all() {
    add_refused();
    add_forged();
    add_filled();
    add_copies();
    add_journals();
    return std::move(cases_);
  }

 private:
  std::uint32_t slot_address(std::uint8_t slot) const { return board_.layout().slots[slot].address; }
  // The slot that an update is linked for.
  std::uint8_t update_slot() const { return board_.is_swap() ? 0 : 1; }

  static std::uint32_t entry_offset(const Buffer& image) {
    wire::ImageFacts facts;
    if (!ok(wire::parse_image(MemoryReader(image), facts))) throw std::runtime_error("glitch: not an image");
    return facts.header.header_size_bytes + kEntryOffset;
  }

  // The images are as small as possible, because every instruction of a start is tried.
  FirmwarePlan small(std::uint8_t major, std::uint8_t slot,
                     std::uint32_t header_bytes = wire::kImageHeaderBytes) const {
    FirmwarePlan plan = maker_.plan(major, slot);
    plan.payload_bytes = kPayloadBytes;
    plan.entry_address = slot_address(slot) + header_bytes + kEntryOffset + 1;  // Thumb code
    return plan;
  }

  Buffer image(std::uint8_t major, std::uint8_t slot) const { return maker_.image(small(major, slot)); }

  Buffer forged(Forgery forgery, std::uint8_t slot) const {
    const signer::PublicKey& key = workshop_.public_key();
    const packer::Signer signer{key.key_id(), [&](std::span<const std::uint8_t, wire::kSha256Bytes> digest) {
                                  return Result<Buffer>(forge_signature(forgery, key.point(), digest));
                                }};
    return make_image(small(kMajor, slot), signer);
  }

  Buffer filled(Filling filling, std::uint8_t slot, std::uint32_t payload_bytes = kFilledPayloadBytes) const {
    FirmwarePlan plan = small(kMajor, slot, kFilledHeaderBytes);
    plan.payload_bytes = payload_bytes;
    filling.word = *plan.entry_address;
    return filled_image(plan, kFilledHeaderBytes, workshop_.root_key(), filling);
  }

  GlitchCase described(const std::string& name, const Buffer& forbidden, std::uint8_t slot, const Cells& cells) const {
    return {name, forbidden, slot_address(slot) + entry_offset(forbidden), slot_address(slot), 0, cells};
  }

  void add_in_slot0(const std::string& name, const Buffer& forbidden) {
    Story story;
    story.firmware = {{"forbidden", forbidden}};
    cases_.push_back(described(name, forbidden, 0, SimDevice(board_, story, 1).flash().cells()));
  }

  // The device after the application's request, before the bootloader sees it.
  GlitchCase update(const std::string& name, const Buffer& artefact, const Buffer& forbidden,
                    std::uint8_t running) const {
    Story story;
    story.firmware = {{"old", image(running, 0)}};
    story.offers = {{.installs = "forbidden", .artefact = artefact, .again = false}};
    story.ends_with = "old";
    SimDevice device(board_, story, 1);
    const std::uint64_t before = device.memory().requests;
    (void)device.reset();
    if (device.memory().requests == before) throw std::runtime_error("glitch: " + name + " was not asked for");
    GlitchCase made = described(name, forbidden, update_slot(), device.flash().cells());
    made.other_entry = slot_address(0) + entry_offset(story.firmware[0].image);
    return made;
  }

  void add_update(const std::string& name, const Buffer& artefact, std::uint8_t running = kMajor - 1) {
    cases_.push_back(update(name, artefact, artefact, running));
  }

  // A device that has run version 3 finds version 2 in its place.
  void add_downgraded() {
    Story story;
    story.firmware = {{"newer", image(kMajor + 1, 0)}};
    SimDevice device(board_, story, 1);
    const Buffer older = image(kMajor, 0);
    if (device.reset().runs == nullptr) throw std::runtime_error("glitch: the newer image does not run");
    device.flash().install(slot_address(0), older);
    cases_.push_back(described("downgraded", older, 0, device.flash().cells()));
  }

  void add_refused() {
    const Workshop foreign(kForeignKey);
    const Buffer good = image(kMajor, 0);
    add_in_slot0("bad-signature", with_bad_signature(good));
    add_in_slot0("wrong-key", foreign.make_image(small(kMajor, 0)));
    add_in_slot0("changed", changed(good));
    add_downgraded();
    const Buffer update = image(kMajor, update_slot());
    add_update("update-bad-signature", with_bad_signature(update));
    add_update("update-wrong-key", foreign.make_image(small(kMajor, update_slot())));
    add_update("update-changed", changed(update));
    add_update("update-downgraded", update, kMajor + 1);
  }

  void add_forged() {
    for (const NamedForgery& one : forgeries()) {
      add_in_slot0(std::string("forged-") + one.name, forged(one.forgery, 0));
    }
    add_update("update-forged-no-g", forged(Forgery::kNoG, update_slot()));
  }

  void add_filled() {
    const std::pair<const char*, Filling> fillings[] = {
        {"filled-words", {}},
        {"filled-swapped", {.swapped = true}},
        {"filled-signature", {.fills_signature = true}},
        {"filled-digest", {.fills_signature = true, .fills_digest = true}},
    };
    for (const auto& [name, filling] : fillings) {
      add_in_slot0(name, filled(filling, 0));
      add_update(std::string("update-") + name, filled(filling, update_slot()));
    }
    if (board_.layout().decoder_ram_bytes != 0) add_filled_package();
    add_in_slot0("filled-odd", filled({}, 0, kFilledPayloadBytes + 1));
    add_update("update-filled-odd", filled({}, update_slot(), kFilledPayloadBytes + 1));
    add_filled_sizes();
  }

  // Images so large that the word equals the size of header and payload together, or the length of
  // a TLV. That is possible if flash begins at address 0.
  void add_filled_sizes() {
    const std::uint32_t entry = slot_address(0) + kFilledHeaderBytes + kEntryOffset + 1;
    const std::uint32_t largest = std::min(board_.layout().slots[0].size_bytes, kLargestTlvArea);
    if (entry + 2 * kFilledPayloadBytes > largest) return;
    add_in_slot0("filled-size", filled({}, 0, entry - kFilledHeaderBytes));
    add_in_slot0("filled-length", filled({.is_length = true}, 0));
  }

  // The target would be a filled image.
  void add_filled_package() {
    add_package("update-filled-package", Packing::kFull, {});
    if (board_.layout().has_patch) add_package("update-filled-delta", Packing::kPatchDelta, image(kMajor - 1, 0));
  }

  void add_package(const std::string& name, Packing packing, Bytes base) {
    const Buffer target = filled({}, update_slot());
    const std::uint32_t entry = slot_address(update_slot()) + entry_offset(target) + 1;
    const Buffer package = workshop_.make_package(packing, base, target);
    const Buffer hostile = filled_package(package, workshop_.root_key(), {.word = entry});
    cases_.push_back(update(name, hostile, target, kMajor - 1));
  }

  // A filled image in both slots, and a journal full of its word, without or behind a sound record
  // with the word in its free fields. Then such a journal beside an image that may run, with a
  // filled one in slot 1.
  void add_journals() {
    using bootloader::Phase;
    const Buffer forbidden = filled({}, 0);
    add_journal("journal-words", forbidden, std::nullopt);
    add_journal("journal-idle", forbidden, Phase::kIdle);
    add_journal("journal-trial", forbidden, Phase::kTrial);
    add_journal("journal-requested", forbidden, Phase::kRequested);
    add_genuine("journal-genuine", Phase::kIdle);
    add_genuine("journal-staged", Phase::kRequested);
    if (!board_.is_swap()) return;
    add_journal("journal-swapping", forbidden, Phase::kSwapping);
    add_journal("journal-reverting", forbidden, Phase::kReverting);
  }

  void add_journal(const std::string& name, const Buffer& forbidden, std::optional<bootloader::Phase> phase) {
    cases_.push_back(with_journal(name, forbidden, forbidden, 0, forbidden, phase));
  }

  void add_genuine(const std::string& name, bootloader::Phase phase) {
    const Buffer genuine = image(kMajor, 0);
    const Buffer forbidden = filled({}, 1);
    cases_.push_back(with_journal(name, genuine, forbidden, 1, forbidden, phase));
    cases_.back().other_entry = slot_address(0) + entry_offset(genuine);
  }

  // `forbidden` lies in `slot`, and the journal is full of its entry. A genuine image keeps a floor
  // of 0.
  GlitchCase with_journal(const std::string& name, const Buffer& slot0, const Buffer& slot1, std::uint8_t slot,
                          const Buffer& forbidden, std::optional<bootloader::Phase> phase) const {
    Story story;
    story.firmware = {{"slot 0", slot0}};
    SimDevice device(board_, story, 1);
    device.flash().install(slot_address(1), slot1);
    HostileRecord record{.word = slot_address(slot) + entry_offset(forbidden) + 1, .phase = phase};
    record.units = board_.is_swap() ? 1 : 0;
    record.has_floor = slot == 0;
    record.staged_address = record.staged_size_bytes = record.word;
    // One of the two is the word. As the address, it would make the record count as torn.
    if (phase == bootloader::Phase::kRequested) {
      if (slot == 0) record.staged_address = bootloader::candidate_area(board_.layout(), 0).address;
      if (slot == 1) record.staged_size_bytes = kPayloadBytes;
    }
    const bootloader::Area& journal = board_.layout().journal;
    const std::uint32_t bank_bytes = journal.size_bytes / 2;
    for (const std::uint32_t bank : {journal.address, journal.address + bank_bytes}) {
      device.flash().install(bank, hostile_bank(bank_bytes, record));
    }
    return described(name, forbidden, slot, device.flash().cells());
  }

  // A signed image with one changed piece; the piece before it equals the original one.
  void add_copies() {
    FirmwarePlan plan = small(kMajor, 0);
    plan.payload_bytes = kPayloadBytes + kRepeatedBytes;
    plan.blank_from = kPayloadBytes;
    plan.blank_to = plan.payload_bytes;
    Buffer copy = maker_.image(plan);
    constexpr std::uint32_t kPieceBytes = 128;
    const std::uint32_t last = (wire::kImageHeaderBytes + plan.payload_bytes) / kPieceBytes - 1;
    copy[last * kPieceBytes + kPieceBytes / 4] ^= kManyBits;
    add_in_slot0("changed-repeated", copy);
    copy[last * kPieceBytes + kPieceBytes / 4] ^= kManyBits;
    copy[last * kPieceBytes + kPieceBytes * 3 / 4] ^= kManyBits;
    add_in_slot0("changed-repeated-end", copy);
  }

  const Board& board_;
  const Workshop& workshop_;
  StoryMaker maker_;
  std::vector<GlitchCase> cases_;
};

}  // namespace

std::vector<GlitchCase> make_glitch_cases(const Board& board, const manifests::DeviceProfile& profile,
                                          const Workshop& workshop) {
  return CaseMaker(board, profile, workshop).all();
}

}  // namespace switchback::rig
