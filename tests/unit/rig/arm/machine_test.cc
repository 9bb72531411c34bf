// Machine code, assembled by hand, on the simulated nRF51.
#include "rig/arm/machine.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "rig/arm/nvmc_model.h"
#include "tests/unit/rig/arm/machine_bench.h"

namespace switchback::rig {
namespace {

const std::vector<std::uint16_t> kWait = {0xbf30, 0xe7fe};          // wfi; b .
const std::vector<std::uint16_t> kJump = {0x4800, 0x4700, 0x9101};  // bx to 0x9100
// A word to 0x9000, which nothing allows.
const std::vector<std::uint16_t> kStore = {0x4a01, 0x6012, 0xbf30, 0x0000, 0x9000};
// CONFIG: write; 0x12345678 to 0x9000 and 0x9004; CONFIG: read; if it reads back, CONFIG: erase,
// page 0xa000; wfi.
const std::vector<std::uint16_t> kProgram = {0x4809, 0x2101, 0x6001, 0x4a09, 0x4b09, 0x6013, 0x6053, 0x2100, 0x6001,
                                             0x6853, 0x2b00, 0xd005, 0x2102, 0x6001, 0x4a05, 0x6042, 0x2100, 0x6001,
                                             0xbf30, 0x0000, 0xe504, 0x4001, 0x9000, 0x0000, 0x5678, 0x1234, 0xa000};
const std::vector<std::uint16_t> kReset = {0x4801, 0x4902, 0x6001, 0xe7fe, 0xed0c, 0xe000, 0x0004, 0x05fa};  // AIRCR
const std::vector<std::uint16_t> kPrint = {0x4802, 0x2168, 0x6001, 0x2169,
                                           0x6001, 0xbf30, 0x251c, 0x4000};  // "hi"; wfi

}  // namespace

TEST_CASE("ARM machine: how a run ends is told apart") {
  MachineBench bench;
  CHECK(bench.run(kWait).end == ArmMachine::End::kWaiting);
  CHECK(bench.run(kStore).end == ArmMachine::End::kFault);
  CHECK(bench.run({0xde00}).end == ArmMachine::End::kFault);  // udf
  CHECK(bench.run(kReset).end == ArmMachine::End::kReset);
  const ArmMachine::Run jumped = bench.run(kJump);
  CHECK(jumped.end == ArmMachine::End::kApplication);
  CHECK(jumped.address == 0x9100);
  CHECK(jumped.instructions == 2);
  CHECK(bench.flash.faults().empty());
}

TEST_CASE("ARM machine: what is printed is kept for each run") {
  MachineBench bench;
  const ArmProgram program = program_of(kPrint);
  ArmMachine machine(program, kBootBytes);
  for (int i = 0; i < 2; ++i) CHECK(machine.run(bench.flash).console == "hi");
}

TEST_CASE("ARM machine: what the controller programs and erases are operations on the cells, one for each call") {
  MachineBench bench;
  bench.flash.install(0xa000, std::vector<std::uint8_t>(16, 0x00));
  CHECK(bench.run(kProgram).end == ArmMachine::End::kWaiting);
  CHECK(bench.flash.operations() == 2);
  CHECK(bench.flash.faults().empty());
  CHECK(bench.flash.peek(0x9000, 8) == std::vector<std::uint8_t>{0x78, 0x56, 0x34, 0x12, 0x78, 0x56, 0x34, 0x12});
  CHECK(bench.flash.peek(0xa000, 16) == std::vector<std::uint8_t>(16, 0xff));
}

TEST_CASE("ARM machine: a program does not change itself") {
  MachineBench bench;
  std::vector<std::uint8_t> memory(std::size_t{256} * 1024, 0x46);
  NvmcModel nvmc(memory);
  nvmc.start(bench.flash, kBootBytes);
  CHECK(nvmc.write(0x504, 1));
  CHECK_FALSE(nvmc.program(kBootBytes - 4, 4, 0));
  CHECK(nvmc.program(kBootBytes, 4, 0));
  CHECK(nvmc.write(0x504, 2));
  CHECK_FALSE(nvmc.write(0x508, kBootBytes - 1024));
  CHECK(nvmc.write(0x508, kBootBytes));
  CHECK(std::count(memory.begin(), memory.begin() + kBootBytes, 0x46) == kBootBytes);
}

TEST_CASE("ARM machine: where power fails, the flash is as cut, and the next run starts anew") {
  MachineBench bench;
  const ArmProgram program = program_of(kProgram);
  ArmMachine machine(program, kBootBytes);
  bench.flash.arm(Cut{1, CutPhase::kBefore, 0});
  CHECK_THROWS_AS(machine.run(bench.flash), PowerLoss);
  CHECK(bench.flash.peek(0x9000, 4) == std::vector<std::uint8_t>{0x78, 0x56, 0x34, 0x12});
  bench.flash.arm(std::nullopt);
  CHECK(machine.run(bench.flash).end == ArmMachine::End::kWaiting);
  CHECK(bench.flash.faults().size() == 1);  // it programs what is not erased
}

TEST_CASE("ARM machine: power that fails between instructions leaves what the controller was told to program") {
  MachineBench bench;
  const ArmProgram program = program_of(kProgram);
  ArmMachine machine(program, kBootBytes);
  machine.start(bench.flash);
  CHECK(machine.finish(6).end == ArmMachine::End::kRunaway);  // behind the first store to flash
  CHECK(bench.flash.operations() == 0);
  machine.lose_power();
  CHECK(bench.flash.operations() == 1);
  CHECK(bench.flash.peek(0x9000, 4) == std::vector<std::uint8_t>{0x78, 0x56, 0x34, 0x12});
  CHECK(bench.flash.peek(0x9004, 4) == std::vector<std::uint8_t>(4, 0xff));
}

TEST_CASE("ARM machine: it goes back to a moment, and on from there") {
  MachineBench bench;
  const ArmProgram program = program_of(kPrint);
  ArmMachine machine(program, kBootBytes);
  machine.start(bench.flash);
  CHECK(machine.finish(3).console == "h");
  const ArmMachine::Moment moment = machine.moment();
  CHECK(machine.finish(1000).console == "hi");
  machine.go_back(moment);
  CHECK(machine.instructions() == 3);
  CHECK(machine.finish(1000).console == "hi");
}

TEST_CASE("ARM machine: a bad sector takes nothing, and the program sees so") {
  MachineBench bench;
  bench.flash.cells().break_sector(0x9000);
  CHECK(bench.run(kProgram).end == ArmMachine::End::kWaiting);
  CHECK(bench.flash.operations() == 2);  // 0xffffffff read back is no zero
  CHECK(bench.flash.peek(0x9000, 4) == std::vector<std::uint8_t>(4, 0xff));
}

TEST_CASE("ARM machine: weak bits do not always read the same") {
  MachineBench bench;
  const ArmProgram program = program_of({0x4a02, 0x6813, 0x6814, 0x429c, 0xd0fb, 0xbf30, 0x9000, 0x0000});
  ArmMachine machine(program, kBootBytes);  // ldr r2, =0x9000; until two reads of it differ; wfi
  Random random(1);
  bench.flash.cells().tear_program(0x9000, std::vector<std::uint8_t>(4, 0), 0, random);
  REQUIRE_FALSE(bench.flash.cells().is_stable(bench.flash.cells().offset_of(0x9000, 4).value(), 4));
  CHECK(machine.run(bench.flash).end == ArmMachine::End::kWaiting);
}

TEST_CASE("ARM machine: a bootloader that does not fit its area is refused") {
  const ArmProgram program{std::vector<std::uint8_t>(64), {}};
  CHECK_THROWS_AS(ArmMachine(program, 32), std::runtime_error);
  CHECK_THROWS_AS(ArmMachine(ArmProgram{}, kBootBytes), std::runtime_error);
}

}  // namespace switchback::rig
