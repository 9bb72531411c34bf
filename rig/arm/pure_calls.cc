// Arguments as the procedure call standard passes them (AAPCS, 6.4): four in registers, the rest on the stack.
#include "rig/arm/pure_calls.h"

namespace switchback::rig {
namespace {

constexpr std::size_t kNumberBytes = 32;
constexpr unsigned kRegisterArguments = 4;

}  // namespace

PureCalls::PureCalls(uc_engine* uc, const ArmProgram& program, PureFunction function)
    : uc_(uc), function_(std::move(function)) {
  const auto found = program.functions.find(function_.name);
  if (found == program.functions.end()) return;
  uc_hook handle = 0;
  const auto enter = [](uc_engine*, std::uint64_t, std::uint32_t, void* user) {
    static_cast<PureCalls*>(user)->enter();
  };
  (void)uc_hook_add(uc_, &handle, UC_HOOK_CODE, reinterpret_cast<void*>(+enter), this, found->second, found->second);
}

std::uint32_t PureCalls::register_value(int id) const {
  std::uint32_t value = 0;
  (void)uc_reg_read(uc_, id, &value);
  return value;
}

std::uint32_t PureCalls::argument(unsigned number) const {
  if (number < kRegisterArguments) return register_value(UC_ARM_REG_R0 + static_cast<int>(number));
  std::uint32_t value = 0;
  (void)uc_mem_read(uc_, register_value(UC_ARM_REG_SP) + (number - kRegisterArguments) * 4, &value, sizeof value);
  return value;
}

void PureCalls::enter() {
  running_.reset();  // of a run that ended inside
  Call call{{}, {}, register_value(UC_ARM_REG_SP)};
  for (const unsigned input : function_.inputs) {
    call.key.resize(call.key.size() + kNumberBytes);
    std::uint8_t* const number = call.key.data() + call.key.size() - kNumberBytes;
    if (uc_mem_read(uc_, argument(input), number, kNumberBytes) != UC_ERR_OK) return;
  }
  for (const unsigned constant : function_.constants) {
    call.key.resize(call.key.size() + sizeof(std::uint32_t));
    store_u32(call.key, call.key.size() - sizeof(std::uint32_t), argument(constant));
  }
  for (const unsigned output : function_.outputs) call.outputs.push_back(argument(output));
  const std::uint32_t link = register_value(UC_ARM_REG_LR);
  if (const auto known = known_.find(call.key); known != known_.end()) {
    give(call, known->second);
    const std::uint32_t next = link | 1;
    (void)uc_reg_write(uc_, UC_ARM_REG_PC, &next);
    return;
  }
  running_ = std::move(call);
  hook_return(link & ~std::uint32_t{1});
}

void PureCalls::give(const Call& call, const Buffer& result) {
  for (std::size_t i = 0; i < call.outputs.size(); ++i) {
    (void)uc_mem_write(uc_, call.outputs[i], result.data() + i * kNumberBytes, kNumberBytes);
  }
}

// The emulator may have translated what stands there, without the hook.
void PureCalls::hook_return(std::uint32_t address) {
  if (!returns_.insert(address).second) return;
  uc_hook handle = 0;
  const auto leave = [](uc_engine*, std::uint64_t, std::uint32_t, void* user) {
    static_cast<PureCalls*>(user)->leave();
  };
  (void)uc_hook_add(uc_, &handle, UC_HOOK_CODE, reinterpret_cast<void*>(+leave), this, address, address);
  (void)uc_ctl_remove_cache(uc_, std::uint64_t{address}, std::uint64_t{address} + 2);
}

void PureCalls::leave() {
  if (!running_ || register_value(UC_ARM_REG_SP) != running_->stack) return;
  Buffer result(running_->outputs.size() * kNumberBytes);
  bool is_read = true;
  for (std::size_t i = 0; i < running_->outputs.size(); ++i) {
    std::uint8_t* const number = result.data() + i * kNumberBytes;
    is_read = is_read && uc_mem_read(uc_, running_->outputs[i], number, kNumberBytes) == UC_ERR_OK;
  }
  if (is_read) known_[running_->key] = std::move(result);
  running_.reset();
}

// scalar_mult(rx, ry, px, py, s) and m256_inv(z, x, modulus).
std::vector<std::unique_ptr<PureCalls>> remember_p256(uc_engine* uc, const ArmProgram& program) {
  std::vector<std::unique_ptr<PureCalls>> functions;
  functions.push_back(std::make_unique<PureCalls>(uc, program, PureFunction{"scalar_mult", {2, 3, 4}, {}, {0, 1}}));
  functions.push_back(std::make_unique<PureCalls>(uc, program, PureFunction{"m256_inv", {1}, {2}, {0}}));
  return functions;
}

}  // namespace switchback::rig
