// Tells the formats apart and joins what the readers found.
#include "packer/input.h"

#include <fmt/format.h>

#include <algorithm>

#include "packer/pieces.h"

namespace switchback::packer {
namespace {

std::uint64_t end_of(const Piece& piece) { return std::uint64_t{piece.address} + piece.data.size(); }

Result<void> check_overlaps(const std::vector<Piece>& sorted, std::string_view unit) {
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    const Piece& before = sorted[i - 1];
    const Piece& piece = sorted[i];
    if (end_of(before) > piece.address) {
      return fail(ErrorCode::kFormat, fmt::format("{} {}: expected every address once, found 0x{:08x} also in {} {}",
                                                  unit, piece.number, piece.address, unit, before.number));
    }
  }
  return {};
}

// Clips every piece to the range; what is left empty is dropped with the other empty ones.
void clip(std::vector<Piece>& pieces, const AddressRange& range) {
  const std::uint64_t range_end = std::uint64_t{range.address} + range.size_bytes;
  for (Piece& piece : pieces) {
    const std::uint64_t first = std::clamp<std::uint64_t>(range.address, piece.address, end_of(piece));
    const std::uint64_t end = std::clamp<std::uint64_t>(range_end, first, end_of(piece));
    piece.data = piece.data.subspan(first - piece.address, end - first);
    piece.address = static_cast<std::uint32_t>(first);
  }
}

Result<Firmware> read_binary(Bytes file) {
  if (file.empty()) return fail(ErrorCode::kFormat, "expected at least one byte of firmware, found an empty file");
  Firmware firmware;
  firmware.bytes.assign(file.begin(), file.end());
  return firmware;
}

}  // namespace

std::optional<InputFormat> input_format_from_name(std::string_view name) {
  if (name == "bin") return InputFormat::kBinary;
  if (name == "hex") return InputFormat::kIntelHex;
  if (name == "elf") return InputFormat::kElf;
  return std::nullopt;
}

std::string_view input_format_name(InputFormat format) {
  switch (format) {
    case InputFormat::kIntelHex:
      return "hex";
    case InputFormat::kElf:
      return "elf";
    case InputFormat::kBinary:
      break;
  }
  return "bin";
}

InputFormat detect_input_format(Bytes file) {
  if (looks_like_elf(file)) return InputFormat::kElf;
  if (looks_like_intel_hex(file)) return InputFormat::kIntelHex;
  return InputFormat::kBinary;
}

Result<Firmware> read_firmware(Bytes file, std::uint8_t erased_value, std::optional<InputFormat> format,
                               std::optional<AddressRange> range) {
  const PieceRules rules{erased_value, range};
  switch (format.value_or(detect_input_format(file))) {
    case InputFormat::kIntelHex:
      return read_intel_hex(file, rules);
    case InputFormat::kElf:
      return read_elf(file, rules);
    case InputFormat::kBinary:
      break;
  }
  if (range)
    return fail(ErrorCode::kUsage,
                "input range: expected an Intel HEX or ELF file, found a raw binary, which has no addresses");
  return read_binary(file);
}

Result<void> check_load_address(const Firmware& firmware, std::uint32_t address) {
  if (!firmware.load_address || *firmware.load_address == address) return {};
  return fail(
      ErrorCode::kIncompatible,
      fmt::format(
          "load address: expected 0x{:x} (slot address plus header size), found 0x{:x}; link the firmware for its slot",
          address, *firmware.load_address));
}

Result<void> join_pieces(std::vector<Piece> pieces, std::string_view unit, const PieceRules& rules,
                         Firmware& firmware) {
  if (rules.range) clip(pieces, *rules.range);
  std::erase_if(pieces, [](const Piece& piece) { return piece.data.empty(); });
  if (pieces.empty()) return fail(ErrorCode::kFormat, "expected at least one byte of firmware, found none");
  std::stable_sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) { return a.address < b.address; });
  if (auto checked = check_overlaps(pieces, unit); !checked) return checked;
  const std::uint32_t first = pieces.front().address;
  const std::uint64_t span_bytes = end_of(pieces.back()) - first;
  if (span_bytes > kMaxInputSpanBytes) {
    return fail(ErrorCode::kTooBig,
                fmt::format("{} {}: expected all data within {} bytes, found 0x{:08x} to 0x{:08x}; is some of it "
                            "configuration words, or linked for RAM? An input range selects what to keep",
                            unit, pieces.back().number, kMaxInputSpanBytes, first, end_of(pieces.back()) - 1));
  }
  firmware.load_address = first;
  firmware.bytes.assign(span_bytes, rules.erased_value);
  for (const Piece& piece : pieces)
    std::copy(piece.data.begin(), piece.data.end(), firmware.bytes.begin() + (piece.address - first));
  return {};
}

}  // namespace switchback::packer
