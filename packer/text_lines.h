// The lines of a text file as record formats (Intel HEX, SREC) need them. Internal to packer/input*.
#pragma once

#include <cstdint>
#include <optional>

#include "core/bytes.h"

namespace switchback::packer {

// The value of a hex digit; -1 for another character.
int hex_digit(std::uint8_t character);

bool is_text_space(std::uint8_t character);

// `file` without a UTF-8 byte order mark at its start.
Bytes without_byte_order_mark(Bytes file);

// `text` without white space at both ends.
Bytes trimmed(Bytes text);

// Goes through the lines of a text: line ends are LF, CR LF or CR; a byte order mark before the first line and Ctrl-Z
// behind the last are left out. Borrows the file.
class TextLines {
 public:
  explicit TextLines(Bytes file);

  // The next line that is not blank, without white space around it; nothing behind the last.
  std::optional<Bytes> next();

  // Of the line that next() gave last, counted from 1; behind the last line, of the last one.
  std::uint32_t number() const { return number_; }

 private:
  Bytes take_line();

  Bytes rest_;
  std::uint32_t number_ = 0;
};

}  // namespace switchback::packer
