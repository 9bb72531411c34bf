// Makes flash contents from plans.
#include "rig/forged/contents.h"

#include <fmt/format.h>

#include <algorithm>

#include "bootloader/board/flash_io.h"
#include "bootloader/board/layout_areas.h"

namespace switchback::rig {
namespace {

constexpr std::array<const char*, ForgedPlan::kAreas> kAreaNames = {"slot 0", "slot 1", "staging", "journal"};
constexpr std::array<const char*, kFills> kFillNames = {"blank", "noise", "code"};
constexpr std::uint32_t kStack = 0x20001000;
// Offset in slot 0 that the vectors of kCode point to; images have their own code there.
constexpr std::uint32_t kCodeOffset = 0x60;

wire::ImageFacts facts_of(Bytes artefact) {
  wire::ImageFacts facts{};
  (void)wire::parse_image(MemoryReader(artefact), facts);
  return facts;
}

std::string part_text(const Part& part, const Story& story) {
  const bool is_firmware = part.item < story.firmware.size();
  std::string text = is_firmware ? story.firmware[part.item].name
                                 : fmt::format("offer {} ({})", part.item - story.firmware.size(),
                                               story.offers[part.item - story.firmware.size()].installs);
  if (part.change == Change::kCut) text += fmt::format(" cut to {} bytes", part.change_at);
  if (part.change == Change::kFlip) text += fmt::format(" with byte {} changed", part.change_at);
  return fmt::format("{} at {:#x}", text, part.offset);
}

}  // namespace

Forger::Forger(const Board& board, const Story& story, std::uint64_t seed) : board_(board), story_(story), seed_(seed) {
  for (const Firmware& firmware : story.firmware) items_.emplace_back(firmware.image);
  for (const Offer& offer : story.offers) items_.emplace_back(offer.artefact);
  const bootloader::Layout& layout = board.layout();
  const wire::ImageFacts candidate = facts_of(story.firmware[1].image);
  image_facts_.old_counter = facts_of(story.firmware[0].image).security_counter;
  image_facts_.candidate_counter = candidate.security_counter;
  image_facts_.floor = image_facts_.old_counter;
  if (const std::uint32_t unit = layout.swap_unit_bytes; unit != 0) {
    image_facts_.image_units = static_cast<std::uint16_t>((candidate.total_size_bytes + unit - 1) / unit);
  }
  package_facts_ = image_facts_;
  image_facts_.staged = {bootloader::candidate_area(layout, 0).address, candidate.total_size_bytes};
  if (!story.offers.empty()) {
    const auto size_bytes = static_cast<std::uint32_t>(story.offers[0].artefact.size());
    package_facts_.staged = {bootloader::staging_area(layout, 0, size_bytes).address, size_bytes};
  }
  for (std::size_t i = 0; i < kRecordFields; ++i) {
    const auto id = static_cast<FieldId>(i);
    for (const std::uint32_t value : values_of(id, layout, package_facts_)) values_.push_back({id, value});
  }
}

bootloader::Area Forger::area(std::uint32_t number) const {
  const bootloader::Layout& layout = board_.layout();
  switch (number) {
    case ForgedPlan::kSlot0:
      return layout.slots[0];
    case ForgedPlan::kSlot1:
      return layout.slots[1];
    case ForgedPlan::kStaging:
      return layout.staging_in_slot ? bootloader::Area{} : layout.staging;
    default:
      return layout.journal;
  }
}

std::uint32_t Forger::tail_offset(std::size_t item) const {
  const bootloader::Layout& layout = board_.layout();
  const auto size_bytes = static_cast<std::uint32_t>(items_[item].size());
  if (!layout.staging_in_slot) return 0;
  const bootloader::Area where = bootloader::staging_area(layout, 0, size_bytes);
  return where.size_bytes == 0 ? 0 : where.address - layout.slots[1].address;
}

std::uint32_t Forger::places_each() const {
  const bootloader::Layout& layout = board_.layout();
  return layout.journal.size_bytes / 2 / bootloader::round_up(bootloader::kRecordBytes, layout.write_unit_bytes);
}

void Forger::fill(std::vector<std::uint8_t>& bytes, Fill fill, std::uint64_t noise) const {
  const std::array<std::uint32_t, 2> vectors = {kStack, board_.layout().slots[0].address + kCodeOffset + 1};
  Random random(noise);
  switch (fill) {
    case Fill::kBlank:
      std::ranges::fill(bytes, board_.layout().erased_value);
      return;
    case Fill::kNoise:
      std::ranges::generate(bytes, [&] { return random.byte(); });
      return;
    case Fill::kCode:
      for (std::size_t at = 0; at + 4 <= bytes.size(); at += 4) store_u32(bytes, at, vectors[at / 4 % 2]);
      return;
  }
}

void Forger::put(std::vector<std::uint8_t>& bytes, const Part& part) const {
  Bytes content = item(part.item);
  if (part.offset >= bytes.size()) return;
  if (part.change == Change::kCut) content = content.first(std::min<std::size_t>(content.size(), part.change_at));
  content = content.first(std::min(content.size(), bytes.size() - part.offset));
  std::ranges::copy(content, bytes.begin() + part.offset);
  if (part.change == Change::kFlip && !content.empty()) bytes[part.offset + part.change_at % content.size()] ^= 0x5a;
}

void Forger::put_records(std::vector<std::uint8_t>& journal, const ForgedPlan& plan) const {
  const std::uint32_t place_bytes = bootloader::round_up(bootloader::kRecordBytes, board_.layout().write_unit_bytes);
  for (const ForgedPlace& place : plan.places) {
    const std::size_t bank = place.bank % 2 * (journal.size() / 2);
    const std::size_t at = bank + std::size_t{place.index % places_each()} * place_bytes;
    std::fill_n(journal.begin() + static_cast<std::ptrdiff_t>(at), place_bytes, board_.layout().erased_value);
    std::ranges::copy(place.record, journal.begin() + static_cast<std::ptrdiff_t>(at));
  }
}

// Leaves blank sectors erased.
void Forger::install(Bytes bytes, const bootloader::Area& where, Cells& cells) const {
  for (std::uint32_t at = 0; at < where.size_bytes;) {
    const bootloader::Area sector = bootloader::sector_at(board_.layout(), where.address + at);
    const Bytes part = bytes.subspan(at, sector.size_bytes);
    if (!bootloader::is_erased(board_.layout(), part)) cells.install(sector.address, part);
    at += sector.size_bytes;
  }
}

Cells Forger::make(const ForgedPlan& plan) const {
  Cells cells(board_.layout(), board_.flash_model());
  for (std::uint32_t i = 0; i < ForgedPlan::kAreas; ++i) {
    const bootloader::Area where = area(i);
    if (where.size_bytes == 0) continue;
    std::vector<std::uint8_t> bytes(where.size_bytes);
    fill(bytes, plan.areas[i].fill, mix(plan.noise, i));
    for (const Part& part : plan.areas[i].parts) put(bytes, part);
    if (i == ForgedPlan::kJournal) put_records(bytes, plan);
    for (const Patch& patch : plan.patches) {
      for (std::size_t k = 0; patch.area == i && k < patch.bytes.size(); ++k) {
        bytes[(patch.offset + k) % bytes.size()] = patch.bytes[k];
      }
    }
    install(bytes, where, cells);
  }
  for (const std::uint32_t address : plan.worn_out) cells.break_sector(address);
  return cells;
}

ForgedTerms Forger::terms(const ForgedPlan& plan) const {
  const bootloader::Area& journal = board_.layout().journal;
  const auto is_of_journal = [&](std::uint32_t address) { return journal.contains({address, 1}); };
  return {least_floor(plan), std::ranges::none_of(plan.worn_out, is_of_journal)};
}

std::uint32_t Forger::least_floor(const ForgedPlan& plan) const {
  const std::uint32_t initial = board_.layout().initial_security_floor;
  if (!plan.has_sane_record || !plan.patches.empty()) return initial;
  std::uint32_t least = ~0u;
  for (const ForgedPlace& place : plan.places) {
    if (is_sealed(place.record)) least = std::min(least, get_field(place.record, FieldId::kSecurityFloor));
  }
  return std::max(least, initial);
}

std::string Forger::text_of(const ForgedPlan& plan) const {
  std::string text;
  for (std::uint32_t i = 0; i < ForgedPlan::kAreas; ++i) {
    if (area(i).size_bytes == 0) continue;
    text += fmt::format("{}: {}", kAreaNames[i], kFillNames[static_cast<std::size_t>(plan.areas[i].fill)]);
    for (const Part& part : plan.areas[i].parts) text += ", " + part_text(part, story_);
    text += "\n";
  }
  for (const ForgedPlace& place : plan.places) {
    text += fmt::format("bank {}, place {}: {}\n", place.bank, place.index, rig::text_of(place.record));
  }
  for (const std::uint32_t address : plan.worn_out) text += fmt::format("worn out: the sector of {:#x}\n", address);
  for (const Patch& patch : plan.patches) {
    text += fmt::format("{} bytes over {} at {:#x}\n", patch.bytes.size(), kAreaNames[patch.area], patch.offset);
  }
  return text;
}

}  // namespace switchback::rig
