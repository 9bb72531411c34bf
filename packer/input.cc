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

Result<Firmware> read_firmware(Bytes file, std::uint8_t erased_value, std::optional<InputFormat> format) {
  switch (format.value_or(detect_input_format(file))) {
    case InputFormat::kIntelHex:
      return read_intel_hex(file, erased_value);
    case InputFormat::kElf:
      return read_elf(file, erased_value);
    case InputFormat::kBinary:
      break;
  }
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

Result<void> join_pieces(std::vector<Piece> pieces, std::string_view unit, std::uint8_t erased_value,
                         Firmware& firmware) {
  std::erase_if(pieces, [](const Piece& piece) { return piece.data.empty(); });
  if (pieces.empty()) return fail(ErrorCode::kFormat, "expected at least one byte of firmware, found none");
  std::stable_sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) { return a.address < b.address; });
  if (auto checked = check_overlaps(pieces, unit); !checked) return checked;
  const std::uint32_t first = pieces.front().address;
  const std::uint64_t span_bytes = end_of(pieces.back()) - first;
  if (span_bytes > kMaxInputSpanBytes) {
    return fail(
        ErrorCode::kTooBig,
        fmt::format(
            "{} {}: expected all data within {} bytes, found 0x{:08x} to 0x{:08x}; is some of it linked for RAM?", unit,
            pieces.back().number, kMaxInputSpanBytes, first, end_of(pieces.back()) - 1));
  }
  firmware.load_address = first;
  firmware.bytes.assign(span_bytes, erased_value);
  for (const Piece& piece : pieces)
    std::copy(piece.data.begin(), piece.data.end(), firmware.bytes.begin() + (piece.address - first));
  return {};
}

}  // namespace switchback::packer
