// Input: steps that build the contents of a flash. Then a device starts with these contents,
// several times.
//
//   board          a byte: which of the profiles in tests/campaign/forged
//   scene          a byte: what lies in the slots and in staging at first (rig/forged/plans.cc)
//   steps          to the end, each a byte for its kind and what that takes (see take_step)
//
// Records get right checksums, so that a change of one byte of the input is a change of one field.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "manifests/profile/profile.h"
#include "rig/campaign/forged_campaign.h"
#include "rig/forged/story.h"
#include "tests/fuzz/fuzz.h"

namespace switchback::fuzz {
namespace {

using rig::ForgedPlan;

constexpr std::uint8_t kKey = 0x5b;
constexpr std::uint32_t kSequence = 5000;
constexpr std::size_t kMaxPatchBytes = 16;
constexpr std::size_t kMaxSteps = 40;

// The rest of the input; zeros behind its end.
class Input {
 public:
  explicit Input(Bytes bytes) : rest_(bytes) {}

  bool is_empty() const { return rest_.empty(); }
  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const std::uint8_t first = rest_.front();
    rest_ = rest_.subspan(1);
    return first;
  }
  std::uint32_t half() { return byte() | std::uint32_t{byte()} << 8; }
  std::uint32_t word() { return half() | half() << 16; }
  Bytes bytes(std::size_t most) {
    const Bytes first = rest_.first(std::min(most, rest_.size()));
    rest_ = rest_.subspan(first.size());
    return first;
  }

 private:
  Bytes rest_;
};

// A board with everything that is put on it.
struct Bench {
  explicit Bench(const manifests::DeviceProfile& profile, const rig::Workshop& workshop)
      : board(profile, {workshop.root_key()}),
        story(rig::make_forged_story(profile, workshop)),
        forger(board, story, 1),
        device(board, story, 1) {}

  rig::Board board;
  rig::Story story;
  rig::Forger forger;
  rig::ForgedDevice device;
};

// In order of name: an input means the same everywhere.
std::vector<std::filesystem::path> list_profiles() {
  std::vector<std::filesystem::path> files(std::filesystem::directory_iterator(SWITCHBACK_FORGED_BOARDS), {});
  std::ranges::sort(files);
  return files;
}

std::vector<std::unique_ptr<Bench>> make_benches() {
  const rig::Workshop workshop(kKey);
  std::vector<std::unique_ptr<Bench>> benches;
  for (const std::filesystem::path& path : list_profiles()) {
    std::ifstream file(path, std::ios::binary);
    const std::string json{std::istreambuf_iterator<char>(file), {}};
    const auto profile = manifests::read_profile(json);
    require(profile.has_value(), "the profiles are profiles");
    benches.push_back(std::make_unique<Bench>(*profile, workshop));
  }
  require(!benches.empty(), "there are profiles");
  return benches;
}

void take_fill(Input& input, ForgedPlan& plan) {
  const std::uint8_t which = input.byte();
  plan.areas[which % ForgedPlan::kAreas].fill = static_cast<rig::Fill>(which / ForgedPlan::kAreas % rig::kFills);
}

void take_part(const rig::Forger& forger, Input& input, ForgedPlan& plan) {
  const std::uint8_t where = input.byte();
  const std::uint8_t how = input.byte();
  rig::Part part;
  part.item = input.byte() % forger.items();
  const std::array<std::uint32_t, 4> offsets = {0, forger.candidate_offset(), forger.tail_offset(part.item),
                                                how >= 0x80 ? input.half() : 0};
  part.offset = offsets[how % 4];
  part.change = static_cast<rig::Change>(how / 4 % rig::kChanges);
  if (part.change != rig::Change::kNone) part.change_at = input.half();
  plan.areas[where % ForgedPlan::kJournal].parts.push_back(part);
}

// Takes bank and place, phase and slot, the distance of the sequence, and how many fields differ.
// Then each such field with its value: the n-th of values_of(), or a word of the input.
void take_record(const Bench& bench, Input& input, ForgedPlan& plan) {
  const std::uint8_t place = input.byte();
  const std::uint8_t kind = input.byte();
  const bool of_package = (kind & 0x40) != 0;
  const auto active_slot = static_cast<std::uint8_t>(kind >> 7);
  rig::RecordBytes record =
      bench.forger.sane(of_package, static_cast<std::uint8_t>(1 + kind % 7), active_slot, kSequence + input.byte());
  for (std::uint32_t fields = input.byte() % 6; fields != 0; --fields) {
    const auto id = static_cast<rig::FieldId>(input.byte() % rig::kRecordFields);
    const std::vector<std::uint32_t> values = rig::values_of(id, bench.board.layout(), bench.forger.facts(of_package));
    const std::uint8_t which = input.byte();
    rig::set_field(record, id, which < values.size() ? values[which] : input.word());
  }
  rig::seal(record);
  const std::uint32_t index = place % 64;
  if ((place & 0x40) == 0) plan.places.push_back({0, index, record});
  if ((place & 0x80) == 0) plan.places.push_back({1, index, record});
}

void take_patch(Input& input, ForgedPlan& plan) {
  rig::Patch patch;
  patch.area = input.byte() % ForgedPlan::kAreas;
  patch.offset = input.half();
  const Bytes bytes = input.bytes(1 + input.byte() % kMaxPatchBytes);
  patch.bytes.assign(bytes.begin(), bytes.end());
  plan.patches.push_back(std::move(patch));
}

void take_step(const Bench& bench, Input& input, ForgedPlan& plan) {
  const std::uint8_t kind = input.byte();
  if (kind < 0x20) return take_fill(input, plan);
  if (kind < 0x40) return take_part(bench.forger, input, plan);
  if (kind < 0xe0) return take_record(bench, input, plan);
  take_patch(input, plan);
}

ForgedPlan take_plan(const Bench& bench, Input& input) {
  ForgedPlan plan = bench.forger.scene(input.byte());
  for (std::size_t steps = 0; steps < kMaxSteps && !input.is_empty(); ++steps) take_step(bench, input, plan);
  plan.noise = 1;
  return plan;
}

const std::vector<std::unique_ptr<Bench>>& all_benches() {
  static const std::vector<std::unique_ptr<Bench>> benches = make_benches();
  return benches;
}

void require_that_it_holds(const Bench& bench, const ForgedPlan& plan, const rig::ForgedVerdict& verdict) {
  if (verdict.holds()) return;
  std::fprintf(stderr, "%s: %s", bench.board.name().c_str(), bench.forger.text_of(plan).c_str());
  for (const std::string& start : verdict.starts) std::fprintf(stderr, "%s\n", start.c_str());
  for (const std::string& problem : verdict.problems) std::fprintf(stderr, "%s\n", problem.c_str());
  require(false, "only what was signed runs, nothing outside the areas is touched, and the start ends");
}

}  // namespace
}  // namespace switchback::fuzz

// Packages take seconds to make with sanitizers, which must not count as an input's time.
extern "C" int LLVMFuzzerInitialize(int* /*argument_count*/, char*** /*arguments*/) {
  (void)switchback::fuzz::all_benches();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace switchback;
  using namespace switchback::fuzz;
  Input input(Bytes(data, size));
  Bench& bench = *all_benches()[input.byte() % all_benches().size()];
  const ForgedPlan plan = take_plan(bench, input);
  const rig::ForgedVerdict verdict = bench.device.run(bench.forger.make(plan), bench.forger.terms(plan));
  require_that_it_holds(bench, plan, verdict);
  return 0;
}
