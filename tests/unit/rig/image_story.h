// A small swap device, and the story of one update with a plain image.
#pragma once

#include "rig/campaign/judge.h"
#include "tests/support/bench_device.h"

namespace switchback::testing {

struct ImageStory {
  ImageStory(std::uint32_t old_payload_bytes, std::uint32_t new_payload_bytes, const rig::FlashModel& model = {})
      : board(small_swap_profile(), trusted_keys(), model) {
    story.name = "image";
    story.firmware = {
        {.name = "old", .image = make_image({.major = 1, .payload_bytes = old_payload_bytes})},
        {.name = "new", .image = make_image({.major = 2, .payload_bytes = new_payload_bytes, .security_counter = 2})}};
    story.offers = {{.installs = "new", .artefact = story.firmware[1].image}};
    story.ends_with = "new";
    story.reasons = {Status::kTrialExpired};
  }

  rig::Verdict run(const rig::Schedule& schedule = {.seed = 1}) const {
    rig::SimDevice device(board, story, schedule.seed);
    return run_schedule(device, schedule);
  }

  rig::Board board;
  rig::Story story;
};

}  // namespace switchback::testing
