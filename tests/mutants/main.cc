// Runs the linked bootloader, which has one mistake, through the campaign, and prints every failing
// schedule.
//
// mutant_<name> BOARDS: first the profiles in the folder `forged` beside BOARDS, as devices with a
// compromised application; then those in BOARDS. Prints lines with tabs between their fields:
//   fails  <schedules so far>  <the schedule>  <its problem>   for each failure
//   done   <schedules>                                         at the end
// The reader stops the program when it has seen enough. Exit code 0.
//
// mutant_<name> BOARDS --hold LINE: only the schedule or the shard that LINE names. Exit code 0 if
// it holds, 1 if it fails.
#include <fmt/format.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>

#include "rig/campaign/campaign.h"
#include "rig/campaign/forged_campaign.h"
#include "rig/device/random_damage.h"
#include "rig/forged/story.h"
#include "rig/stories/stories.h"

namespace {

using switchback::manifests::DeviceProfile;
using switchback::rig::Board;
using switchback::rig::Cut;
using switchback::rig::CutPhase;
using switchback::rig::kTearStyles;
using switchback::rig::mix;
using switchback::rig::Random;
using switchback::rig::Schedule;
using switchback::rig::Story;
using switchback::rig::Tally;
using switchback::rig::Verdict;
using switchback::rig::Workshop;

constexpr std::uint8_t kKey = 0x5b;       // trusted by simulated devices only
constexpr time_t kPatienceSeconds = 20;   // of computing for one shard, which takes about a second
constexpr time_t kScheduleSeconds = 3;    // and for one schedule, which takes a few milliseconds
constexpr std::uint32_t kShards = 31;     // of the operations of every story
constexpr std::uint32_t kForged = 12;     // of the forged contents of every board
constexpr std::uint64_t kChains = 200;    // of every story
constexpr std::uint32_t kRecovery = 12;   // operations after a start, in which a second fault often counts
constexpr const char* kShard = "shard:";  // in place of a replay line: board, story, shard, commas between them

struct Case {
  std::shared_ptr<const Board> board;
  Story story;
  std::uint32_t operations = 1;  // of the undisturbed story
};

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Profiles, sorted by the ends of their names, so that A/B and swap boards take turns.
std::vector<std::filesystem::path> list_profiles(const char* folder) {
  const auto reversed = [](const std::filesystem::path& path) {
    const std::string name = path.stem().string();
    return std::string(name.rbegin(), name.rend());
  };
  std::vector<std::filesystem::path> files(std::filesystem::directory_iterator(folder), {});
  std::ranges::sort(files, {}, reversed);
  return files;
}

switchback::manifests::DeviceProfile read_profile(const std::filesystem::path& file) {
  auto profile = switchback::manifests::read_profile(text_of(file));
  if (!profile) throw std::runtime_error(file.string() + ": " + profile.error().message);
  return *std::move(profile);
}

std::shared_ptr<const Board> make_board(const DeviceProfile& profile, const Workshop& workshop) {
  return std::make_shared<Board>(profile, std::vector{workshop.root_key()});
}

// Every story on the board of the profile.
std::vector<Case> load_cases(const DeviceProfile& profile, const Workshop& workshop) {
  const auto board = make_board(profile, workshop);
  std::vector<Case> cases;
  for (Story& story : switchback::rig::make_stories(profile, workshop)) cases.push_back({board, std::move(story)});
  return cases;
}

std::vector<std::filesystem::path> list_forged_profiles(const char* folder) {
  return list_profiles((std::filesystem::path(folder) / ".." / "forged").c_str());
}

Case make_forged_case(const DeviceProfile& profile, const Workshop& workshop) {
  return {make_board(profile, workshop), switchback::rig::make_forged_story(profile, workshop)};
}

bool is_forged(const Case& on) { return on.story.name == switchback::rig::kForgedStory; }

// Nothing: there is no such board or story.
std::optional<Case> find_case(const char* folder, std::string_view board, std::string_view story) {
  const Workshop workshop(kKey);
  const bool forged = story == switchback::rig::kForgedStory;
  for (const auto& file : forged ? list_forged_profiles(folder) : list_profiles(folder)) {
    const DeviceProfile profile = read_profile(file);
    if (profile.name != board) continue;
    if (forged) return make_forged_case(profile, workshop);
    auto found = switchback::rig::make_story(profile, workshop, story);
    if (found) return Case{make_board(profile, workshop), *std::move(found)};
  }
  return std::nullopt;
}

// Half of the shards have only cuts, which are quick and catch most mistakes. The others have every
// fault.
switchback::rig::CampaignOptions options_of(std::uint32_t shard) {
  const bool everything = shard % 2 == 1;
  switchback::rig::CampaignOptions options;
  options.pairs_each = everything ? 1 : 0;
  options.damage_each = everything ? 1 : 0;
  options.repeated = everything;
  options.shard = shard;
  options.shards = kShards;
  return options;
}

std::string under_way;  // the result, should the shard that runs never end or end the process
int status_then = 0;

void print_under_way(int /*signal*/) {
  (void)!write(STDOUT_FILENO, under_way.data(), under_way.size());
  _exit(status_then);
}

void set_alarm(time_t seconds) {
  const itimerval in{{0, 0}, {seconds, 0}};
  (void)setitimer(ITIMER_VIRTUAL, &in, nullptr);
}

Tally run_shard(const Case& on, std::uint32_t shard) {
  set_alarm(kPatienceSeconds);
  const switchback::rig::CampaignOptions forged{.forged = true, .shard = shard, .shards = kForged};
  Tally tally = run_campaign(*on.board, on.story, is_forged(on) ? forged : options_of(shard));
  set_alarm(0);
  return tally;
}

// Called before the first shard, which takes long if the story does not end.
void print_undisturbed(const Case& on, std::uint64_t count_before) {
  const Schedule schedule{on.board->name(), on.story.name, options_of(0).seed};
  switchback::rig::SimDevice device(*on.board, on.story, schedule.seed);
  const Verdict verdict = run_schedule(device, schedule);
  if (verdict.holds()) return;
  fmt::print("fails\t{}\t{}\tundisturbed: {}\n", count_before + 1, replay_line(schedule),
             verdict.problems.empty() ? "bricked" : verdict.problems[0]);
  std::fflush(stdout);
}

// Returns the number of schedules.
std::uint64_t print_failures(Case& on, std::uint32_t shard, std::uint64_t count_before) {
  under_way = fmt::format("fails\t{}\t{}{},{},{}\tit never ended, or crashed\n", count_before, kShard, on.board->name(),
                          on.story.name, shard);
  if (shard == 0 && !is_forged(on)) print_undisturbed(on, count_before);
  const Tally tally = run_shard(on, shard);
  on.operations = std::max(1u, static_cast<std::uint32_t>(tally.operations));
  const std::uint64_t count = tally.total().schedules;
  for (const auto& failure : tally.failures) {
    fmt::print("fails\t{}\t{}\t{}\n", count_before + count, failure.replay,
               failure.problems.empty() ? "bricked, or something unknown ran" : failure.problems[0]);
  }
  std::fflush(stdout);
  return count;
}

// Several cuts in a row, with damage between some of them: too many combinations for a campaign to
// enumerate. Each `round` gives another schedule.
Schedule make_chain(const Case& on, std::uint64_t round) {
  Random random(mix(round, on.operations));
  Schedule schedule{on.board->name(), on.story.name, 1 + round};
  std::uint32_t within = on.operations;
  for (std::uint32_t left = 2 + random.below(4); left != 0; --left) {
    if (round % 2 == 1 && random.below(3) == 0) {
      const auto kind = static_cast<switchback::rig::DamageKind>(random.below(4));
      schedule.faults.emplace_back(random_damage(kind, *on.board, within, random));
    }
    schedule.faults.emplace_back(Cut{random.below(within), CutPhase::kInside, random.below(kTearStyles)});
    within = random.below(2) == 0 ? kRecovery : on.operations;
  }
  return schedule;
}

void print_if_it_fails(const Case& on, const Schedule& schedule, std::uint64_t count) {
  under_way = fmt::format("fails\t{}\t{}\tit never ended, or crashed\n", count, replay_line(schedule));
  switchback::rig::SimDevice device(*on.board, on.story, schedule.seed);
  set_alarm(kScheduleSeconds);
  const Verdict verdict = run_schedule(device, schedule);
  set_alarm(0);
  if (verdict.holds()) return;
  fmt::print("fails\t{}\t{}\t{}\n", count, replay_line(schedule),
             verdict.problems.empty() ? "bricked, or something unknown ran" : verdict.problems[0]);
  std::fflush(stdout);
}

// Stories take time to make: each board's are made when its turn comes.
int run_all(const char* folder) {
  const Workshop workshop(kKey);
  std::vector<Case> cases;
  std::uint64_t count = 0;
  for (const auto& file : list_forged_profiles(folder)) {
    Case on = make_forged_case(read_profile(file), workshop);
    count += print_failures(on, 0, count);
  }
  for (const auto& file : list_profiles(folder)) {
    for (Case& on : load_cases(read_profile(file), workshop)) {
      count += print_failures(on, 0, count);
      cases.push_back(std::move(on));
    }
  }
  for (std::uint32_t shard = 1; shard < kShards; ++shard) {
    for (Case& on : cases) count += print_failures(on, shard, count);
  }
  for (std::uint64_t round = 0; round < kChains; ++round) {
    for (const Case& on : cases) print_if_it_fails(on, make_chain(on, round), ++count);
  }
  std::printf("done\t%llu\n", static_cast<unsigned long long>(count));
  return 0;
}

bool forged_holds(const Case& on, const Schedule& schedule) {
  const switchback::rig::Forger forger(*on.board, on.story, schedule.seed);
  switchback::rig::ForgedDevice device(*on.board, on.story, schedule.seed);
  const auto verdict = run_forged_contents(device, forger, *schedule.forged);
  for (const std::string& problem : verdict.problems) std::printf("%s\n", problem.c_str());
  return verdict.holds();
}

// Whether the schedule holds; nothing: there is no such schedule.
std::optional<bool> schedule_holds(const char* folder, std::string_view line) {
  const auto schedule = switchback::rig::parse_replay_line(line);
  const std::optional<Case> on = schedule ? find_case(folder, schedule->board, schedule->story) : std::nullopt;
  if (!on) return std::nullopt;
  set_alarm(kScheduleSeconds);
  if (schedule->forged) return forged_holds(*on, *schedule);
  switchback::rig::SimDevice device(*on->board, on->story, schedule->seed);
  const Verdict verdict = run_schedule(device, *schedule);
  for (const std::string& problem : verdict.problems) std::printf("%s\n", problem.c_str());
  return verdict.holds();
}

// Whether the shard comes to an end; nothing: there is no such shard.
std::optional<bool> shard_ends(const char* folder, std::string_view name) {
  const std::size_t first = std::min(name.find(','), name.size());
  const std::size_t last = std::min(name.rfind(','), name.size());
  if (first == last) return std::nullopt;
  const std::optional<Case> on = find_case(folder, name.substr(0, first), name.substr(first + 1, last - first - 1));
  std::uint32_t shard = 0;
  if (!on) return std::nullopt;
  const auto [end, error] = std::from_chars(name.data() + last + 1, name.data() + name.size(), shard);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  (void)run_shard(*on, shard);
  return true;
}

int hold(const char* folder, std::string_view line) {
  under_way = "it never ended, or crashed\n";
  status_then = 1;
  const std::string_view shard = kShard;
  const bool is_shard = line.substr(0, shard.size()) == shard;
  const std::optional<bool> holds =
      is_shard ? shard_ends(folder, line.substr(shard.size())) : schedule_holds(folder, line);
  if (holds) return *holds ? 0 : 1;
  std::fprintf(stderr, "no such schedule: %s\n", std::string(line).c_str());
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  const bool is_hold = argc == 4 && std::strcmp(argv[2], "--hold") == 0;
  if (argc != 2 && !is_hold) return 2;
  for (const int signal : {SIGVTALRM, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) std::signal(signal, print_under_way);
  try {
    return is_hold ? hold(argv[1], argv[3]) : run_all(argv[1]);
  } catch (...) {  // as a crash: the handler prints what was under way
    std::abort();
  }
}
