// A start without a glitch finds the points. A second start tries the glitches at each point, and
// goes back to the point after each try.
#include "rig/studies/glitch.h"

#include <algorithm>
#include <stdexcept>

namespace switchback::rig {
namespace {

constexpr std::uint8_t kFlags = 4;                     // negative, zero, carry, overflow
constexpr std::uint64_t kSpareInstructions = 300'000;  // a glitched start may take this many more

// How often each instruction is executed, by address / 2.
using Counts = std::vector<std::uint32_t>;

class GlitchRun {
 public:
  GlitchRun(const ArmProgram& program, std::uint32_t boot_bytes, const Board& board, const GlitchCase& about)
      : program_(program),
        boot_bytes_(boot_bytes),
        about_(about),
        machine_(program, boot_bytes),
        flash_(board.layout(), board.flash_model(), 1) {
    machine_.compute_on_host();
  }

  GlitchTally run(const GlitchOptions& options);

 private:
  Counts count(bool is_inside);
  bool is_point(std::uint32_t address, std::uint32_t time, std::uint32_t every) const;
  void begin(bool is_inside);
  void leave_out(const Counts& outside);
  void try_all(std::uint32_t address, const std::vector<GlitchKind>& kinds);
  std::vector<Glitch> glitches_here();
  void try_one(const Glitch& glitch, const ArmMachine::Moment& moment, std::uint32_t address);
  std::optional<ArmMachine::End> apply(const Glitch& glitch);
  GlitchEnd end_of(const ArmMachine::Run& run);
  GlitchEnd end_at_next_start(GlitchEnd otherwise);
  bool is_forbidden(std::uint32_t address) const;
  bool is_other_image(std::uint32_t address) const;
  bool is_code(std::uint32_t address) const;
  void keep_flash();
  void restore_flash();
  std::string function_at(std::uint32_t address) const;

  const ArmProgram& program_;
  std::uint32_t boot_bytes_;
  const GlitchCase& about_;
  ArmMachine machine_;
  SimFlash flash_;
  Counts counts_;
  Cells kept_{about_.cells};  // at the moment that is forked
  std::uint64_t kept_changes_ = 0;
  std::uint64_t max_instructions_ = 0;
  GlitchTally tally_;
};

GlitchTally GlitchRun::run(const GlitchOptions& options) {
  const Counts outside = options.is_inside ? count(false) : Counts();
  counts_ = count(options.is_inside);
  if (options.is_inside) leave_out(outside);
  Counts times(counts_.size());
  begin(options.is_inside);
  std::uint64_t point = 0;
  for (std::optional<ArmMachine::End> end; !end;) {
    const std::uint32_t address = machine_.next_instruction();
    if (address < boot_bytes_ && is_point(address, times[address / 2]++, options.every) &&
        point++ % options.shards == options.shard) {
      try_all(address, options.kinds);
    }
    machine_.remember_calls(!options.is_inside);
    end = machine_.step();
  }
  return std::move(tally_);
}

void GlitchRun::begin(bool is_inside) {
  flash_.restore(about_.cells);
  machine_.start(flash_);
  machine_.remember_calls(!is_inside);
  kept_changes_ = machine_.flash_changes();
}

// With `is_inside`, the multiplication of points is executed.
Counts GlitchRun::count(bool is_inside) {
  Counts counts(boot_bytes_ / 2);
  begin(is_inside);
  std::optional<ArmMachine::End> end;
  while (!end) {
    const std::uint32_t address = machine_.next_instruction();
    if (address < boot_bytes_) ++counts[address / 2];
    end = machine_.step();
  }
  tally_.instructions = machine_.instructions();
  max_instructions_ = 2 * tally_.instructions + kSpareInstructions;
  if (*end == ArmMachine::End::kApplication && is_forbidden(machine_.core().state().pc())) {
    throw std::runtime_error(about_.name + ": the image runs without a glitch");
  }
  return counts;
}

// Leaves out the instructions that are executed only outside the multiplication of points.
void GlitchRun::leave_out(const Counts& outside) {
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] == outside[i]) counts_[i] = 0;
  }
}

bool GlitchRun::is_point(std::uint32_t address, std::uint32_t time, std::uint32_t every) const {
  const std::uint32_t times = counts_[address / 2];
  if (times == 0) return false;
  return times <= every || time == 0 || time == times / 2 || time + 1 == times;
}

