// Programs, assembled by hand, that start from dumps of a flash.
#include "rig/studies/dump_start.h"

#include <doctest/doctest.h>

#include "tests/unit/rig/arm/machine_bench.h"

namespace switchback::rig {
namespace {

constexpr std::size_t kFlashBytes = std::size_t{256} * 1024;

// CONFIG: write; 0x12345678 to 0x9000; wfi, with the controller left as it is.
const std::vector<std::uint16_t> kProgram = {0x4803, 0x2101, 0x6001, 0x4a03, 0x4b03, 0x6013, 0xbf30,
                                             0x0000, 0xe504, 0x4001, 0x9000, 0x0000, 0x5678, 0x1234};

struct Dump {
  MachineBench bench;
  ArmProgram program;
  std::vector<std::uint8_t> bytes = std::vector<std::uint8_t>(kFlashBytes, 0xff);

  explicit Dump(const std::vector<std::uint16_t>& code) : program(program_of(code)) {
    std::ranges::copy(program.bytes, bytes.begin());
  }
  DumpStart start() const { return start_from_dump(program, kBootBytes, bench.board, bytes, 0); }
};

}  // namespace

TEST_CASE("start from a dump: all of the flash comes back, changed by the program alone") {
  Dump dump(kProgram);
  dump.bytes[0x7fff] = 0x12;   // behind the program, in its area
  dump.bytes[0x3ffff] = 0x46;  // the last one
  const DumpStart start = dump.start();
  CHECK(start.run.end == ArmMachine::End::kWaiting);
  CHECK(start.misuses.empty());
  CHECK(start.operations == 1);
  CHECK(start.cycles == start.run.instructions + kProgramWordCycles);
  CHECK(start.longest_unfed == start.cycles);
  store_u32(dump.bytes, 0x9000, 0x12345678);
  CHECK(start.flash == dump.bytes);
}

TEST_CASE("start from a dump: what is programmed a second time is a misuse") {
  Dump dump(kProgram);
  dump.bytes[0x9003] = 0x12;
  CHECK(dump.start().misuses.size() == 1);
}

TEST_CASE("start from a dump: what runs is the dump's, up to the last byte of the bootloader's area") {
  Dump dump({0x4800, 0x4700, 0x7ffd, 0x0000});  // bx to 0x7ffc
  store_u32(dump.bytes, 0x7ffc, 0xe7febf30);    // wfi; b .
  const DumpStart start = dump.start();
  CHECK(start.run.end == ArmMachine::End::kWaiting);
  CHECK(start.run.address == 0x7ffe);
}

}  // namespace switchback::rig
