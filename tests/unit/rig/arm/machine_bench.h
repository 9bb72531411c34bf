// Machine code, assembled by hand, and a simulated nRF51 to run it on.
#pragma once

#include <vector>

#include "manifests/profile/profile.h"
#include "rig/arm/machine.h"
#include "rig/device/board.h"
#include "tests/support/file.h"

namespace switchback::rig {

constexpr std::uint32_t kBootBytes = 0x8000;
constexpr std::uint32_t kCode = 0x40;  // where programs start, and words are aligned

inline ArmProgram program_of(const std::vector<std::uint16_t>& code) {
  ArmProgram program{std::vector<std::uint8_t>(kCode + code.size() * 2 + 2), {}};
  store_u32(program.bytes, 0, 0x20004000);
  store_u32(program.bytes, 4, kCode | 1);
  for (std::size_t i = 0; i < code.size(); ++i) store_u16(program.bytes, kCode + i * 2, code[i]);
  return program;
}

struct MachineBench {
  manifests::DeviceProfile profile =
      manifests::read_profile(test::read_text("manifests/samples/profiles/nrf51.json")).value();
  Board board{profile, {}};
  SimFlash flash{board.layout(), board.flash_model(), 1};

  ArmMachine::Run run(const std::vector<std::uint16_t>& code) {
    const ArmProgram program = program_of(code);
    return ArmMachine(program, kBootBytes).run(flash);
  }
};

}  // namespace switchback::rig