void GlitchRun::try_all(std::uint32_t address, const std::vector<GlitchKind>& kinds) {
  if (machine_.flash_changes() != kept_changes_) keep_flash();
  const ArmMachine::Moment moment = machine_.moment();
  ++tally_.points;
  for (const Glitch& glitch : glitches_here()) {
    if (!kinds.empty() && std::ranges::find(kinds, glitch.kind) == kinds.end()) continue;
    machine_.go_back(moment);
    try_one(glitch, moment, address);
    if (machine_.flash_changes() != kept_changes_) restore_flash();
  }
  machine_.go_back(moment);
}

// Executes the instruction once to find out which registers it writes.
std::vector<Glitch> GlitchRun::glitches_here() {
  const bool is_wide = machine_.core().instruction_bytes(machine_.core().state().pc()) == 4;
  std::vector<Glitch> glitches = {{GlitchKind::kSkip}, {GlitchKind::kSkipTwo}};
  if (is_wide) glitches.push_back({GlitchKind::kSkipHalf});
  const std::uint8_t bits = is_wide ? 32 : 16;
  for (std::uint8_t bit = 0; bit < bits; ++bit) glitches.push_back({GlitchKind::kFlip, bit});
  (void)machine_.step();
  const std::uint32_t written = machine_.core().written();
  if (machine_.flash_changes() != kept_changes_) restore_flash();
  for (std::uint8_t number = 0; number < kProgramCounter; ++number) {
    if ((written >> number & 1) == 0) continue;
    for (const GlitchKind kind : {GlitchKind::kZero, GlitchKind::kOnes, GlitchKind::kBit}) {
      glitches.push_back({kind, number});
    }
  }
  for (std::uint8_t number = 0; number < kFlags; ++number) glitches.push_back({GlitchKind::kFlag, number});
  return glitches;
}

void GlitchRun::try_one(const Glitch& glitch, const ArmMachine::Moment& moment, std::uint32_t address) {
  machine_.remember_calls(true);
  std::optional<ArmMachine::End> end = apply(glitch);
  const ArmMachine::Run run =
      end ? ArmMachine::Run{*end, machine_.core().state().pc(), 0, {}} : machine_.finish(max_instructions_);
  const GlitchEnd found = end_of(run);
  ++tally_.trials[static_cast<std::size_t>(glitch.kind)][static_cast<std::size_t>(found)];
  if (found != GlitchEnd::kBypass && found != GlitchEnd::kElsewhere) return;
  tally_.findings.push_back(
      {about_.name, glitch, found, address, function_at(address), moment.instructions, run.address});
}

std::optional<ArmMachine::End> GlitchRun::apply(const Glitch& glitch) {
  ArmInterpreter& core = machine_.core();
  std::uint32_t& pc = core.state().registers[kProgramCounter];
  std::uint16_t halves[2] = {};
  std::optional<ArmMachine::End> end;
  switch (glitch.kind) {
    case GlitchKind::kSkipTwo:
      pc += core.instruction_bytes(pc);
      [[fallthrough]];
    case GlitchKind::kSkip:
      pc += core.instruction_bytes(pc);
      return std::nullopt;
    case GlitchKind::kSkipHalf:
      pc += 2;
      return std::nullopt;
    case GlitchKind::kFlip:
      (void)machine_.memory().fetch(pc, halves[0]);
      (void)machine_.memory().fetch(pc + 2, halves[1]);
      halves[glitch.number / 16] ^= static_cast<std::uint16_t>(1u << glitch.number % 16);
      return machine_.step_as(halves[0], halves[1]);
    default:
      end = machine_.step();
  }
  if (glitch.kind == GlitchKind::kFlag) {
    bool* const flags[kFlags] = {&core.state().negative, &core.state().zero, &core.state().carry,
                                 &core.state().overflow};
    *flags[glitch.number] = !*flags[glitch.number];
    return end;
  }
  std::uint32_t& value = core.state().registers[glitch.number];
  value = glitch.kind == GlitchKind::kZero ? 0 : glitch.kind == GlitchKind::kOnes ? 0xffffffff : value ^ 1;
  return end;
}

