// Names the situation of the journal as docs/SPEC.md does ("Load" and "Append"). Independent of the
// bootloader's Journal.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <vector>

#include "bootloader/board/flash.h"
#include "bootloader/board/layout.h"
#include "bootloader/journal/state.h"

namespace switchback::rig {

enum class LoadCase : std::uint8_t {
#define SWITCHBACK_LOAD_CASE(name, ...) name,
#include "rig/spec/journal_cases.def"
#undef SWITCHBACK_LOAD_CASE
};

enum class AppendCase : std::uint8_t {
#define SWITCHBACK_APPEND_CASE(name, ...) name,
#include "rig/spec/journal_cases.def"
#undef SWITCHBACK_APPEND_CASE
  kUnexpected,  // no row: the writes do not follow the specification
};

constexpr std::size_t kLoadCaseCount =
    std::initializer_list<LoadCase>{
#define SWITCHBACK_LOAD_CASE(name, ...) LoadCase::name,
#include "rig/spec/journal_cases.def"
#undef SWITCHBACK_LOAD_CASE
    }
        .size();
constexpr std::size_t kAppendCaseCount = static_cast<std::size_t>(AppendCase::kUnexpected);

// A row of either table. Its texts have static storage.
struct JournalRow {
  const char* id;
  const char* banks;
  const char* operations;
  const char* result;
  const char* cut_leaves;
};
const JournalRow& load_row(LoadCase which);
// kUnexpected: id "append-unexpected", everything else empty.
const JournalRow& append_row(AppendCase which);

struct JournalReading {
  LoadCase which = LoadCase::kBlank;
  bootloader::State state;                // newest valid record; sequence 0: none, a new device
  std::array<std::uint32_t, 2> newest{};  // sequence of each bank's newest valid record; 0: none
};

// decode_state() that caches the last record, because both banks give the same one at every start.
class RecordDecoder {
 public:
  // The record; nothing if it is not valid.
  std::optional<bootloader::State> decode(std::span<const std::uint8_t, bootloader::kRecordBytes> record);

 private:
  std::array<std::uint8_t, bootloader::kRecordBytes> last_{};
  std::optional<bootloader::State> state_;
};

// Derives what a reader found in the banks from the data that it read.
class JournalReader {
 public:
  // Both are borrowed.
  JournalReader(const bootloader::Layout& layout, RecordDecoder& decoder);

  // Marks every place as blank.
  void start();

  // Takes the result of a read at `address`, in the journal's area. Ignored unless it is the record
  // of a place.
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

// The result of a load() with the same reads. Reads every place once. Where torn bits are unstable,
// each read may give other data, advances the flash's random numbers and reaches its listener: pass
// a copy of the flash then.
JournalReading read_journal(bootloader::Flash& flash, const bootloader::Layout& layout);

// Names the row of each append from the journal's flash operations. Pass it all of them, in order.
class AppendWatcher {
 public:
  // Borrowed.
  explicit AppendWatcher(const bootloader::Layout& layout) : layout_(layout) {}

  // The bootloader or the application has loaded `found`. An incomplete append was cut, and is
  // forgotten.
  void start(const JournalReading& found);

  // An erase of the sector at `address`, or a program at `address`, in the journal's area. Return
  // the row of the previous append if this operation begins a new one.
  //   `held`:   the erase or program succeeded, and after a program the place reads back correctly
  //             (with ECC it may not, although its cells do)
  //   `record`: the programmed record; nothing if it is not valid
  std::optional<AppendCase> erased(std::uint32_t address, bool held);
  std::optional<AppendCase> programmed(std::uint32_t address, const std::optional<bootloader::State>& record,
                                       bool held);

  // No operation follows: the row of the last append, if there is one.
  std::optional<AppendCase> finish();

 private:
  // The effects of an append on a bank so far.
  struct Part {
    bool erased = false;
    bool failed = false;   // an erase or a program failed
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
  std::array<std::uint32_t, 2> holds_{};  // sequence of each bank's newest record
  bootloader::State next_;                // this append's record; sequence 0: not seen yet
  std::array<Part, 2> parts_{};
  std::optional<std::uint32_t> first_;  // bank touched first; nothing: no append is running
  bool wrote_over_ = false;             // the only record in force was erased
};

}  // namespace switchback::rig
