// The pieces that an input file loads, before they become one range. Internal to packer/input/.
#pragma once

#include <string_view>
#include <vector>

#include "packer/input/input.h"

namespace switchback::packer {

// Bytes for `address` onwards, up to 2^32 at most, from line, segment or block `number` of the
// file. Borrows from the file's contents.
struct Piece {
  std::uint32_t address = 0;
  Bytes data;
  std::uint32_t number = 0;
};

struct PieceRules {
  std::uint8_t erased_value = 0xff;   // fills gaps
  std::optional<AddressRange> range;  // if set, bytes outside are left out
};

// Joins pieces into `firmware.bytes` and `firmware.load_address`; fills gaps. `unit` names a piece
// in messages: "line", "segment" or "block".
//   kFormat: no data, or two values for one address
//   kTooBig: more than kMaxInputSpanBytes or, without a range, a gap of kMaxInputGapBytes
Result<void> join_pieces(std::vector<Piece> pieces, std::string_view unit, const PieceRules& rules, Firmware& firmware);

Result<Firmware> read_intel_hex(Bytes file, const PieceRules& rules);
Result<Firmware> read_elf(Bytes file, const PieceRules& rules);
Result<Firmware> read_srec(Bytes file, const PieceRules& rules);
Result<Firmware> read_uf2(Bytes file, const PieceRules& rules);

// Whether the file begins like one of this format.
bool looks_like_intel_hex(Bytes file);
bool looks_like_elf(Bytes file);
bool looks_like_srec(Bytes file);
bool looks_like_uf2(Bytes file);

}  // namespace switchback::packer
