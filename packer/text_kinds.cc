// Kinds of text, by what they begin with.
#include "packer/text_kinds.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include "packer/text_lines.h"

namespace switchback::packer {
namespace {

constexpr std::size_t kTextPercent = 95;  // of a file's characters, at least, so that it is text

bool is_text_control(std::uint8_t byte) {
  return byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f' || byte == 0x1a;
}
bool is_printable(std::uint8_t byte) { return (byte >= 0x20 && byte < 0x7f) || is_text_control(byte); }

// Bytes of the UTF-8 character that `text` begins with; 0 where there is none.
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

std::string_view as_text(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

// What the text begins with, in lower case.
std::string beginning(Bytes file) {
  const Bytes text = trimmed(without_byte_order_mark(file));
  std::string start(as_text(text.first(std::min<std::size_t>(text.size(), 64))));
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
  return of_text * 100 >= characters * kTextPercent;
}

// Every other byte is zero, and the ones between are text.
bool is_utf16_text(Bytes file) {
  const bool has_mark =
      file.size() >= 2 && ((file[0] == 0xff && file[1] == 0xfe) || (file[0] == 0xfe && file[1] == 0xff));
  const Bytes text = has_mark ? file.subspan(2) : file;
  if (text.size() < 4) return false;
  std::vector<std::uint8_t> halves[2];
  for (std::size_t i = 0; i < text.size(); ++i) halves[i % 2].push_back(text[i]);
  return (all_are(halves[1], 0) && is_text(halves[0])) || (all_are(halves[0], 0) && is_text(halves[1]));
}

bool is_pem(Bytes file) { return is_text(file) && as_text(file).find("-----BEGIN ") != std::string_view::npos; }
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
  const Bytes text = trimmed(without_byte_order_mark(file));
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](std::uint8_t c) { return hex_digit(c) >= 0 || is_text_space(c); });
}

}  // namespace switchback::packer
