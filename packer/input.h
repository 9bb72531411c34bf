// Reads what a linker leaves behind: raw binary, Intel HEX, ELF, S-records and UF2. Untrusted input: every offset and
// size is checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "host/error.h"

namespace switchback::packer {

enum class InputFormat : std::uint8_t { kBinary, kIntelHex, kElf, kSrec, kUf2 };

// From the lowest to the highest address that a file with addresses loads; so that two bytes far apart do not cost
// gigabytes.
constexpr std::uint32_t kMaxInputSpanBytes = 64u << 20;

// A hole of this size between two loaded bytes is hardly meant: one of them is a configuration word, or data for RAM.
constexpr std::uint32_t kMaxInputGapBytes = 1u << 20;

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
  bool is_cortex_m = false;                   // the file says that it is for a chip with such a core
};

// "bin", "hex", "elf", "srec" or "uf2"; nothing for other names.
std::optional<InputFormat> input_format_from_name(std::string_view name);
std::string_view input_format_name(InputFormat format);

// By content (file_kinds.h); what is nothing else is a raw binary.
InputFormat detect_input_format(Bytes file);

// The bytes that `file` puts into flash. `format` overrides detection; without it, files that are no firmware are
// refused (file_kinds.h), and so is content that is not what the suffix of `file_name` says, if there is a name.
// Intel HEX: all record types 00 … 05 and one end record. ELF: 32-bit little-endian executables; the file contents of
// their PT_LOAD segments at physical addresses. SREC: S0 … S3 and S5 … S9, one end record. UF2: all blocks, of one
// family. A byte may be given twice if it is the same. A private key in the firmware is refused, whatever the format.
// With a `range`, what a file loads outside it is left out, and gaps are taken; a raw binary has no addresses and takes
// none.
// Returns:
//   kFormat  malformed (names line, segment or block), no firmware, or holds a private key
//   kTooBig  spans more than kMaxInputSpanBytes, or has a gap of kMaxInputGapBytes
//   kUsage   a range for a raw binary
Result<Firmware> read_firmware(Bytes file, std::uint8_t erased_value, std::optional<InputFormat> format = std::nullopt,
                               std::optional<AddressRange> range = std::nullopt, std::string_view file_name = {});

// Whether `firmware` was linked to start at `address`, as far as its format tells. kIncompatible.
Result<void> check_load_address(const Firmware& firmware, std::uint32_t address);

}  // namespace switchback::packer