GlitchEnd GlitchRun::end_of(const ArmMachine::Run& run) {
  switch (run.end) {
    case ArmMachine::End::kApplication:
      if (is_forbidden(run.address)) return GlitchEnd::kBypass;
      if (is_other_image(run.address)) return GlitchEnd::kRefused;
      return is_code(run.address) ? GlitchEnd::kElsewhere : end_at_next_start(GlitchEnd::kReset);
    case ArmMachine::End::kWaiting:
      return end_at_next_start(GlitchEnd::kRefused);
    case ArmMachine::End::kRunaway:
      return end_at_next_start(GlitchEnd::kHang);
    default:
      return end_at_next_start(GlitchEnd::kReset);
  }
}

// The flash after the glitch must not lead to a bypass either.
GlitchEnd GlitchRun::end_at_next_start(GlitchEnd otherwise) {
  if (machine_.flash_changes() == kept_changes_) return otherwise;
  machine_.lose_power();
  machine_.start(flash_);
  const ArmMachine::Run run = machine_.finish(max_instructions_);
  return run.end == ArmMachine::End::kApplication && is_forbidden(run.address) ? GlitchEnd::kBypass : otherwise;
}

// Whether `address` is the start of the forbidden image, in its slot.
bool GlitchRun::is_forbidden(std::uint32_t address) const {
  const auto offset = flash_.cells().offset_of(about_.slot_address, about_.forbidden.size());
  return address == about_.entry_address && offset &&
         equal(flash_.cells().bytes(*offset, about_.forbidden.size()), about_.forbidden);
}

// Returns false if there is no valid instruction, so that it faults.
bool GlitchRun::is_code(std::uint32_t address) const {
  std::uint16_t first = 0;
  // This and the following codes are undefined (ARMv6-M Architecture Reference Manual A5.2.6).
  constexpr std::uint16_t kUndefined = 0xde00;
  return machine_.memory().fetch(address, first) && first != 0xffff && (first & 0xff00) != kUndefined;
}

// Whether another image starts there.
bool GlitchRun::is_other_image(std::uint32_t address) const {
  return (address == about_.entry_address && !is_forbidden(address)) ||
         (about_.other_entry != 0 && address == about_.other_entry);
}

void GlitchRun::keep_flash() {
  kept_ = flash_.cells();
  kept_changes_ = machine_.flash_changes();
}

void GlitchRun::restore_flash() {
  flash_.restore(kept_);
  flash_.forget_faults();
  machine_.show_flash();
  kept_changes_ = machine_.flash_changes();
}

std::string GlitchRun::function_at(std::uint32_t address) const {
  std::string name = "?";
  std::uint32_t start = 0;
  for (const auto& [function, where] : program_.functions) {
    if (where > address || where < start) continue;
    start = where;
    name = function;
  }
  return name;
}

}  // namespace

const char* name_of(GlitchKind kind) {
  constexpr const char* kNames[kGlitchKinds] = {"skip",     "skip-half", "skip-two",      "flip-bit",
                                                "set-zero", "set-ones",  "change-lowest", "change-flag"};
  return kNames[static_cast<std::size_t>(kind)];
}

const char* name_of(GlitchEnd end) {
  constexpr const char* kNames[kGlitchEnds] = {"refused", "reset", "hang", "elsewhere", "bypass"};
  return kNames[static_cast<std::size_t>(end)];
}

GlitchTally& GlitchTally::operator+=(const GlitchTally& other) {
  points += other.points;
  instructions = std::max(instructions, other.instructions);
  for (std::size_t kind = 0; kind < kGlitchKinds; ++kind) {
    for (std::size_t end = 0; end < kGlitchEnds; ++end) trials[kind][end] += other.trials[kind][end];
  }
  findings.insert(findings.end(), other.findings.begin(), other.findings.end());
  return *this;
}

std::uint64_t GlitchTally::count(GlitchKind kind) const {
  std::uint64_t sum = 0;
  for (const std::uint64_t trials_ended : trials[static_cast<std::size_t>(kind)]) sum += trials_ended;
  return sum;
}

GlitchTally run_glitches(const ArmProgram& program, std::uint32_t boot_bytes, const Board& board,
                         const GlitchCase& about, const GlitchOptions& options) {
  return GlitchRun(program, boot_bytes, board, about).run(options);
}

}  // namespace switchback::rig
