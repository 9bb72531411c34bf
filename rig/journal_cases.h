// In which situation the journal is, as the specification names them (docs/SPEC.md, "Load" and "Append"). A second
// reading of the banks: nothing here uses the bootloader's Journal.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <vector>

#include "bootloader/flash.h"
#include "bootloader/layout.h"
#include "bootloader/state.h"

namespace switchback::rig {

enum class LoadCase : std::uint8_t {
#define SWITCHBACK_LOAD_CASE(name, ...) name,
#include "rig/journal_cases.def"
#undef SWITCHBACK_LOAD_CASE
};

enum class AppendCase : std::uint8_t {
#define SWITCHBACK_APPEND_CASE(name, ...) name,
#include "rig/journal_cases.def"
#undef SWITCHBACK_APPEND_CASE
  kUnexpected,  // no row: the banks were not written as the specification says
};

constexpr std::size_t kLoadCaseCount =
    std::initializer_list<LoadCase>{
#define SWITCHBACK_LOAD_CASE(name, ...) LoadCase::name,
#include "rig/journal_cases.def"
#undef SWITCHBACK_LOAD_CASE
    }
        .size();
constexpr std::size_t kAppendCaseCount = static_cast<std::size_t>(AppendCase::kUnexpected);

// A row of either table, its texts with static storage.
struct JournalRow {
  const char* id;
  const char* banks;
  const char* operations;
  const char* result;
  const char* cut_leaves;
};
const JournalRow& load_row(LoadCase which);
const JournalRow& append_row(AppendCase which);  // kUnexpected: id "append-unexpected", everything else empty

struct JournalReading {
  LoadCase which = LoadCase::kBlank;
  bootloader::State state;                // the newest valid record; without any that of a new device, sequence 0
  std::array<std::uint32_t, 2> newest{};  // sequence of the newest valid record in each bank; 0: none
};

// decode_state() that remembers the last record: the same one is read from both banks, start after start.
class RecordDecoder {
 public:
  // Nothing: not a valid record.
  std::optional<bootloader::State> decode(std::span<const std::uint8_t, bootloader::kRecordBytes> record);

 private:
  std::array<std::uint8_t, bootloader::kRecordBytes> last_{};
  std::optional<bootloader::State> state_;
};

// What somebody has found in the banks, from what was read of each place.
class JournalReader {
 public:
  // Both are borrowed.
  JournalReader(const bootloader::Layout& layout, RecordDecoder& decoder);

  // Every place is blank until it is read.
  void start();

  // What reading at `address`, in the journal's area, gave. Ignored where it is not the record of a place.
  void took(std::uint32_t address, Bytes found, bool readable);

  JournalReading reading() const;

 private:
  struct Place {
    enum class Kind : std::uint8_t { kBlank, kFilled, kUnreadable };
    Kind kind = Kind::kBlank;
    std::array<std::uint8_t, bootloader::kRecordBytes> record{};
  };
  struct Bank;

  Bank look_at(std::span<const Place> bank) const;

  const bootloader::Layout& layout_;
  RecordDecoder& decoder_;
  std::vector<Place> places_;  // of both banks
};

// What a load() that reads the same would find. Reads every place once: a flash whose torn bits are unstable may give
// each reader something else, and takes note of the reads; then pass a copy of it, or one that reads without noise.
JournalReading read_journal(bootloader::Flash& flash, const bootloader::Layout& layout);

// Names the row of each append from the journal's flash operations. Feed it with all of them, in order; it returns the
// row of the append before when an operation begins a new one.
class AppendWatcher {
 public:
  // Borrowed.
  explicit AppendWatcher(const bootloader::Layout& layout) : layout_(layout) {}

  // The bootloader or the application has loaded what `found` says. An append that is not complete was cut: it is
  // forgotten.
  void start(const JournalReading& found);

  // An erase of the sector at `address`, or a program at `address`, in the journal's area. `held`: the erase reported
  // success; the program did, and the place now reads as it should (with ECC it may not, although its cells do).
  // `record`: what was programmed; nothing where it is no valid record.
  std::optional<AppendCase> erased(std::uint32_t address, bool held);
  std::optional<AppendCase> programmed(std::uint32_t address, const std::optional<bootloader::State>& record,
                                       bool held);

  // Nothing more will come: the row of the last append, if there is one.
  std::optional<AppendCase> finish();

 private:
  // What an append has done to a bank so far.
  struct Part {
    bool erased = false;
    bool failed = false;   // an erase or a program
    bool written = false;  // holds the new record
    bool touched() const { return erased || failed || written; }
  };

  std::uint32_t bank_of(std::uint32_t address) const;
  bool is_only_holder(std::uint32_t bank) const;
  AppendCase name() const;
  AppendCase name_of_complete() const;
  void touch(std::uint32_t bank);

  const bootloader::Layout& layout_;
  bootloader::State in_force_;
  std::array<std::uint32_t, 2> holds_{};  // newest record's sequence in each bank
  bootloader::State next_;                // the record of this append; sequence 0: not seen yet
  std::array<Part, 2> parts_{};
  std::optional<std::uint32_t> first_;  // the bank that was touched first; nothing: no append is under way
  bool wrote_over_ = false;             // the only record in force was erased
};

}  // namespace switchback::rig
