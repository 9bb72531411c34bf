// What an input file loads, piece by piece, before it becomes one range of bytes. Internal to packer/input*.
#pragma once

#include <string_view>
#include <vector>

#include "packer/input.h"

namespace switchback::packer {

// Bytes for `address` onwards, from line, segment or block `number` of the file. The end does not pass 2^32. Borrows
// from the file's contents.
struct Piece {
  std::uint32_t address = 0;
  Bytes data;
  std::uint32_t number = 0;
};

struct PieceRules {
  std::uint8_t erased_value = 0xff;   // fills gaps
  std::optional<AddressRange> range;  // set: what lies outside is left out
};

// Puts pieces into one range, in `firmware.bytes` and `firmware.load_address`; gaps are filled. `unit` is what
// pieces are called in errors: "line", "segment" or "block".
// Returns:
//   kFormat  no data, or two values for one address
//   kTooBig  kMaxInputSpanBytes; without a range, kMaxInputGapBytes
Result<void> join_pieces(std::vector<Piece> pieces, std::string_view unit, const PieceRules& rules, Firmware& firmware);

Result<Firmware> read_intel_hex(Bytes file, const PieceRules& rules);
Result<Firmware> read_elf(Bytes file, const PieceRules& rules);
Result<Firmware> read_srec(Bytes file, const PieceRules& rules);
Result<Firmware> read_uf2(Bytes file, const PieceRules& rules);

// Whether the first bytes are such a file's.
bool looks_like_intel_hex(Bytes file);
bool looks_like_elf(Bytes file);
bool looks_like_srec(Bytes file);
bool looks_like_uf2(Bytes file);

}  // namespace switchback::packer
