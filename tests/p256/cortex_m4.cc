#include <unicorn/unicorn.h>

#include <stdexcept>
#include <vector>

#include "tests/p256/processor.h"

namespace switchback::crypto::p256::testing {
namespace {

constexpr std::uint64_t kMostMicroseconds = 60'000'000;
constexpr std::array kRegisters = {UC_ARM_REG_R0,  UC_ARM_REG_R1, UC_ARM_REG_R2,  UC_ARM_REG_R3,
                                   UC_ARM_REG_R4,  UC_ARM_REG_R5, UC_ARM_REG_R6,  UC_ARM_REG_R7,
                                   UC_ARM_REG_R8,  UC_ARM_REG_R9, UC_ARM_REG_R10, UC_ARM_REG_R11,
                                   UC_ARM_REG_R12, UC_ARM_REG_SP, UC_ARM_REG_LR,  UC_ARM_REG_PC};

void must(uc_err error) {
  if (error != UC_ERR_OK) throw std::runtime_error(uc_strerror(error));
}

class CortexM4 final : public Processor {
 public:
  CortexM4() : flash_(kFlashBytes), ram_(kRamBytes) {
    must(uc_open(UC_ARCH_ARM, UC_MODE_THUMB, &uc_));
    must(uc_ctl_set_cpu_model(uc_, UC_CPU_ARM_CORTEX_M4));
    must(uc_mem_map_ptr(uc_, 0, kFlashBytes, UC_PROT_READ | UC_PROT_EXEC, flash_.data()));
    must(uc_mem_map_ptr(uc_, kRamStart, kRamBytes, UC_PROT_READ | UC_PROT_WRITE, ram_.data()));
  }
  ~CortexM4() override { uc_close(uc_); }
  CortexM4(const CortexM4&) = delete;
  CortexM4& operator=(const CortexM4&) = delete;

  MutableBytes flash() override { return flash_; }
  MutableBytes ram() override { return ram_; }

  void run(Registers& registers, unsigned flags, std::uint32_t end) override {
    for (unsigned i = 0; i < kRegisters.size(); ++i) must(uc_reg_write(uc_, kRegisters[i], &registers[i]));
    const std::uint32_t status = flags << 28;
    must(uc_reg_write(uc_, UC_ARM_REG_APSR_NZCV, &status));
    must(uc_emu_start(uc_, registers[rig::kProgramCounter] | 1, end, kMostMicroseconds, 0));
    for (unsigned i = 0; i < kRegisters.size(); ++i) must(uc_reg_read(uc_, kRegisters[i], &registers[i]));
    if ((registers[rig::kProgramCounter] & ~1u) != end) throw std::runtime_error("no return");
  }

 private:
  std::vector<std::uint8_t> flash_, ram_;
  uc_engine* uc_ = nullptr;
};

}  // namespace

std::unique_ptr<Processor> make_cortex_m4() { return std::make_unique<CortexM4>(); }

}  // namespace switchback::crypto::p256::testing
