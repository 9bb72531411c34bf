// Reads lines for record formats (Intel HEX, SREC). Internal to packer/input/.
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/bytes.h"

namespace switchback::packer {

// The value of a hex digit; -1 for another character.
int hex_digit(std::uint8_t character);

bool is_text_space(std::uint8_t character);

// `file` without a leading UTF-8 byte order mark.
Bytes without_byte_order_mark(Bytes file);

// `text` without white space at both ends.
Bytes trimmed(Bytes text);

// Iterates over lines, which end in LF, CR LF or CR. Skips a byte order mark at the start and
// Ctrl-Z at the end. Borrows the file.
class TextLines {
 public:
  explicit TextLines(Bytes file);

  // The next line that is not blank, trimmed; nothing after the last.
  std::optional<Bytes> next();

  // The number, from 1, of the line that next() returned; at the end, of the last line.
  std::uint32_t number() const { return number_; }

 private:
  Bytes take_line();

  Bytes rest_;
  std::uint32_t number_ = 0;
};

}  // namespace switchback::packer
