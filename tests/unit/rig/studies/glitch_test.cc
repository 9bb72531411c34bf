// Glitches on programs that are assembled by hand.
#include "rig/studies/glitch.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "manifests/profile/profile.h"
#include "tests/support/file.h"

namespace switchback::rig {
namespace {

constexpr std::uint32_t kBootBytes = 0x8000;
constexpr std::uint32_t kCode = 0x40;

// Jumps to 0x9050 if the word at 0x9000 is 0, and waits otherwise.
//   40: ldr r1, =0x9000; ldr r0, [r1]; cmp r0, #0; bne 4e; ldr r0, =0x9051; bx r0; nop;
//       4e: wfi; b 4e
const std::vector<std::uint16_t> kOnce = {0x4904, 0x6808, 0x2800, 0xd102, 0x4803, 0x4700, 0xbf00,
                                          0xbf30, 0xe7fd, 0xbf00, 0x9000, 0x0000, 0x9051, 0x0000};
// The same, but asks twice.
//   40: ldr r1, =0x9000; ldr r0, [r1]; cmp r0, #0; bne 54; ldr r2, [r1]; cmp r2, #0; bne 54;
//       ldr r0, =0x9051; bx r0; nop; 54: wfi; b 54
const std::vector<std::uint16_t> kTwice = {0x4905, 0x6808, 0x2800, 0xd105, 0x680a, 0x2a00, 0xd102, 0x4803,
                                           0x4700, 0xbf00, 0xbf30, 0xe7fd, 0x9000, 0x0000, 0x9051, 0x0000};

ArmProgram program_of(const std::vector<std::uint16_t>& code) {
  ArmProgram program{std::vector<std::uint8_t>(kCode + code.size() * 2), {{"decide", kCode}}};
  store_u32(program.bytes, 0, 0x20004000);
  store_u32(program.bytes, 4, kCode | 1);
  for (std::size_t i = 0; i < code.size(); ++i) store_u16(program.bytes, kCode + i * 2, code[i]);
  return program;
}

struct Bench {
  manifests::DeviceProfile profile =
      manifests::read_profile(test::read_text("manifests/samples/profiles/nrf51.json")).value();
  Board board{profile, {}};

  GlitchTally run(const std::vector<std::uint16_t>& code, std::uint32_t shard = 0, std::uint32_t shards = 1) {
    SimFlash flash(board.layout(), board.flash_model(), 1);
    const std::vector<std::uint8_t> image(128, 0x46);
    flash.install(0x9000, image);
    return run_glitches(program_of(code), kBootBytes, board, {"case", image, 0x9050, 0x9000, 0, flash.cells()},
                        {.shard = shard, .shards = shards});
  }
};

}  // namespace

TEST_CASE("Glitch: a check that is asked once is passed by skipping its branch") {
  Bench bench;
  const GlitchTally tally = bench.run(kOnce);
  CHECK(tally.instructions == 5);
  CHECK(tally.points == 5);
  CHECK(tally.count(GlitchKind::kSkip) == 5);
  const auto skips = [](const GlitchFinding& finding) {
    return finding.glitch.kind == GlitchKind::kSkip && finding.end == GlitchEnd::kBypass &&
           finding.address == kCode + 6;
  };
  const auto found = std::ranges::find_if(tally.findings, skips);
  REQUIRE(found != tally.findings.end());
  CHECK(found->function == "decide");
  CHECK(found->instruction == 3);
  CHECK(tally.count(GlitchKind::kZero, GlitchEnd::kBypass) == 1);  // what was loaded
  CHECK(tally.count(GlitchKind::kFlip, GlitchEnd::kBypass) != 0);
  CHECK(tally.count(GlitchKind::kFlag, GlitchEnd::kBypass) == 1);  // the comparison's
}

TEST_CASE("Glitch: a check that is asked twice is not passed by a skip, but by two") {
  Bench bench;
  const GlitchTally tally = bench.run(kTwice);
  CHECK(tally.count(GlitchKind::kSkip, GlitchEnd::kBypass) == 0);
  CHECK(tally.count(GlitchKind::kZero, GlitchEnd::kBypass) == 0);
}

TEST_CASE("Glitch: shards try each point once") {
  Bench bench;
  const GlitchTally whole = bench.run(kOnce);
  GlitchTally sum;
  for (std::uint32_t shard = 0; shard < 3; ++shard) sum += bench.run(kOnce, shard, 3);
  CHECK(sum.points == whole.points);
  CHECK(sum.trials == whole.trials);
  CHECK(sum.findings.size() == whole.findings.size());
}

TEST_CASE("Glitch: an image that runs anyway is no case") {
  Bench bench;
  std::vector<std::uint16_t> jump = kOnce;
  jump[2] = 0x4280;  // cmp r0, r0
  CHECK_THROWS_AS(bench.run(jump), std::runtime_error);
}

}  // namespace switchback::rig
