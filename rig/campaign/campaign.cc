// Runs one undisturbed story, and judges on other devices the state that each fault would leave.
#include "rig/campaign/campaign.h"

#include <algorithm>
#include <map>

#include "rig/campaign/forged_campaign.h"
#include "rig/campaign/least_erases.h"
#include "rig/device/random_damage.h"

namespace switchback::rig {
namespace {

constexpr std::array kDamageKinds = {ScheduleKind::kBitRot, ScheduleKind::kReadError, ScheduleKind::kBadSector,
                                     ScheduleKind::kWornSector};

struct Stop {};  // ends a story that need not go on

Damage random_damage(ScheduleKind kind, const Board& board, std::uint64_t operations, Random& random) {
  const auto damage = static_cast<DamageKind>(static_cast<int>(kind) - static_cast<int>(ScheduleKind::kBitRot));
  return random_damage(damage, board, operations, random);
}

class Campaign {
 public:
  Campaign(const Board& board, const Story& story, const CampaignOptions& options)
      : board_(board),
        story_(story),
        options_(options),
        device_(board, story, options.seed),
        judge_(board, story, options.seed),
        pair_judge_(board, story, options.seed) {
    tally_.board = board.name();
    tally_.name = story.name;
  }

  Tally run() {
    const SimDevice::Snapshot origin = device_.snapshot();
    try {
      tell_story();
      if (options_.repeated) repeat(origin);
      if (options_.repeated) wait_for_images();
      if (options_.hostile) offer_altered();
    } catch (const Stop&) {  // judged points all lie before it
      tally_.operations = std::max(tally_.operations, device_.flash().operations());
    }
    count_rows();
    return tally_;
  }

 private:
  void tell_story() {
    Verdict verdict;
    device_.set_witness([this](const Operation& operation, Actor actor) { at(operation, actor); });
    device_.flash().arm(std::nullopt);
    verdict.rest_ends = settle(device_, false, verdict);
    verdict.resets_end = verdict.rest_ends;
    device_.set_witness({});
    tally_.operations = device_.flash().operations();
    tally_.erases = device_.flash().erases();
    tally_.least_erases = least_erases(board_, story_);
    for (const std::string& what : device_.violations()) verdict.problems.push_back(what);
    const bool as_wanted = verdict.rest_ends != kNothing &&
                           story_.firmware[static_cast<std::size_t>(verdict.rest_ends)].name == story_.ends_with;
    if (!as_wanted) verdict.problems.emplace_back("the story without faults has another end than stated");
    if (options_.shard == 0) add(ScheduleKind::kUndisturbed, {}, verdict);
  }

  Schedule schedule(std::vector<Fault> faults) const {
    return {board_.name(), story_.name, options_.seed, std::move(faults)};
  }

  void add(ScheduleKind kind, std::vector<Fault> faults, const Verdict& verdict) {
    tally_.add(kind, schedule(std::move(faults)), verdict);
    if (options_.stop_at_failure && !verdict.holds()) throw Stop();
  }

  void at(const Operation& operation, Actor actor) {
    note_start(operation, actor);
    if (operation.number % options_.shards != options_.shard) return;
    Point& point = tally_.points[operation.number];
    point = {operation.kind, actor, operation.where.address, {}};
    const SimDevice::Snapshot before = device_.snapshot();
    cut({operation.number, CutPhase::kBefore, 0}, before, point);
    if (operation.kind == Operation::Kind::kErase && options_.damage_each != 0) wear_out(operation, before);
    for (std::uint32_t i = 0; i < options_.patterns; ++i) {
      cut({operation.number, CutPhase::kInside, i}, {device_.flash().torn(operation, i), before.memory}, point);
    }
  }

  // Keeps this shard of the starts that write.
  void note_start(const Operation& operation, Actor actor) {
    const bool begins = actor == Actor::kBootloader && last_actor_ != actor;
    last_actor_ = actor;
    if (!begins || !options_.repeated) return;
    if (begun_++ % options_.shards == options_.shard) starts_.emplace(operation.number, device_.snapshot());
  }

