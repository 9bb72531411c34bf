// What a compromised application may leave in the flash: a journal whose records have right checksums, and anything in
// the slots and in staging. Some contents are listed one by one, the others are drawn.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rig/board.h"
#include "rig/forged/records.h"
#include "rig/random.h"
#include "rig/scenario.h"

namespace switchback::rig {

// What an area holds where nothing else was put.
enum class Fill : std::uint8_t {
  kBlank,
  kNoise,  // random bytes
  kCode,   // a program that nobody signed: vectors over and over, each an address in slot 0
};
constexpr std::uint32_t kFills = 3;

enum class Change : std::uint8_t {
  kNone,
  kCut,   // only the first `change_at` bytes
  kFlip,  // the byte at `change_at` is another
};
constexpr std::uint32_t kChanges = 3;

// One artefact of the story, put somewhere.
struct Part {
  std::size_t item = 0;  // the story's firmware, then its offers
  std::uint32_t offset = 0;
  Change change = Change::kNone;
  std::uint32_t change_at = 0;
};

struct AreaPlan {
  Fill fill = Fill::kBlank;
  std::vector<Part> parts;  // later ones lie over earlier ones
};

struct ForgedPlace {
  std::uint32_t bank = 0;
  std::uint32_t index = 0;  // of the place in its bank; modulo how many there are
  RecordBytes record{};
};

// Bytes over everything else.
struct Patch {
  std::uint32_t area = 0;  // as in ForgedPlan; kJournal
  std::uint32_t offset = 0;
  std::vector<std::uint8_t> bytes;
};

struct ForgedPlan {
  enum : std::uint32_t { kSlot0, kSlot1, kStaging, kJournal, kAreas };

  std::array<AreaPlan, kAreas> areas;  // kStaging: only where it is an area of its own
  std::vector<ForgedPlace> places;
  std::vector<Patch> patches;
  std::vector<std::uint32_t> worn_out;  // addresses in sectors that take neither programs nor erases any more
  std::uint64_t noise = 0;              // seed of Fill::kNoise
  bool has_sane_record = false;         // one that no bootloader may take for torn
};

struct ForgedTerms {
  std::uint32_t least_floor = 0;    // the least that the journal may be taken to say: no image below it runs
  bool has_working_journal = true;  // none of its sectors is worn out
};

class Forger {
 public:
  // `seed` draws. All are borrowed.
  Forger(const Board& board, const Scenario& story, std::uint64_t seed);

  // How many are listed: systematic(0 … n − 1); any number from there on is drawn.
  std::uint64_t listed() const;
  ForgedPlan plan(std::uint64_t number) const;

  // What an attacker would put into slots and staging, with a blank journal; modulo how many such scenes there are.
  ForgedPlan scene(std::uint32_t number) const;

  // The flash that the plan describes.
  Cells make(const ForgedPlan& plan) const;

  // For people.
  std::string text_of(const ForgedPlan& plan) const;

  // What the device can be held to.
  ForgedTerms terms(const ForgedPlan& plan) const;

  // What the ways to make a plan have in common; also for plans from elsewhere.
  const RecordFacts& facts(bool of_package) const { return of_package ? package_facts_ : image_facts_; }
  RecordBytes sane(bool of_package, std::uint8_t phase, std::uint8_t active_slot, std::uint32_t sequence) const;
  std::size_t items() const { return items_.size(); }
  Bytes item(std::size_t number) const { return items_[number % items_.size()]; }
  bootloader::Area area(std::uint32_t number) const;
  std::uint32_t candidate_offset() const { return board_.layout().swap_unit_bytes; }
  std::uint32_t tail_offset(std::size_t item) const;  // in slot 1, where such a package is staged
  std::uint32_t places_each() const;                  // of a bank

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
  std::optional<std::size_t> item_of(std::uint8_t named) const;  // of the scenes' names
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
  const Scenario& story_;
  std::uint64_t seed_;
  std::vector<Bytes> items_;
  RecordFacts image_facts_;    // with a plain image staged
  RecordFacts package_facts_;  // with a package
  std::vector<Value> values_;  // of all fields
};

}  // namespace switchback::rig
