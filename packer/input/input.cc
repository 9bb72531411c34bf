// Tells the formats apart and joins what the readers found.
#include "packer/input/input.h"

#include <fmt/format.h>

#include <algorithm>

#include "packer/input/file_kinds.h"
#include "packer/input/pieces.h"
#include "packer/input/private_key_scan.h"
#include "packer/input/text_kinds.h"

namespace switchback::packer {
namespace {

std::uint64_t end_of(const Piece& piece) { return std::uint64_t{piece.address} + piece.data.size(); }

// Finds a piece before `last`, in the file's order, that also gives `address` a value.
const Piece& other_with(const std::vector<Piece>& pieces, std::uint32_t address, const Piece& last) {
  return *std::find_if(pieces.begin(), pieces.end(), [&](const Piece& piece) {
    return &piece != &last && piece.address <= address && address < end_of(piece);
  });
}

// Copies the pieces to their places. A byte that is given twice must be the same.
Result<void> place(const std::vector<Piece>& pieces, std::string_view unit, Firmware& firmware) {
  const std::uint32_t first = *firmware.load_address;
  std::vector<bool> is_placed(firmware.bytes.size());
  for (const Piece& piece : pieces) {
    for (std::size_t i = 0; i < piece.data.size(); ++i) {
      const std::size_t at = piece.address - first + i;
      if (is_placed[at] && firmware.bytes[at] != piece.data[i]) {
        const auto address = static_cast<std::uint32_t>(piece.address + i);
        return fail(
            ErrorCode::kFormat,
            fmt::format("{} {}: expected one value for each address, found a value that differs from {} {} at 0x{:08x}",
                        unit, piece.number, unit, other_with(pieces, address, piece).number, address));
      }
      is_placed[at] = true;
      firmware.bytes[at] = piece.data[i];
    }
  }
  return {};
}

// `pieces` are sorted by address, and not empty.
Result<void> check_gaps(const std::vector<const Piece*>& sorted, std::string_view unit, const PieceRules& rules) {
  constexpr std::string_view kAdvice =
      "if a part is configuration words or is linked for RAM, select the firmware's addresses: image --input-range, or "
      "the manifest's input_range";
  std::uint64_t end = end_of(*sorted.front());
  for (const Piece* piece : sorted) {
    if (!rules.range && piece->address >= end + kMaxInputGapBytes) {
      return fail(ErrorCode::kTooBig,
                  fmt::format("{} {}: expected no gap of {} bytes or more, found no data from 0x{:08x} to 0x{:08x}; {}",
                              unit, piece->number, kMaxInputGapBytes, end, piece->address - 1, kAdvice));
    }
    end = std::max(end, end_of(*piece));
  }
  const std::uint32_t first = sorted.front()->address;
  if (end - first <= kMaxInputSpanBytes) return {};
  return fail(ErrorCode::kTooBig,
              fmt::format("{} {}: expected all data within {} bytes, found 0x{:08x} to 0x{:08x}; {}", unit,
                          sorted.back()->number, kMaxInputSpanBytes, first, end - 1, kAdvice));
}

// Clips every piece to the range; empty ones are dropped later.
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

Result<Firmware> read_as(InputFormat format, Bytes file, const PieceRules& rules) {
  switch (format) {
    case InputFormat::kIntelHex:
      return read_intel_hex(file, rules);
    case InputFormat::kElf:
      return read_elf(file, rules);
    case InputFormat::kSrec:
      return read_srec(file, rules);
    case InputFormat::kUf2:
      return read_uf2(file, rules);
    case InputFormat::kBinary:
      break;
  }
  if (rules.range) {
    return fail(ErrorCode::kUsage,
                "input range: expected a file with addresses (Intel HEX, ELF, SREC or UF2), found a raw binary");
  }
  return read_binary(file);
}

// Refuses a file that is no firmware, or whose content contradicts its name.
Result<void> check_kind(Bytes file, std::string_view file_name) {
  const FileKind* kind = recognise(file);
  if (kind == nullptr || kind->format) return check_suffix(file_name, kind);
  return fail(ErrorCode::kFormat,
              fmt::format("expected firmware (raw binary, Intel HEX, ELF, SREC or UF2), found {}; {}", kind->name,
                          kind->next_step));
}

// Refuses contents that no file may load, whatever its format.
Result<void> check_contents(const Firmware& firmware) {
  if (const auto at = find_private_key(firmware.bytes)) {
    return fail(ErrorCode::kFormat,
                fmt::format("expected firmware without keys, found a private key at byte {}; an image is public: "
                            "remove the key, and if the file has left your hands, replace the key wherever it is used",
                            *at));
  }
  if (firmware.format == InputFormat::kBinary) return {};
  const FileKind* kind = recognise_contents(firmware.bytes);
  if (kind == nullptr) return {};
  return fail(ErrorCode::kFormat, fmt::format("expected a file that loads firmware, found one that loads {}; {}",
                                              kind->name, kind->next_step));
}

}  // namespace

std::optional<InputFormat> input_format_from_name(std::string_view name) {
  if (name == "bin") return InputFormat::kBinary;
  if (name == "hex") return InputFormat::kIntelHex;
  if (name == "elf") return InputFormat::kElf;
  if (name == "srec") return InputFormat::kSrec;
  if (name == "uf2") return InputFormat::kUf2;
  return std::nullopt;
}

std::string_view input_format_name(InputFormat format) {
  switch (format) {
    case InputFormat::kIntelHex:
      return "hex";
    case InputFormat::kElf:
      return "elf";
    case InputFormat::kSrec:
      return "srec";
    case InputFormat::kUf2:
      return "uf2";
    case InputFormat::kBinary:
      break;
  }
  return "bin";
}

InputFormat detect_input_format(Bytes file) {
  const FileKind* kind = recognise(file);
  return kind != nullptr && kind->format ? *kind->format : InputFormat::kBinary;
}

Result<Firmware> read_firmware(Bytes file, std::uint8_t erased_value, std::optional<InputFormat> format,
                               std::optional<AddressRange> range, std::string_view file_name) {
  if (!format) {
    if (auto checked = check_kind(file, file_name); !checked) return tl::make_unexpected(checked.error());
  }
  if ((format == InputFormat::kIntelHex || format == InputFormat::kSrec) && is_wide_text(file)) {
    return fail(ErrorCode::kFormat, "expected text in ASCII or UTF-8, found UTF-16 or UTF-32; save it as one of those");
  }
  const PieceRules rules{erased_value, range};
  auto firmware = read_as(format.value_or(detect_input_format(file)), file, rules);
  if (!firmware) return firmware;
  if (auto checked = check_contents(*firmware); !checked) return tl::make_unexpected(checked.error());
  return firmware;
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
  if (pieces.empty()) {
    return fail(ErrorCode::kFormat, rules.range
                                        ? "expected at least one byte of firmware in the input range, found none"
                                        : "expected at least one byte of firmware, found none");
  }
  std::vector<const Piece*> sorted;
  sorted.reserve(pieces.size());
  for (const Piece& piece : pieces) sorted.push_back(&piece);
  std::stable_sort(sorted.begin(), sorted.end(), [](auto* a, auto* b) { return a->address < b->address; });
  if (auto checked = check_gaps(sorted, unit, rules); !checked) return checked;
  std::uint64_t end = 0;
  for (const Piece& piece : pieces) end = std::max(end, end_of(piece));
  firmware.load_address = sorted.front()->address;
  firmware.bytes.assign(end - sorted.front()->address, rules.erased_value);
  return place(pieces, unit, firmware);
}

}  // namespace switchback::packer
