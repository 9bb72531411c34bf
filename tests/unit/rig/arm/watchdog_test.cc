// The nRF51's watchdog, by its registers and in front of programs that feed it or do not.
#include <doctest/doctest.h>

#include "rig/arm/bootloader.h"
#include "tests/unit/rig/arm/machine_bench.h"

namespace switchback::rig {
namespace {

constexpr std::uint32_t kStart = 0x000;
constexpr std::uint32_t kRunStatus = 0x400;
constexpr std::uint32_t kCounterValue = 0x504;
constexpr std::uint32_t kReloadEnable = 0x508;
constexpr std::uint32_t kReload0 = 0x600;
constexpr std::uint32_t kReloadValue = 0x6e524635;
constexpr std::uint64_t kTicks32 = 15'625;  // cycles

// Feeds it six times, 30,000 instructions apart; wfi.
const std::vector<std::uint16_t> kFeed = {0x4805, 0x4906, 0x2406, 0x6001, 0x4b05, 0x3b01, 0xd1fd, 0x3c01, 0xd1f9,
                                          0xbf30, 0x46c0, 0x46c0, 0x0600, 0x4001, 0x4635, 0x6e52, 0x3a98, 0x0000};
const std::vector<std::uint16_t> kHang = {0xe7fe};  // b .
// CRV: 31; START; AIRCR: a reset.
const std::vector<std::uint16_t> kStartAndReset = {0x4804, 0x4905, 0x221f, 0x600a, 0x2201, 0x6002,
                                                   0x4803, 0x4904, 0x6001, 0xe7fe, 0x0000, 0x4001,
                                                   0x0504, 0x4001, 0xed0c, 0xe000, 0x0004, 0x05fa};
// Erases the page 0x9000 and programs two words of it; wfi.
const std::vector<std::uint16_t> kWriteFlash = {0x4805, 0x4a06, 0x2102, 0x6001, 0x6042, 0x2101, 0x6001, 0x6011,
                                                0x6051, 0x2100, 0x6001, 0xbf30, 0xe504, 0x4001, 0x9000, 0x0000};

ArmMachine::Run run_watched(const std::vector<std::uint16_t>& code, std::uint32_t period_ms, WatchdogModel& after) {
  MachineBench bench;
  const ArmProgram program = program_of(code);
  ArmMachine machine(program, kBootBytes);
  machine.set_watchdog(period_ms);
  ArmMachine::Run run = machine.run(bench.flash);
  after = machine.watchdog();
  return run;
}

}  // namespace

TEST_CASE("watchdog: a program that feeds it goes on, one that does not is reset") {
  WatchdogModel after;
  CHECK(run_watched(kFeed, 2, after).end == ArmMachine::End::kWaiting);
  CHECK(after.longest_unfed() > 30'000);
  CHECK(after.longest_unfed() < 2 * kCyclesPerMs);
  const ArmMachine::Run bitten = run_watched(kFeed, 1, after);
  CHECK(bitten.end == ArmMachine::End::kReset);
  CHECK(bitten.by_watchdog);
  CHECK(bitten.instructions >= kTicks32);  // whole ticks: a bit less than 1 ms
  CHECK(bitten.instructions < 17'000);
  CHECK(run_watched(kHang, 10, after).by_watchdog);
  CHECK(after.longest_unfed() == after.now());
}

TEST_CASE("watchdog: nobody is reset by one that was never started") {
  WatchdogModel after;
  CHECK(run_watched(kFeed, 0, after).end == ArmMachine::End::kWaiting);
  CHECK(after.read(kRunStatus) == 0);
  CHECK(after.longest_unfed() > 30'000);
}

TEST_CASE("watchdog: one that a program starts survives the resets that it asks for, and bites in the end") {
  MachineBench bench;
  const ArmProgram program = program_of(kStartAndReset);
  ArmMachine machine(program, kBootBytes);
  ArmMachine::Run run = machine.run(bench.flash);
  CHECK(run.end == ArmMachine::End::kReset);
  CHECK_FALSE(run.by_watchdog);
  int resets = 0;
  for (; !run.by_watchdog && resets < 10'000; ++resets) {
    CHECK(machine.watchdog().read(kRunStatus) == 1);
    machine.start_again();
    run = machine.finish(1000);
  }
  CHECK(run.by_watchdog);
  CHECK(resets > 100);
  CHECK(machine.watchdog().now() >= kTicks32);
  CHECK(machine.watchdog().now() < kTicks32 + 20);
  machine.start_again();  // its own reset stops it
  CHECK(machine.watchdog().read(kRunStatus) == 0);
}

TEST_CASE("watchdog: it counts while the flash controller is busy") {
  WatchdogModel after;
  const ArmMachine::Run run = run_watched(kWriteFlash, 0, after);
  CHECK(run.end == ArmMachine::End::kWaiting);
  CHECK(after.now() == run.instructions + kErasePageCycles + 2 * kProgramWordCycles);
  CHECK(run_watched(kWriteFlash, 20, after).by_watchdog);
  CHECK_FALSE(run_watched(kWriteFlash, 25, after).by_watchdog);
}

TEST_CASE("watchdog: a moment has it, too") {
  MachineBench bench;
  const ArmProgram program = program_of(kHang);
  ArmMachine machine(program, kBootBytes);
  machine.set_watchdog(1);
  machine.start(bench.flash);
  CHECK(machine.finish(10'000).end == ArmMachine::End::kRunaway);
  const ArmMachine::Moment moment = machine.moment();
  CHECK(machine.finish(20'000).by_watchdog);
  machine.go_back(moment);
  CHECK(machine.finish(15'000).end == ArmMachine::End::kRunaway);
  CHECK(machine.watchdog().now() == 15'000);
}

TEST_CASE("watchdog: where it bites, a campaign's device has lost its power") {
  MachineBench bench;
  ArmBootloader bootloader(program_of(kFeed), kBootBytes);
  CHECK_FALSE(bootloader.boot(bench.flash).bootable);
  bootloader.set_watchdog(1);
  CHECK_THROWS_AS(bootloader.boot(bench.flash), PowerLoss);
}

TEST_CASE("watchdog: what it was set to stays as long as it runs") {
  WatchdogModel watchdog;
  watchdog.write(kCounterValue, 31);
  watchdog.write(kStart, 1);
  watchdog.write(kCounterValue, 1000);
  watchdog.write(kReloadEnable, 2);
  CHECK(watchdog.read(kCounterValue) == 31);
  CHECK(watchdog.read(kReloadEnable) == 1);
  watchdog.pass(kTicks32 - 1);
  CHECK_FALSE(watchdog.has_bitten());
  watchdog.pass(1);
  CHECK(watchdog.has_bitten());
}

TEST_CASE("watchdog: it is fed once all reload registers that count have got the right value") {
  WatchdogModel watchdog;
  watchdog.write(kCounterValue, 0);  // too few: 15
  CHECK(watchdog.read(kCounterValue) == 15);
  watchdog.write(kReloadEnable, 0b101);
  watchdog.write(kStart, 1);
  watchdog.pass(kTicks32 / 2 - 100);
  watchdog.write(kReload0, kReloadValue);
  watchdog.write(kReload0, kReloadValue);
  watchdog.write(kReload0 + 4, kReloadValue);
  watchdog.write(kReload0 + 8, kReloadValue + 1);
  WatchdogModel unfed = watchdog;
  unfed.pass(200);
  CHECK(unfed.has_bitten());
  watchdog.write(kReload0 + 8, kReloadValue);
  watchdog.pass(200);
  CHECK_FALSE(watchdog.has_bitten());
  CHECK(watchdog.longest_unfed() == kTicks32 / 2 - 100);
}

}  // namespace switchback::rig
