#include "rig/campaign/schedule.h"

#include <doctest/doctest.h>

namespace switchback::rig {
namespace {

TEST_CASE("Schedule: a replay line is read as it was written") {
  const Schedule schedule{.board = "swap-4",
                          .story = "delta-confirm",
                          .seed = 0xffffffffffffffff,
                          .faults = {Cut{12, CutPhase::kInside, 3}, Damage{0, DamageKind::kFlip, 0x8000, 5},
                                     Damage{7, DamageKind::kBadSector, 0x9000}, Cut{0, CutPhase::kBefore, 0},
                                     Damage{1, DamageKind::kUnreadable, 0xa000}, Damage{2, DamageKind::kWornSector, 0}},
                          .drops = {3, 40},
                          .altered = Alteration{AlterationKind::kFlip, 300, 5},
                          .every_start = Cut{7, CutPhase::kAfter, 1}};
  const std::string line = replay_line(schedule);
  CHECK(line ==
        "v1:board=swap-4,scenario=delta-confirm,seed=18446744073709551615,cut=12.inside.3,flip=0.0x8000.5,bad=7.0x9000,"
        "cut=0.before.0,unreadable=1.0xa000,worn=2.0x0,drop=3,drop=40,flipped=300.5,"
        "every=7.after.1");
  const Result<Schedule> read = parse_replay_line(line);
  REQUIRE(read.has_value());
  CHECK(replay_line(*read) == line);
}

TEST_CASE("Schedule: anything else is refused with the part that is wrong") {
  for (const char* line : {"",
                           "v2:board=a",
                           "v1:board=",
                           "v1:colour=red",
                           "v1:seed=x",
                           "v1:seed=-1",
                           "v1:cut=1.inside",
                           "v1:cut=1.during.2",
                           "v1:cut=.inside.2",
                           "v1:cut=1.inside.2x",
                           "v1:flip=0.0x8000",
                           "v1:flip=0.0x8000.8",
                           "v1:flip=0.8000.1",
                           "v1:bad=0.0x8000.1",
                           "v1:bad=0.0x",
                           "v1:every=1",
                           "v1:drop=",
                           "v1:drop=1.2",
                           "v1:drop=-1",
                           "v1:flipped=3",
                           "v1:flipped=3.8",
                           "v1:truncated=40.1",
                           "v1:extended=",
                           "v1:board=a,,seed=1"}) {
    CAPTURE(line);
    const Result<Schedule> read = parse_replay_line(line);
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().code == ErrorCode::kUsage);
  }
}

}  // namespace
}  // namespace switchback::rig
