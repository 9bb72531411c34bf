// A simulated device: flash, bootloader, and an application that takes updates. Checks the
// invariants after every start (docs/testing/fault-model.md, "Invariants").
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bootloader/boot.h"
#include "rig/device/application.h"
#include "rig/device/board.h"
#include "rig/device/journal_watch.h"
#include "rig/device/story.h"
#include "rig/flash/sim_flash.h"

namespace switchback::rig {

enum class Actor : std::uint8_t { kBootloader, kApplication };

// Whether no update is left for the bootloader: kIdle, kReceiving or kTrial.
bool is_at_rest(bootloader::Phase phase);

// How one start ended.
struct StartResult {
  bool power_lost = false;  // true: nothing below is known
  bootloader::Outcome outcome;
  const Firmware* runs = nullptr;  // nullptr: nothing, or an unknown image
  std::uint64_t operations = 0;    // of bootloader and application
  bool rotted = false;             // Story::rots struck after this start
  bool chunk_lost = false;         // the application tries again at the next start
};

class SimDevice final : private OperationListener {
 public:
  // A new device: the first firmware in slot 0, everything else erased, unless the story says
  // otherwise. All are borrowed.
  SimDevice(const Board& board, const Story& story, std::uint64_t seed);
  SimDevice(const SimDevice&) = delete;
  SimDevice& operator=(const SimDevice&) = delete;
  ~SimDevice() = default;

  // Whether the application confirms and takes offers. An idle one only runs.
  void set_application(bool active) { active_ = active; }

  // Announces damage in this story: updates may fail, and the device need not boot.
  void set_damaged(bool damaged) { damaged_ = damaged; }

  // Announces that power fails in start after start: updates may be given up.
  void expect_short_power() { memory_.short_power = true; }

  // From the next arm() of the flash on, things tear and unstable bits read as if constructed with
  // `seed`.
  void reseed(std::uint64_t seed) { flash_.reseed(seed); }

  // Sets which chunks of downloads get lost, counted from now on.
  void set_drops(std::vector<std::uint64_t> drops) { memory_.network = {std::move(drops)}; }

  // Runs the bootloader, then the application of the image that it chose, until that has nothing
  // more to do or power fails. Only flash survives from one call to the next.
  StartResult reset();

  // Whether the journal can be relied on. False if damage left no record, broke both banks, or
  // broke one and made the journal fall back to an older record. Such a device need only boot.
  bool has_journal() const;

  // Called before each operation; during the call, snapshot() is what a cut would leave.
  using Witness = std::function<void(const Operation& operation, Actor actor)>;
  void set_witness(Witness witness) { witness_ = std::move(witness); }

  // Whether the slot that the journal names holds one of the story's images, byte for byte.
  bool has_whole_image() const;

  SimFlash& flash() { return flash_; }
  const SimFlash& flash() const { return flash_; }

  // Violations since construction or restore(), one line each: broken invariants, misuses of the
  // flash, and records that no row of the state tables allows.
  std::vector<std::string> violations() const;

  // How often its starts hit each row of the state tables, since construction.
  const RowHits& rows_hit() const { return watch_.hits(); }

  const Board& board() const { return board_; }
  const Story& story() const { return story_; }

  // The knowledge of an outside observer of the device.
  struct Memory {
    std::uint64_t confirmed = 0;          // bit i: firmware i asked for it, or is the first
    std::uint32_t highest_confirmed = 0;  // counter of these; the floor is at most this
    std::uint64_t brought_back = 0;       // bit i: firmware i was brought back (kHealed)
    std::uint32_t promised_floor = 0;     // highest successfully confirmed counter: the least floor
    std::uint32_t highest_floor = 0;      // highest floor that was seen; it never falls
    std::uint32_t requests = 0;           // installations requested, or failed before that
    std::uint32_t recorded = 0;           // sequence of the newest record that was written whole
    bool lost_journal = false;            // damage left no record
    bool lost_records = false;            // after damage the journal fell back to an older record
    bool has_rotted = false;              // Story::rots struck
    bool short_power = false;             // power fails in start after start
    Network network{};                    // so that the numbers of chunks continue
  };

  // A state from which another device of the same board and story can go on.
  struct Snapshot {
    Cells cells;
    Memory memory;
  };
  Snapshot snapshot() const { return {flash_.cells(), memory_}; }
  const Memory& memory() const { return memory_; }
  void restore(const Snapshot& snapshot);

 private:
  struct Watchdog final : bootloader::Observer {
    void on_progress(bootloader::Activity /*activity*/, std::uint32_t /*done*/, std::uint32_t /*total*/) override {}
    void keep_alive() override { erases = 0; }
    std::uint32_t erases = 0;  // since it was fed
  };

  void read(std::uint32_t address, Bytes found, Status status) override { watch_.read(address, found, ok(status)); }
  void before(const Operation& operation) override;
  void after(const Operation& operation, Status status) override;
  StartResult start();
  bootloader::Outcome run_bootloader();
  std::size_t index_of(const Firmware& firmware) const;
  const Firmware* identify(const bootloader::Area& slot) const;
  bool rot(const StartResult& result);
  void rot_in_rebuild();
  void strike();
  void note_record(const Operation& operation, Status status);
  void check_swap_begin(const bootloader::State& recorded);
  void look_at_journal();
  bool knows_blank_places() const;
  void check(const StartResult& result);
  void check_floor(const StartResult& result);
  void run_application(const StartResult& result);
  void end_trial(Application& application, const Firmware& running);
  void confirm(Application& application, const Firmware& running);
  void expect_done(const char* call, Status status);
  void expect(bool holds, const std::string& what);

  const Board& board_;
  const Story& story_;
  SimFlash flash_;
  JournalWatch watch_;
  Watchdog watchdog_;
  std::vector<std::uint64_t> workspace_;
  std::vector<std::uint32_t> counters_;  // security counters of the story's firmware
  Memory memory_;
  Actor actor_ = Actor::kBootloader;
  bool active_ = true;
  bool damaged_ = false;
  bool is_requested_ = false;     // with damage: this start found a requested installation
  std::uint32_t swap_begun_ = 0;  // sequence of the last record that began an exchange
  Witness witness_;
  std::vector<std::string> violations_;
};

}  // namespace switchback::rig
