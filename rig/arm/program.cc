// Reads the symbol table; the packer reads the segments. Untrusted input: every offset is checked.
#include "rig/arm/program.h"

#include <fmt/format.h>

#include <algorithm>

#include "packer/input/input.h"

namespace switchback::rig {
namespace {

constexpr std::size_t kSectionHeaderBytes = 40;
constexpr std::size_t kSymbolBytes = 16;
constexpr std::uint32_t kSymbolTable = 2;  // SHT_SYMTAB
constexpr std::uint8_t kFunction = 2;      // STT_FUNC

struct Section {
  std::uint32_t type = 0;
  Bytes content;
  std::uint32_t link = 0;
};

// Nothing if the file ends before it.
std::optional<Bytes> part_of(Bytes elf, std::size_t offset, std::size_t size_bytes) {
  if (offset > elf.size() || size_bytes > elf.size() - offset) return std::nullopt;
  return elf.subspan(offset, size_bytes);
}

std::optional<Section> section_at(Bytes elf, std::uint32_t index) {
  const std::size_t at = load_u32(elf, 32) + std::size_t{index} * kSectionHeaderBytes;  // e_shoff
  const auto header = part_of(elf, at, kSectionHeaderBytes);
  if (!header) return std::nullopt;
  Section section{load_u32(*header, 4), {}, load_u32(*header, 24)};
  if (section.type != kSymbolTable && section.type != 3) return section;  // SHT_STRTAB
  const auto content = part_of(elf, load_u32(*header, 16), load_u32(*header, 20));
  if (!content) return std::nullopt;
  section.content = *content;
  return section;
}

std::string text_at(Bytes strings, std::uint32_t offset) {
  if (offset >= strings.size()) return {};
  const auto start = strings.begin() + offset;
  return {start, std::find(start, strings.end(), std::uint8_t{0})};
}

void add_functions(const Section& symbols, Bytes names, std::multimap<std::string, std::uint32_t>& functions) {
  for (std::size_t at = 0; at + kSymbolBytes <= symbols.content.size(); at += kSymbolBytes) {
    if ((symbols.content[at + 12] & 0x0f) != kFunction) continue;
    const std::string name = text_at(names, load_u32(symbols.content, at));
    if (!name.empty()) functions.emplace(name, load_u32(symbols.content, at + 4) & ~std::uint32_t{1});
  }
}

}  // namespace

Result<ArmProgram> read_arm_program(Bytes elf) {
  const auto firmware = packer::read_firmware(elf, 0xff, packer::InputFormat::kElf);
  if (!firmware) return tl::make_unexpected(firmware.error());
  if (firmware->load_address != 0u) {
    return fail(ErrorCode::kFormat, fmt::format("expected a bootloader that is flashed to address 0, found {:#x}",
                                                firmware->load_address.value_or(0)));
  }
  ArmProgram program{firmware->bytes, {}};
  // e_shnum; read_firmware() has checked the header.
  const std::uint32_t sections = load_u16(elf, 48);
  for (std::uint32_t i = 0; i < sections; ++i) {
    const auto symbols = section_at(elf, i);
    if (!symbols || symbols->type != kSymbolTable) continue;
    if (const auto names = section_at(elf, symbols->link)) add_functions(*symbols, names->content, program.functions);
  }
  return program;
}

}  // namespace switchback::rig
