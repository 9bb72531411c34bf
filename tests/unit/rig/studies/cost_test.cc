// Costs of a program that is assembled by hand.
#include "rig/studies/cost.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

#include "manifests/profile/profile.h"
#include "rig/studies/flame_graph.h"
#include "tests/support/file.h"

namespace switchback::rig {
namespace {

constexpr std::uint32_t kBootBytes = 0x8000;
constexpr std::uint32_t kCode = 0x40;

const std::vector<std::uint16_t> kProgram = {
    // 40 switchback_reset: calls sha256_update, memcpy, scalar_mult, confirmed_entry, down(3) and
    // the helper, which skips the nop; ldr r0, =0x20000100; msr msp, r0; ldr r0, =0x9101; bx r0;
    // nop
    0xf000, 0xf816, 0xf000, 0xf81d, 0xf000, 0xf81d, 0xf000, 0xf823, 0x2003, 0xf000, 0xf826, 0xf000, 0xf82a, 0x46c0,
    0x4802, 0xf380, 0x8808, 0x4802, 0x4700, 0x46c0, 0x0100, 0x2000, 0x9101, 0x0000,
    // 70 sha256_update: push {r4, lr}; bl memcpy; bl Sha256::compress; pop {r4, pc}
    0xb510, 0xf000, 0xf806, 0xf000, 0xf801, 0xbd10,
    // 7c Sha256::compress: sub sp, #64; add sp, #64; bx lr
    0xb090, 0xb010, 0x4770,
    // 82 memcpy: nop; bx lr
    0x46c0, 0x4770,
    // 86 scalar_mult: push {r4, lr}; bl Sha256::compress; pop {r1, r2}; mov lr, r2; b m256_inv
    0xb510, 0xf7ff, 0xfff8, 0xbc06, 0x4696, 0xe7ff,
    // 92 m256_inv: nop; bx lr
    0x46c0, 0x4770,
    // 96 confirmed_entry: push {r4, lr}; bl sha256_update; bl memcpy; pop {r4, pc}
    0xb510, 0xf7ff, 0xffea, 0xf7ff, 0xfff1, 0xbd10,
    // a2 down: push {r4, lr}; subs r0, #1; beq ac; bl down; ac: pop {r4, pc}
    0xb510, 0x3801, 0xd001, 0xf7ff, 0xfffb, 0xbd10,
    // ae __gnu_thumb1_case_sqi: mov r0, lr; adds r0, #2; bx r0
    0x4670, 0x3002, 0x4700};

ArmProgram make_program() {
  ArmProgram program{std::vector<std::uint8_t>(kCode + kProgram.size() * 2),
                     {{"switchback_reset", 0x40},
                      {"sha256_update.isra.0", 0x70},
                      {"_ZN10switchback6crypto6Sha2568compressEv", 0x7c},
                      {"memcpy", 0x82},
                      {"scalar_mult", 0x86},
                      {"m256_inv", 0x92},
                      {"_ZN10switchback10bootloader15confirmed_entryERKNS0_6DeviceE", 0x96},
                      {"down", 0xa2},
                      {"__gnu_thumb1_case_sqi", 0xae}}};
  store_u32(program.bytes, 0, 0x20004000);
  store_u32(program.bytes, 4, kCode | 1);
  for (std::size_t i = 0; i < kProgram.size(); ++i) store_u16(program.bytes, kCode + i * 2, kProgram[i]);
  return program;
}

struct Bench {
  manifests::DeviceProfile profile =
      manifests::read_profile(test::read_text("manifests/samples/profiles/nrf51.json")).value();
  Board board{profile, {}};
  SimFlash flash{board.layout(), board.flash_model(), 1};
  ArmProgram program = make_program();
  ArmFunctions functions{program};
  CallTracer tracer{functions};
  ArmMachine machine{program, kBootBytes};
  ArmMachine::Run run = machine.run_watched(flash, tracer);
  Cost cost = cost_of(tracer.tree(), functions);

