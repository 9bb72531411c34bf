// Reads firmware files: raw binary, Intel HEX, ELF, S-records and UF2. Input is not trusted: every
// offset and size is checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "host/error.h"

namespace switchback::packer {

enum class InputFormat : std::uint8_t { kBinary, kIntelHex, kElf, kSrec, kUf2 };

// The most bytes between the lowest and the highest address that a file loads; limits memory.
constexpr std::uint32_t kMaxInputSpanBytes = 64u << 20;

// A gap of this size between loaded bytes is refused: one side is probably a configuration word, or
// data for RAM.
constexpr std::uint32_t kMaxInputGapBytes = 1u << 20;

// The firmware's addresses. HEX files of some microcontrollers also set configuration words
// elsewhere.
struct AddressRange {
  std::uint32_t address = 0;
  std::uint32_t size_bytes = 0;
};

struct Firmware {
  InputFormat format = InputFormat::kBinary;
  std::vector<std::uint8_t> bytes;            // never empty; gaps hold the erased value
  std::optional<std::uint32_t> load_address;  // of the first byte; raw binary: none
  std::optional<std::uint32_t> entry;         // where execution starts, if stated
  bool is_cortex_m = false;                   // the file states a Cortex-M chip
};

// From "bin", "hex", "elf", "srec" or "uf2"; nothing for other names.
std::optional<InputFormat> input_format_from_name(std::string_view name);
std::string_view input_format_name(InputFormat format);

// Detects the format by content (file_kinds.h); anything unknown is a raw binary.
InputFormat detect_input_format(Bytes file);

// Returns the bytes that `file` loads into flash. `format` overrides detection; without it, files
// that are no firmware (file_kinds.h) or contradict the suffix of `file_name` are refused. With a
// `range`, bytes outside it are left out, and gaps are accepted. A byte may be given twice if it is
// the same.
//   Intel HEX: record types 00 … 05, one end record
//   ELF:       32-bit little-endian executables; file contents of PT_LOAD segments, at physical
//              addresses
//   SREC:      S0 … S3 and S5 … S9, one end record
//   UF2:       all blocks, of one family
// Errors:
//   kFormat: malformed (names line, segment or block), no firmware, or a private key in the
//            firmware
//   kTooBig: spans more than kMaxInputSpanBytes, or has a gap of kMaxInputGapBytes
//   kUsage:  a range for a raw binary
Result<Firmware> read_firmware(Bytes file, std::uint8_t erased_value, std::optional<InputFormat> format = std::nullopt,
                               std::optional<AddressRange> range = std::nullopt, std::string_view file_name = {});

// Checks that `firmware` was linked to start at `address`, if its format tells.
// kIncompatible: another address.
Result<void> check_load_address(const Firmware& firmware, std::uint32_t address);

}  // namespace switchback::packer