  void cut(const Cut& cut, const SimDevice::Snapshot& left, Point& point) {
    SimDevice::Witness witness;
    if (options_.all_pairs) witness = [&](const Operation& operation, Actor) { all_cuts_at(cut, operation); };
    const Verdict verdict = judge_.judge(left, {}, false, witness);
    point.outcomes += !verdict.holds() ? 'x' : verdict.resets_end == 0 ? 'o' : 'n';
    add(ScheduleKind::kCut, {cut}, verdict);
    Random random(mix(options_.seed, mix(cut.operation, 1 + cut.pattern + (cut.phase == CutPhase::kInside ? 8 : 0))));
    const std::uint32_t pairs = options_.all_pairs || verdict.operations == 0 ? 0 : options_.pairs_each;
    for (std::uint32_t i = 0; i < pairs; ++i) cut_again(cut, left, verdict.operations, random);
    for (std::uint32_t i = 0; i < options_.damage_each; ++i) damage(cut, left, verdict.operations, random);
  }

  // The sector reaches its erase limit.
  void wear_out(const Operation& erase, const SimDevice::Snapshot& before) {
    const Damage worn_out{0, DamageKind::kBadSector, erase.where.address};
    const Cut cut{erase.number, CutPhase::kBefore, 0};
    add(ScheduleKind::kWornOut, {cut, worn_out}, judge_.judge(before, std::span(&worn_out, 1), true));
  }

  // All second cuts at one operation of the recovery from `first`.
  void all_cuts_at(const Cut& first, const Operation& operation) {
    const SimDevice& device = judge_.story();
    const SimDevice::Snapshot before = device.snapshot();
    add(ScheduleKind::kCutPair, {first, Cut{operation.number, CutPhase::kBefore, 0}},
        pair_judge_.judge(before, {}, false));
    for (std::uint32_t i = 0; i < options_.patterns; ++i) {
      const SimDevice::Snapshot left{device.flash().torn(operation, i), before.memory};
      add(ScheduleKind::kCutPair, {first, Cut{operation.number, CutPhase::kInside, i}},
          pair_judge_.judge(left, {}, false));
    }
  }

  // One second cut at any operation of the recovery from `first`.
  void cut_again(const Cut& first, const SimDevice::Snapshot& left, std::uint64_t operations, Random& random) {
    const Cut second{random.below(static_cast<std::uint32_t>(operations)), static_cast<CutPhase>(random.below(3)),
                     random.below(kTearStyles)};
    story_again().restore(left);
    Verdict verdict;
    again_->flash().arm(second);
    (void)settle(*again_, false, verdict);
    verdict.merge(judge_.judge(again_->snapshot(), {}, false));
    for (const std::string& what : again_->violations()) verdict.problems.push_back(what);
    add(ScheduleKind::kCutPair, {first, second}, verdict);
  }

  void damage(const Cut& cut, const SimDevice::Snapshot& left, std::uint64_t operations, Random& random) {
    for (const ScheduleKind kind : kDamageKinds) {
      const Damage one = random_damage(kind, board_, operations, random);
      add(kind, {cut, one}, judge_.judge(left, std::span(&one, 1), true));
    }
    mix_faults(cut, left, operations, random);
  }

  // Damage while power is off, damage later, and a cut after it.
  void mix_faults(const Cut& first, const SimDevice::Snapshot& left, std::uint64_t operations, Random& random) {
    const auto any_damage = [&] {
      return random_damage(kDamageKinds[random.below(kDamageKinds.size())], board_, operations, random);
    };
    const Damage now = any_damage();
    const std::array<Damage, 2> damages{now, any_damage()};
    const Cut second{random.below(static_cast<std::uint32_t>(operations) + 1), static_cast<CutPhase>(random.below(3)),
                     random.below(kTearStyles)};
    story_again().restore(left);
    Verdict verdict;
    again_->flash().arm(second, damages);
    (void)settle(*again_, true, verdict);
    const Verdict rest = judge_.judge(again_->snapshot(), {}, true);
    verdict.merge(rest);
    for (const std::string& what : again_->violations()) verdict.problems.push_back(what);
    add(ScheduleKind::kMixed, {first, damages[0], damages[1], second}, verdict);
  }