  // How many nodes the functions on the way from reset to this one make.
  int depth_of(std::string_view name) const {
    int deepest = 0;
    for (const CallNode& node : tracer.tree().nodes()) {
      if (functions.name(node.function) != name) continue;
      int depth = 1;
      for (std::uint32_t at = node.caller; at != 0; at = tracer.tree().nodes()[at].caller) ++depth;
      deepest = std::max(deepest, depth);
    }
    return deepest;
  }
  FunctionCost function(std::string_view name) const {
    for (const FunctionCost& one : function_costs(tracer.tree(), functions)) {
      if (one.name == name) return one;
    }
    return {};
  }
};

}  // namespace

TEST_CASE("Cost: every instruction belongs to one phase") {
  Bench bench;
  CHECK(bench.run.end == ArmMachine::End::kApplication);
  CHECK(bench.run.address == 0x9100);
  CHECK(bench.run.instructions == 64);
  CHECK(bench.cost.instructions == 64);
  CHECK(bench.tracer.tree().sums().front() == 64);
  std::uint64_t sum = 0;
  for (const PhaseCost& phase : bench.cost.phases) sum += phase.instructions;
  CHECK(sum == 64);
  std::uint64_t of_functions = 0;
  for (const FunctionCost& one : function_costs(bench.tracer.tree(), bench.functions)) of_functions += one.instructions;
  CHECK(of_functions == 64);
}

TEST_CASE("Cost: what no rule names belongs to its caller's phase") {
  Bench bench;
  CHECK(bench.cost.of(CostPhase::kHash).instructions == 9 + 3);  // with memcpy's, and called by scalar_mult
  CHECK(bench.cost.of(CostPhase::kPolicy).instructions == 11 + 2 + 14 + 3);
  CHECK(bench.cost.of(CostPhase::kDecode).instructions == 0);
  CHECK(bench.function("memcpy").instructions == 8);
  CHECK(bench.function("memcpy").calls == 4);
}

TEST_CASE("Cost: the second decision has all that it calls, other phases only what is their own") {
  Bench bench;
  CHECK(bench.cost.of(CostPhase::kConfirm).instructions == 15);
  CHECK(bench.cost.of(CostPhase::kConfirm).with_calls == 15);
  CHECK(bench.cost.of(CostPhase::kSignature).instructions == 7);
  CHECK(bench.cost.of(CostPhase::kSignature).with_calls == 10);
  CHECK(bench.cost.of(CostPhase::kPolicy).with_calls == 64);
}

TEST_CASE("Cost: calls come back from tail calls, recursion and helpers that return elsewhere") {
  Bench bench;
  CHECK(bench.depth_of("m256_inv") == 3);  // jumped to by scalar_mult
  CHECK(bench.depth_of("confirmed_entry") == 0);
  CHECK(bench.depth_of("bootloader::confirmed_entry") == 2);
  CHECK(bench.depth_of("down") == 4);
  CHECK(bench.function("down").calls == 3);
  CHECK(bench.depth_of("__gnu_thumb1_case_sqi") == 2);
  CHECK(bench.depth_of("switchback_reset") == 1);
  CHECK(bench.function("switchback_reset").instructions == 11);
  CHECK(bench.function("?").instructions == 0);
}

TEST_CASE("Cost: the stack is the deepest of each phase, and the application's is none of it") {
  Bench bench;
  CHECK(bench.cost.of(CostPhase::kHash).stack_bytes == 72);
  CHECK(bench.cost.of(CostPhase::kSignature).stack_bytes == 8);
  CHECK(bench.cost.of(CostPhase::kConfirm).stack_bytes == 80);
  CHECK(bench.cost.of(CostPhase::kPolicy).stack_bytes == 24);
  CHECK(bench.cost.stack_bytes == 80);
}

TEST_CASE("Cost: primitives are counted with all that they call") {
  Bench bench;
  CHECK(bench.cost.primitives.compressions == 3);
  CHECK(bench.cost.primitives.compression_instructions == 9);
  CHECK(bench.cost.primitives.signature_instructions == 10);
  CHECK(bench.cost.ratio() == doctest::Approx(64.0 / 19));
  CHECK(bench.cost.ratio_beside_signatures() == doctest::Approx(54.0 / 9));
  CHECK(Cost{}.ratio() == 0);
}

TEST_CASE("Cost: several starts add up") {
  Bench bench;
  const CallTree once = bench.tracer.tree();
  bench.machine.run_watched(bench.flash, bench.tracer);
  CallTree twice = once;
  twice += once;
  const Cost cost = cost_of(twice, bench.functions);
  CHECK(cost.instructions == 128);
  CHECK(cost.stack_bytes == 80);
  CHECK(twice.nodes().size() == once.nodes().size());
  CHECK(cost_of(bench.tracer.tree(), bench.functions).instructions == 128);
}

TEST_CASE("Cost: names are those that people use, and two functions may share one") {
  CHECK(readable_name("sha256_update.isra.0") == "sha256_update");
  CHECK(readable_name("_ZN10switchback10bootloader12_GLOBAL__N_17BootRun6verifyEv") == "bootloader::BootRun::verify");
  CHECK(readable_name("_ZN10switchback10bootloader7Journal6appendERNS0_5StateE.constprop.0") ==
        "bootloader::Journal::append");
  CHECK(readable_name("_ZSt4copyIPKhPhET0_T_S4_S3_") == "std::copy<unsigned char const*, unsigned char*>");
  ArmProgram program = make_program();
  program.functions.emplace("down", 0x86);
  const ArmFunctions functions(program);
  CHECK(functions.name(functions.at(0x88)) == "down");
  CHECK(functions.name(functions.at(0xa4)) == "down");
  CHECK(functions.at(0x88) != functions.at(0xa4));
  CHECK(functions.at(0x10) == ArmFunctions::kNone);
  CHECK(functions.at(kBootBytes) == ArmFunctions::kNone);
}

TEST_CASE("Cost: the picture names what is called, and is the same each time") {
  Bench bench;
  const std::vector<FlamePanel> panels = {
      {"all & more", bench.tracer.tree()},
      {"without", without(bench.tracer.tree(), bench.functions, CostPhase::kSignature)}};
  const std::string svg = flame_graph(panels, bench.functions);
  CHECK(svg == flame_graph(panels, bench.functions));
  CHECK(svg.starts_with("<svg xmlns="));
  CHECK(svg.find("all &amp; more: 64 instructions") != std::string::npos);
  CHECK(svg.find("without: 57 instructions") != std::string::npos);
  CHECK(svg.find("<title>scalar_mult: 10 instructions, 15.6 %; 5 of its own in 1 call; signature; 8 bytes of stack") !=
        std::string::npos);
  CHECK(svg.find("<title>m256_inv") == svg.rfind("<title>m256_inv"));  // nothing is left of it in the second one
}

}  // namespace switchback::rig
