// Recognises kinds of text by their beginnings.
#include "packer/input/text_kinds.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include "host/text.h"
#include "packer/input/text_lines.h"

namespace switchback::packer {
namespace {

constexpr std::size_t kTextPercent = 95;  // of the characters, at least

bool is_text_control(std::uint8_t byte) {
  return byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f' || byte == 0x1a;
}
bool is_printable(std::uint8_t byte) { return (byte >= 0x20 && byte < 0x7f) || is_text_control(byte); }

// The length of the UTF-8 character at the start of `text`; 0 if there is none.
std::size_t utf8_bytes(Bytes text) {
  if (is_printable(text[0])) return 1;
  const std::size_t size = text[0] >= 0xc2 && text[0] < 0xe0   ? 2
                           : text[0] >= 0xe0 && text[0] < 0xf0 ? 3
                           : text[0] >= 0xf0 && text[0] < 0xf5 ? 4
                                                               : 0;
  if (size == 0 || text.size() < size) return 0;
  const Bytes rest = text.subspan(1, size - 1);
  return std::all_of(rest.begin(), rest.end(), [](std::uint8_t byte) { return (byte & 0xc0) == 0x80; }) ? size : 0;
}

// The beginning of the text, in lower case.
std::string beginning(Bytes file) {
  const Bytes text = trimmed(without_byte_order_mark(file));
  std::string start(host::as_text(text.first(std::min<std::size_t>(text.size(), 64))));
  std::transform(start.begin(), start.end(), start.begin(), [](unsigned char c) { return std::tolower(c); });
  return start;
}

bool begins_with(Bytes file, std::string_view wanted) { return beginning(file).starts_with(wanted); }

// '@' and an address, then bytes as hex digits.
bool is_addressed_hex(Bytes file) {
  TextLines lines(file);
  const auto first = lines.next();
  if (!first || first->size() < 2 || first->front() != '@') return false;
  const Bytes address = first->subspan(1);
  const auto is_digit = [](std::uint8_t c) { return hex_digit(c) >= 0 || is_text_space(c); };
  if (!std::all_of(address.begin(), address.end(), is_digit)) return false;
  const auto second = lines.next();
  return !second || second->front() == '@' || second->front() == 'q' || hex_digit(second->front()) >= 0;
}

// Latin-1, Cyrillic, Shift-JIS and others. Machine code of this size has zeros and control
// characters.
bool is_code_page_text(Bytes file) {
  constexpr std::size_t kEnoughBytes = 256;  // to rule out chance
  constexpr std::size_t kAsciiPercent = 75;  // for shorter files
  std::size_t ascii = 0;
  for (const std::uint8_t byte : file) {
    if (byte < 0x80 && !is_printable(byte)) return false;
    ascii += byte < 0x80 ? 1 : 0;
  }
  return file.size() >= kEnoughBytes || ascii * 100 >= file.size() * kAsciiPercent;
}

constexpr std::string_view kWideMarks[] = {{"\xff\xfe\0\0", 4}, {"\0\0\xfe\xff", 4}, {"\xff\xfe", 2}, {"\xfe\xff", 2}};

// In every `width` bytes one is a character, always at the same place; nearly all others are zero.
bool is_text_of_width(Bytes file, std::size_t width) {
  std::vector<std::vector<std::uint8_t>> bytes(width);
  for (std::size_t i = 0; i < file.size(); ++i) bytes[i % width].push_back(file[i]);
  const auto zeros = [&](std::size_t place) {
    return static_cast<std::size_t>(std::count(bytes[place].begin(), bytes[place].end(), std::uint8_t{0}));
  };
  std::size_t character_places = 0;
  for (std::size_t place = 0; place < width; ++place) {
    if (zeros(place) * 100 >= bytes[place].size() * kTextPercent) continue;
    if (!is_text(bytes[place])) return false;
    ++character_places;
  }
  return character_places == 1;
}

}  // namespace

bool is_text(Bytes file) {
  std::size_t characters = 0;
  std::size_t of_text = 0;
  for (Bytes rest = file; !rest.empty();) {
    const std::size_t size = utf8_bytes(rest);
    ++characters;
    of_text += size != 0 ? 1 : 0;
    rest = rest.subspan(std::max<std::size_t>(size, 1));
  }
  return of_text * 100 >= characters * kTextPercent || is_code_page_text(file);
}

bool is_wide_text(Bytes file) {
  for (const std::string_view mark : kWideMarks) {
    if (host::as_text(file).starts_with(mark)) {
      file = file.subspan(mark.size());
      break;
    }
  }
  return file.size() >= 4 && (is_text_of_width(file, 2) || is_text_of_width(file, 4));
}

bool is_pem(Bytes file) { return is_text(file) && host::as_text(file).find("-----BEGIN ") != std::string_view::npos; }
bool is_lfs_pointer(Bytes file) {
  return begins_with(file, "version https://git-lfs") || begins_with(file, "version https://hawser");
}
bool is_html(Bytes file) { return is_text(file) && begins_with(file, "<"); }
bool is_json(Bytes file) { return is_text(file) && (begins_with(file, "{") || begins_with(file, "[")); }

bool is_ti_txt(Bytes file) {
  const Bytes text = trimmed(file);
  return is_text(file) && is_addressed_hex(file) && !text.empty() && (text.back() == 'q' || text.back() == 'Q');
}

bool is_verilog_hex(Bytes file) { return is_text(file) && is_addressed_hex(file); }

bool is_bare_hex(Bytes file) {
  TextLines lines(file);
  bool is_hex = false;
  while (const auto line = lines.next()) {
    is_hex = line->size() % 2 == 0 &&
             std::all_of(line->begin(), line->end(), [](std::uint8_t c) { return hex_digit(c) >= 0; });
    if (!is_hex) break;
  }
  return is_hex;
}

}  // namespace switchback::packer
