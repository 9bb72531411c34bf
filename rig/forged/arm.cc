#include "rig/forged/arm.h"

#include <bit>

#include "rig/arm/encoding.h"

namespace switchback::rig {
namespace {

constexpr std::uint32_t kFlashBytes = 256 * 1024;

// The bytes that a narrow instruction loads; size 0 if it loads nothing, or from the stack (DDI
// 0419E, chapter A5.2).
bootloader::Area load_of(std::uint32_t code, const ArmState& state) {
  const auto value = [&](unsigned lowest) { return state.registers[field(code, lowest, 3)]; };
  const std::uint32_t offset = field(code, 6, 5);
  if (field(code, 11, 5) == 0b01001) {
    return {((state.pc() + 4) & ~3u) + 4 * field(code, 0, 8), 4};
  }
  if (field(code, 12, 4) == 0b0101 && field(code, 9, 3) >= 3) {
    constexpr std::uint32_t kSizes[] = {0, 0, 0, 1, 4, 2, 1, 2};
    return {value(3) + value(6), kSizes[field(code, 9, 3)]};
  }
  if (field(code, 11, 5) == 0b01101) return {value(3) + 4 * offset, 4};
  if (field(code, 11, 5) == 0b01111) return {value(3) + offset, 1};
  if (field(code, 11, 5) == 0b10001) return {value(3) + 2 * offset, 2};
  if (field(code, 11, 5) == 0b11001) {
    return {value(8), 4 * static_cast<std::uint32_t>(std::popcount(field(code, 0, 8)))};
  }
  return {};
}

// Listens for the duration of a start.
class Listening {
 public:
  Listening(SimFlash& flash, OperationListener& listener) : flash_(flash) { flash_.set_listener(&listener); }
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;
  ~Listening() { flash_.set_listener(nullptr); }

 private:
  SimFlash& flash_;
};

}  // namespace

ForgedArm::ForgedArm(const ArmBootloader& bootloader, SimFlash& flash, AccessWatch& watch, const StartBudget& budget)
    : machine_(bootloader.make_machine()),
      flash_(flash),
      watch_(watch),
      budget_(budget),
      boot_bytes_(bootloader.boot_bytes()) {
  machine_->compute_on_host();  // signatures have their own tests
}

void ForgedArm::before(const Operation& operation) {
  if (++operations_ > budget_.operations) throw Runaway();
  if (is_in_an_area(flash_.layout(), operation.where)) return;
  watch_.note(operation.kind == Operation::Kind::kErase ? "erase" : "program", operation.where);
}

void ForgedArm::watch_load(std::uint16_t code) {
  const bootloader::Area part = load_of(code, machine_->core().state());
  if (part.size_bytes == 0 || part.address < boot_bytes_ || part.address >= kFlashBytes) return;
  if (!is_in_an_area(flash_.layout(), part)) watch_.note("read", part);
}

ArmMachine::Run ForgedArm::start() {
  operations_ = 0;
  const Listening listening(flash_, *this);
  machine_->start(flash_);
  std::optional<ArmMachine::End> end;
  const Bytes program = machine_->memory().flash();
  while (!end && machine_->instructions() < budget_.instructions) {
    const std::uint32_t pc = machine_->next_instruction();
    if (pc < boot_bytes_) watch_load(load_u16(program, pc));
    end = machine_->step();
  }
  if (!end) throw Runaway();
  return {*end, machine_->core().state().pc(), machine_->instructions(), {}, false};
}

EntryPoint ForgedArm::entry() const {
  const ArmState& state = machine_->core().state();
  return {load_u32(machine_->memory().ram(), 0), state.registers[kStackPointer], state.pc() | 1};
}

}  // namespace switchback::rig
