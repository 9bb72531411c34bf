// Reads what a linker leaves behind: raw binary, Intel HEX and ELF. Untrusted input: every offset and size is checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "manifests/error.h"

namespace switchback::packer {

enum class InputFormat : std::uint8_t { kBinary, kIntelHex, kElf };

// From the lowest to the highest address that a HEX or ELF file loads; so that two bytes far apart do not cost
// gigabytes.
constexpr std::uint32_t kMaxInputSpanBytes = 64u << 20;

// Addresses that belong to the firmware. HEX files of some microcontrollers also set configuration words that lie
// elsewhere.
struct AddressRange {
  std::uint32_t address = 0;
  std::uint32_t size_bytes = 0;
};

struct Firmware {
  InputFormat format = InputFormat::kBinary;
  std::vector<std::uint8_t> bytes;            // never empty; gaps hold the erased value
  std::optional<std::uint32_t> load_address;  // of the first byte; a raw binary has none
  std::optional<std::uint32_t> entry;         // where execution starts, if the file says
};

// "bin", "hex" or "elf"; nothing for other names.
std::optional<InputFormat> input_format_from_name(std::string_view name);
std::string_view input_format_name(InputFormat format);

// By content: the ELF magic; a first line of Intel HEX; anything else is a raw binary.
InputFormat detect_input_format(Bytes file);

// The bytes that `file` puts into flash. `format` overrides detection.
// Intel HEX: all record types 00 … 05, one end record, no byte given twice. ELF: 32-bit little-endian executables; the
// file contents of their PT_LOAD segments at physical addresses, no byte given twice.
// With a `range`, what HEX and ELF files load outside it is left out; a raw binary has no addresses and takes none.
// kFormat (malformed; names line or segment); kTooBig (spans more than kMaxInputSpanBytes); kUsage (a range for a raw
// binary).
Result<Firmware> read_firmware(Bytes file, std::uint8_t erased_value, std::optional<InputFormat> format = std::nullopt,
                               std::optional<AddressRange> range = std::nullopt);

// Whether `firmware` was linked to start at `address`, as far as its format tells. kIncompatible.
Result<void> check_load_address(const Firmware& firmware, std::uint32_t address);

}  // namespace switchback::packer
