// The readers get the same firmware from one program as ELF, HEX, S-records and raw binary, made by
// GNU ld and objcopy.
#include <doctest/doctest.h>

#include "packer/input/input.h"
#include "tests/support/scratch.h"

namespace switchback::packer {
namespace {

// Code with initialised data, which lies behind it in flash, and zeroed data, which does not.
const std::string kProgram =
    ".syntax unified\n.thumb\n"
    ".section .text\n.globl start\nstart: .word 0x20004000, 0x9221\n b .\n"
    ".section .data\n .word 1, 2, 3\n"
    ".section .bss\n .space 64\n";

std::string linker_script(const std::string& origin) {
  return "MEMORY { FLASH (rx) : ORIGIN = " + origin +
         ", LENGTH = 64K  RAM (rwx) : ORIGIN = 0x20000000, LENGTH = 16K }\n"
         "ENTRY(start)\n"
         "SECTIONS { .text : { *(.text) } > FLASH  .data : { *(.data) } > RAM AT> FLASH  .bss : { *(.bss) } > RAM }\n";
}

void check_linked(const std::string& origin, const std::string& linker_options) {
  const test::Scratch scratch;
  scratch.write("program.s", kProgram);
  scratch.write("program.ld", linker_script(origin));
  scratch.run("arm-none-eabi-as program.s -o program.o");
  scratch.run("arm-none-eabi-ld " + linker_options + " -T program.ld program.o -o program.elf");
  scratch.run("arm-none-eabi-objcopy -O binary program.elf program.bin");
  scratch.run("arm-none-eabi-objcopy -O ihex program.elf program.hex");
  scratch.run("arm-none-eabi-objcopy -O srec program.elf program.s19");
  const auto elf = read_firmware(scratch.bytes("program.elf"), 0x00);
  const auto hex = read_firmware(scratch.bytes("program.hex"), 0x00);
  REQUIRE_MESSAGE(elf.has_value(), elf.error().message);
  REQUIRE_MESSAGE(hex.has_value(), hex.error().message);
  const auto srec = read_firmware(scratch.bytes("program.s19"), 0x00);
  REQUIRE_MESSAGE(srec.has_value(), srec.error().message);
  CHECK(srec->bytes == hex->bytes);
  CHECK(srec->load_address == hex->load_address);
  CHECK(elf->format == InputFormat::kElf);
  CHECK(hex->format == InputFormat::kIntelHex);
  CHECK(elf->bytes == scratch.bytes("program.bin"));
  CHECK(hex->bytes == scratch.bytes("program.bin"));
  CHECK(elf->load_address == static_cast<std::uint32_t>(std::stoul(origin, nullptr, 16)));
  CHECK(hex->load_address == elf->load_address);
  CHECK(hex->entry == elf->entry);
}

}  // namespace

TEST_CASE("Linker output: ELF and HEX load what objcopy's binary holds") { check_linked("0x10000", ""); }

TEST_CASE("Linker output: code behind a slot's image header loads without the ELF header that ld puts before it") {
  check_linked("0x9200", "");
  check_linked("0x9100", "-z max-page-size=0x10000");
  check_linked("0x9200", "--nmagic");
}

TEST_CASE("Linker output: a segment of headers alone, which ld makes for separate code, is passed over") {
  check_linked("0x9100", "-z separate-code");
  check_linked("0x10000", "-z separate-code");
}

TEST_CASE("Linker output: a position-independent executable is refused with the way out") {
  const test::Scratch scratch;
  scratch.write("program.s", kProgram);
  scratch.run("arm-none-eabi-as program.s -o program.o");
  scratch.run("arm-none-eabi-ld -shared program.o -o program.so");
  const auto shared = read_firmware(scratch.bytes("program.so"), 0x00);
  REQUIRE_FALSE(shared.has_value());
  CHECK(shared.error().message.find("link without -pie and -shared") != std::string::npos);
  const auto object = read_firmware(scratch.bytes("program.o"), 0x00);
  REQUIRE_FALSE(object.has_value());
  CHECK(object.error().message.find("link the firmware first") != std::string::npos);
}

}  // namespace switchback::packer
