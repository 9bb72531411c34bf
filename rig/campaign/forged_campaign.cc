#include "rig/campaign/forged_campaign.h"

namespace switchback::rig {

ForgedVerdict run_forged_contents(ForgedDevice& device, const Forger& forger, std::uint64_t number, Cells* left) {
  const ForgedPlan plan = forger.plan(number);
  const Cells cells = forger.make(plan);
  if (left != nullptr) *left = cells;
  return device.run(cells, forger.terms(plan));
}

Tally run_forged(const Board& board, const Story& story, const ForgedOptions& options) {
  const Forger forger(board, story, options.seed);
  ForgedDevice device(board, story, options.seed);
  Tally tally;
  tally.board = board.name();
  tally.name = story.name;
  const std::uint64_t all = forger.listed() + options.drawn;
  for (std::uint64_t i = 0; i < all; ++i) {
    // Numbers have a rhythm; this way each shard gets contents of every kind.
    if (mix(i, 0) % options.shards != options.shard) continue;
    const ForgedVerdict verdict = run_forged_contents(device, forger, i);
    tally.add_forged(Schedule{.board = board.name(), .story = story.name, .seed = options.seed, .forged = i}, verdict);
    if (options.stop_at_failure && !verdict.holds()) break;
  }
  return tally;
}

}  // namespace switchback::rig
