// Records that an application can write into the journal, with correct checksums.
#include <doctest/doctest.h>

#include "bootloader/board/flash_io.h"
#include "bootloader/boot.h"
#include "bootloader/journal/journal.h"
#include "tests/unit/bootloader/started.h"

namespace switchback::bootloader {
namespace {

using testing::Buffer;
using testing::small_swap_profile;

// Programs a record with a right checksum into the first blank place of bank 0, as an application
// can.
void forge(Started& started, State state) {
  std::array<std::uint8_t, kRecordBytes> record;
  encode_state(state, record);
  std::uint32_t address = started.device.layout().journal.address;
  while (!is_erased(started.device.layout(), started.device.flash().peek(address, kRecordBytes))) {
    address += kRecordBytes;
  }
  REQUIRE(started.device.flash().program(address, record) == Status::kOk);
}

TEST_CASE("Boot: a forged record that names slot 1 under swap starts nothing there") {
  Started started(small_swap_profile());
  started.device.flash().install(started.device.slot(1).address, started.device.image(2, 2));
  State state = started.device.state();
  state.sequence += 10;
  state.active_slot = 1;
  forge(started, state);
  const Outcome outcome = started.device.boot();
  CHECK(outcome.bootable);
  CHECK(outcome.slot.address == started.device.slot(0).address);
  CHECK(outcome.state.active_slot == 0);
}

TEST_CASE("Boot: a forged request whose place lies outside the staging areas counts as torn") {
  Started started(small_swap_profile());
  State state = started.device.state();
  state.sequence += 10;
  state.phase = Phase::kRequested;
  state.staged_address = started.device.slot(0).address;
  state.staged_size_bytes = static_cast<std::uint32_t>(started.old_image.size());
  forge(started, state);
  CHECK(started.device.boots() == 1);
  CHECK(started.device.state().phase == Phase::kIdle);
  CHECK(started.device.state().last_reason == Status::kOk);
}

TEST_CASE("Boot: a forged number near the end leaves a journal that goes on from the start") {
  for (const std::uint32_t sequence : {0xfffffffeu, 0xffffffffu, 0xff000000u}) {
    Started started(small_swap_profile());
    State state = started.device.state();
    state.sequence = sequence;
    state.security_floor = 1;
    forge(started, state);
    CHECK(started.device.boots() == 1);
    REQUIRE(started.device.stage(started.new_image()) == Status::kOk);
    CHECK(started.device.boots() == 2);
    REQUIRE(started.device.confirm() == Status::kOk);
    CHECK(started.device.boots() == 2);
    CHECK(started.device.state().sequence < 0xff000000u);
    CHECK(started.device.state().security_floor == 2);
    CHECK(started.device.flash().faults().empty());
  }
}

}  // namespace
}  // namespace switchback::bootloader
