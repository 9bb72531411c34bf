// Journals that no bootloader wrote: each record is valid, but they contradict one another.
#include <doctest/doctest.h>

#include "bootloader/journal/journal.h"
#include "rig/flash/sim_flash.h"

namespace switchback::bootloader {
namespace {

constexpr std::uint32_t kBankBytes = 512;
constexpr std::uint32_t kPlaceBytes = kRecordBytes;
constexpr std::array<SectorRun, 1> kSectors{{{0, kBankBytes, 6}}};

Layout make_layout() {
  Layout layout;
  layout.sectors = kSectors;
  layout.write_unit_bytes = 4;
  layout.journal = {0, 2 * kBankBytes};
  layout.slots = {Area{2 * kBankBytes, 2 * kBankBytes}, Area{4 * kBankBytes, 2 * kBankBytes}};
  layout.swap_unit_bytes = kBankBytes;
  return layout;
}

State state_of(std::uint32_t sequence, std::uint32_t floor) {
  State state;
  state.sequence = sequence;
  state.security_floor = floor;
  return state;
}

void put(rig::SimFlash& flash, std::uint32_t bank, std::uint32_t place, const State& state) {
  std::array<std::uint8_t, kRecordBytes> record{};
  encode_state(state, record);
  REQUIRE(ok(flash.program(bank * kBankBytes + place * kPlaceBytes, record)));
}

// The state that a start finds. Afterwards a record is still taken, and found by the next start.
State load_and_append(rig::SimFlash& flash, const Layout& layout) {
  State found;
  JournalWithRoom journal(flash, layout);
  CHECK(journal.load(found) == Status::kOk);
  State next = found;
  next.staged_tag = 0x7a67;
  CHECK(journal.append(next) == Status::kOk);
  State again;
  CHECK(JournalWithRoom(flash, layout).load(again) == Status::kOk);
  CHECK(again.staged_tag == next.staged_tag);
  return found;
}

TEST_CASE("Journal: a number that is lower than one before it in its bank is torn") {
  const Layout layout = make_layout();
  rig::SimFlash flash(layout, {}, 1);
  for (const std::uint32_t bank : {0u, 1u}) {
    put(flash, bank, 0, state_of(9, 4));
    put(flash, bank, 1, state_of(3, 1));
  }
  CHECK(load_and_append(flash, layout).security_floor == 4);
  CHECK(newest_floor(flash, layout) == 4);
}

TEST_CASE("Journal: of two floors under one number the higher one counts, for both who read it") {
  for (const std::uint32_t higher_bank : {0u, 1u}) {
    const Layout layout = make_layout();
    rig::SimFlash flash(layout, {}, 1);
    put(flash, higher_bank, 0, state_of(9, 4));
    put(flash, 1 - higher_bank, 0, state_of(9, 1));
    CHECK(newest_floor(flash, layout) == 4);
    CHECK(load_and_append(flash, layout).security_floor == 4);
  }
}

}  // namespace
}  // namespace switchback::bootloader