  // Every shard runs the undisturbed story; it counts once.
  void count_rows() {
    if (options_.shard == 0) add_hits(tally_.rows, device_.rows_hit());
    add_hits(tally_.rows, judge_.rows_hit());
    add_hits(tally_.rows, pair_judge_.rows_hit());
    if (again_) add_hits(tally_.rows, again_->rows_hit());
  }

  SimDevice& story_again() {
    if (!again_) again_.emplace(board_, story_, options_.seed);
    return *again_;
  }

  // Power lasts k operations in each start, for every k of this shard.
  void repeat(const SimDevice::Snapshot& origin) {
    for (std::uint64_t k = 1 + options_.shard; k <= tally_.operations; k += options_.shards) {
      const Cut cut{k - 1, CutPhase::kInside, static_cast<std::uint32_t>(k % kTearStyles)};
      Verdict verdict;
      story_again().restore(origin);
      if (!get_through(*again_, cut, verdict)) tally_.least_operations = std::max(tally_.least_operations, k + 1);
      verdict.merge(judge_.judge(again_->snapshot(), {}, false));
      for (const std::string& what : again_->violations()) verdict.problems.push_back(what);
      Schedule again = schedule({});
      again.every_start = cut;
      tally_.add(ScheduleKind::kRepeated, again, verdict);
      if (options_.stop_at_failure && !verdict.holds()) throw Stop();
    }
  }

  // Power is good until a start, and then lasts k operations in each start, for every k until that
  // is enough. If any image is whole, one must run.
  void wait_for_images() {
    for (const auto& [number, before] : starts_) {
      for (std::uint64_t k = 0; k <= tally_.operations && wait(number, before, k) != 1; ++k) {
      }
    }
  }

  int wait(std::uint64_t number, const SimDevice::Snapshot& before, std::uint64_t k) {
    const Cut cut{k, CutPhase::kInside, static_cast<std::uint32_t>(k % kTearStyles)};
    Verdict verdict;
    story_again().restore(before);
    const int starts = check_wait(*again_, cut, verdict);
    if (starts > 0) tally_.waits[k] = std::max(tally_.waits[k], static_cast<std::uint32_t>(starts));
    verdict.merge(judge_.judge(again_->snapshot(), {}, false));
    for (const std::string& what : again_->violations()) verdict.problems.push_back(what);
    Schedule again = schedule({Cut{number, CutPhase::kBefore, 0}});
    again.every_start = cut;
    tally_.add(ScheduleKind::kRepeated, again, verdict);
    if (options_.stop_at_failure && !verdict.holds()) throw Stop();
    return starts;
  }

  void offer_altered() {
    if (!can_be_altered(story_)) return;
    const std::vector<Alteration> all = alterations_of(story_, options_.seed);
    for (std::size_t i = options_.shard; i < all.size(); i += options_.shards) {
      const Story hostile = altered(story_, all[i]);
      SimDevice device(board_, hostile, options_.seed);
      Schedule one = schedule({});
      one.altered = all[i];
      const Verdict verdict = run_schedule(device, one);
      tally_.add(ScheduleKind::kHostile, one, verdict);
      add_hits(tally_.rows, device.rows_hit());
      if (options_.stop_at_failure && !verdict.holds()) throw Stop();
    }
  }

  const Board& board_;
  const Story& story_;
  const CampaignOptions& options_;
  SimDevice device_;
  Judge judge_;
  Judge pair_judge_;
  std::optional<SimDevice> again_;
  Tally tally_;
  std::map<std::uint64_t, SimDevice::Snapshot> starts_;  // by the start's first operation
  std::uint32_t begun_ = 0;                              // over all shards
  Actor last_actor_ = Actor::kApplication;
};

}  // namespace

Tally run_campaign(const Board& board, const Story& story, const CampaignOptions& options) {
  if (options.forged) {
    return run_forged(board, story,
                      {options.seed, options.contents, options.shard, options.shards, options.stop_at_failure});
  }
  return Campaign(board, story, options).run();
}

}  // namespace switchback::rig
