// Starts a device, and checks the rules after each start.
#include "rig/forged/device.h"

#include <fmt/format.h>

#include <algorithm>

#include "bootloader/journal/journal.h"
#include "rig/device/memo_verify.h"
#include "rig/forged/arm.h"

namespace switchback::rig {
namespace {

constexpr int kStarts = 6;

class QuietObserver final : public bootloader::Observer {
 public:
  void on_progress(bootloader::Activity /*activity*/, std::uint32_t /*done*/, std::uint32_t /*total*/) override {}
  void keep_alive() override {}
};

}  // namespace

ForgedCounts& ForgedCounts::operator+=(const ForgedCounts& other) {
  contents += other.contents;
  starts += other.starts;
  entries += other.entries;
  unverified += other.unverified;
  outside += other.outside;
  endless += other.endless;
  floors_lost += other.floors_lost;
  journals_stuck += other.journals_stuck;
  most_operations = std::max(most_operations, other.most_operations);
  most_read_bytes = std::max(most_read_bytes, other.most_read_bytes);
  most_instructions = std::max(most_instructions, other.most_instructions);
  return *this;
}

ForgedDevice::ForgedDevice(const Board& board, const Story& story, std::uint64_t seed)
    : board_(board),
      flash_(board.layout(), board.flash_model(), seed),
      budget_(budget_for(board.layout())),
      watch_(flash_, budget_),
      oracle_(board, story),
      workspace_(board.layout().decoder_ram_bytes / 8 + 1) {
  if (board.arm_bootloader() != nullptr) {
    arm_ = std::make_unique<ForgedArm>(*board.arm_bootloader(), flash_, watch_, budget_);
  }
}

ForgedDevice::~ForgedDevice() = default;

ForgedVerdict ForgedDevice::run(const Cells& cells, const ForgedTerms& terms) {
  ForgedVerdict verdict;
  verdict.counts.contents = 1;
  flash_.restore(cells);
  std::uint32_t floor = bootloader::newest_floor(flash_, board_.layout());
  for (int i = 0; i < kStarts; ++i) {
    flash_.arm(std::nullopt);
    const Start done = start();
    judge(done, terms.least_floor, verdict);
    const std::uint32_t floor_now = bootloader::newest_floor(flash_, board_.layout());
    if (floor_now < floor && terms.has_working_journal) {
      ++verdict.counts.floors_lost;
      verdict.problems.push_back(fmt::format("the floor fell from {} to {}", floor, floor_now));
    }
    floor = floor_now;
    if (!done.is_over || flash_.operations() == 0) break;
  }
  if (terms.has_working_journal) check_journal(verdict);
  return verdict;
}

ForgedDevice::Start ForgedDevice::start() {
  watch_.begin();
  try {
    return arm_ ? start_on_arm() : start_on_host();
  } catch (const Runaway&) {
    return {.is_over = false};
  }
}

// Checks the first decision, because some devices have no second one; the second can only refuse.
ForgedDevice::Start ForgedDevice::start_on_host() {
  const MemoizedVerification remember;
  QuietObserver observer;
  const MutableBytes ram(reinterpret_cast<std::uint8_t*>(workspace_.data()), board_.layout().decoder_ram_bytes);
  const bootloader::Device device{watch_, board_.layout(), board_.keys(), ram, observer};
  bootloader::Outcome outcome = bootloader::boot(device);
  if (!outcome.bootable) return {};
  const std::uint32_t confirmed = bootloader::confirmed_entry(device, outcome);
  const bool is_other =
      confirmed != bootloader::kNoEntry && bootloader::opened_entry(confirmed) != outcome.entry_address;
  return {.entry = EntryPoint{is_other ? bootloader::opened_entry(confirmed) : outcome.entry_address}};
}

ForgedDevice::Start ForgedDevice::start_on_arm() {
  const ArmMachine::Run run = arm_->start();
  Start done;
  done.instructions = run.instructions;
  done.is_over = run.end != ArmMachine::End::kFault;
  if (run.end == ArmMachine::End::kApplication) done.entry = arm_->entry();
  return done;
}

void ForgedDevice::judge(const Start& start, std::uint32_t least_floor, ForgedVerdict& verdict) const {
  ForgedCounts& counts = verdict.counts;
  ++counts.starts;
  counts.outside += watch_.outside();
  counts.most_operations = std::max(counts.most_operations, flash_.operations());
  counts.most_read_bytes = std::max(counts.most_read_bytes, watch_.read_bytes());
  counts.most_instructions = std::max(counts.most_instructions, start.instructions);
  verdict.ends_with.reset();
  verdict.starts.push_back(fmt::format("{} operations, {} bytes read, {} accesses outside, ", flash_.operations(),
                                       watch_.read_bytes(), watch_.outside()));
  if (start.entry) check_entry(*start.entry, least_floor, verdict);
  if (watch_.outside() != 0) {
    verdict.problems.push_back(
        fmt::format("{} accesses outside the areas, the first: {}", watch_.outside(), watch_.first_outside()));
  }
  if (!start.is_over) {
    ++counts.endless;
    verdict.problems.emplace_back("the start does not end");
  }
  verdict.starts.back() += !start.entry ? "starts nothing" : fmt::format("enters {:#x}", start.entry->vectors);
}

void ForgedDevice::check_entry(const EntryPoint& entry, std::uint32_t least_floor, ForgedVerdict& verdict) const {
  ++verdict.counts.entries;
  verdict.ends_with = oracle_.find(flash_.cells(), entry);
  if (!verdict.ends_with) {
    verdict.problems.push_back(
        fmt::format("an image that no trusted key signed is entered, by the vectors at {:#x}", entry.vectors));
  } else if (oracle_.counter_of(*verdict.ends_with) < least_floor) {
    verdict.problems.push_back(
        fmt::format("an image with counter {} is entered, although no record has a floor below {}",
                    oracle_.counter_of(*verdict.ends_with), least_floor));
  } else {
    return;
  }
  ++verdict.counts.unverified;
}

// Afterwards the journal must still take a record as its newest; tried on a copy.
void ForgedDevice::check_journal(ForgedVerdict& verdict) {
  SimFlash copy = flash_;
  bootloader::JournalWithRoom journal(copy, board_.layout());
  bootloader::State state;
  (void)journal.load(state);
  state.staged_tag = ~state.staged_tag;
  const Status status = journal.append(state);
  bootloader::State found;
  (void)bootloader::JournalWithRoom(copy, board_.layout()).load(found);
  if (ok(status) && found.staged_tag == state.staged_tag) return;
  ++verdict.counts.journals_stuck;
  verdict.problems.push_back(fmt::format("the journal takes no further record: {}; record {} reads back as {}",
                                         status_name(status), state.sequence, found.sequence));
}

}  // namespace switchback::rig
