// Flash contents that a compromised application may leave: a journal whose records have correct
// checksums, and anything in the slots and in staging. Some contents are listed, the others are
// drawn.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rig/device/board.h"
#include "rig/device/story.h"
#include "rig/flash/random.h"
#include "rig/forged/records.h"

namespace switchback::rig {

// The contents of an area outside its parts.
enum class Fill : std::uint8_t {
  kBlank,
  kNoise,  // random bytes
  kCode,   // an unsigned program: repeated vectors, each an address in slot 0
};
constexpr std::uint32_t kFills = 3;

enum class Change : std::uint8_t {
  kNone,
  kCut,   // only the first `change_at` bytes remain
  kFlip,  // the byte at `change_at` is changed
};
constexpr std::uint32_t kChanges = 3;

// One artefact of the story, at some place.
struct Part {
  std::size_t item = 0;  // index: the story's firmware, then its offers
  std::uint32_t offset = 0;
  Change change = Change::kNone;
  std::uint32_t change_at = 0;
};

struct AreaPlan {
  Fill fill = Fill::kBlank;
  std::vector<Part> parts;  // later ones overwrite earlier ones
};

struct ForgedPlace {
  std::uint32_t bank = 0;
  std::uint32_t index = 0;  // of the place in its bank, modulo their number
  RecordBytes record{};
};

// Bytes that overwrite everything else.
struct Patch {
  std::uint32_t area = 0;  // index in ForgedPlan::areas, kJournal included
  std::uint32_t offset = 0;
  std::vector<std::uint8_t> bytes;
};

struct ForgedPlan {
  enum : std::uint32_t { kSlot0, kSlot1, kStaging, kJournal, kAreas };

  std::array<AreaPlan, kAreas> areas;  // kStaging: only if it is an area of its own
  std::vector<ForgedPlace> places;
  std::vector<Patch> patches;
  std::vector<std::uint32_t> worn_out;  // addresses in sectors that can no longer be changed
  std::uint64_t noise = 0;              // seed of Fill::kNoise
  bool has_sane_record = false;         // a record that no bootloader may take for torn
};

struct ForgedTerms {
  // The lowest floor that the journal may give; no image below it may run.
  std::uint32_t least_floor = 0;
  bool has_working_journal = true;  // none of its sectors is worn out
};

class Forger {
 public:
  // `seed` decides what is drawn. All are borrowed.
  Forger(const Board& board, const Story& story, std::uint64_t seed);

  // How many contents are listed: plan(0 … n − 1). Those of any higher number are drawn.
  std::uint64_t listed() const;
  ForgedPlan plan(std::uint64_t number) const;

  // Slots and staging as an attacker would fill them, with a blank journal. `number` counts modulo
  // the number of scenes.
  ForgedPlan scene(std::uint32_t number) const;

  // The flash that the plan describes.
  Cells make(const ForgedPlan& plan) const;

  // A description for people.
  std::string text_of(const ForgedPlan& plan) const;

  // The rules that the device must keep.
  ForgedTerms terms(const ForgedPlan& plan) const;

  // Parts that all plans use, plans of callers included.
  const RecordFacts& facts(bool of_package) const { return of_package ? package_facts_ : image_facts_; }
  RecordBytes sane(bool of_package, std::uint8_t phase, std::uint8_t active_slot, std::uint32_t sequence) const;
  std::size_t items() const { return items_.size(); }
  Bytes item(std::size_t number) const { return items_[number % items_.size()]; }
  bootloader::Area area(std::uint32_t number) const;
  std::uint32_t candidate_offset() const { return board_.layout().swap_unit_bytes; }
  std::uint32_t tail_offset(std::size_t item) const;  // in slot 1, for a package staged at its end
  std::uint32_t places_each() const;                  // places in each bank

 private:
  struct Value {
    FieldId id;
    std::uint32_t value;
  };

  ForgedPlan single(std::uint64_t number) const;
  ForgedPlan exchange(std::uint64_t number) const;
  ForgedPlan staged(std::uint64_t number) const;
  ForgedPlan two_banks(std::uint64_t number) const;
  ForgedPlan drawn(std::uint64_t number) const;
  std::optional<std::size_t> item_of(std::uint8_t named) const;  // by the scenes' names
  void add_part(ForgedPlan& plan, std::uint32_t area, std::uint32_t offset, std::size_t item, std::uint8_t rest) const;
  void draw_area(ForgedPlan& plan, std::uint32_t area, Random& random) const;
  std::uint32_t least_floor(const ForgedPlan& plan) const;
  RecordBytes draw_record(Random& random) const;
  void draw_wear(ForgedPlan& plan, Random& random) const;
  void draw_records(ForgedPlan& plan, Random& random) const;
  void put_in_shape(ForgedPlan& plan, const RecordBytes& record, bool of_package, std::uint64_t shape) const;
  void fill(std::vector<std::uint8_t>& bytes, Fill fill, std::uint64_t noise) const;
  void put(std::vector<std::uint8_t>& bytes, const Part& part) const;
  void install(Bytes bytes, const bootloader::Area& where, Cells& cells) const;
  void put_records(std::vector<std::uint8_t>& journal, const ForgedPlan& plan) const;

  const Board& board_;
  const Story& story_;
  std::uint64_t seed_;
  std::vector<Bytes> items_;
  RecordFacts image_facts_;    // with a plain image staged
  RecordFacts package_facts_;  // with a package
  std::vector<Value> values_;  // of all fields
};

}  // namespace switchback::rig
