// Lines and hex digits of record formats.
#include "packer/input/text_lines.h"

#include <algorithm>
#include <array>

namespace switchback::packer {
namespace {

constexpr std::array<std::uint8_t, 3> kByteOrderMark = {0xef, 0xbb, 0xbf};
constexpr std::uint8_t kCtrlZ = 0x1a;  // ends a text file under CP/M and DOS

// CP/M fills the last block of a file with Ctrl-Z.
Bytes without_end_marks(Bytes text) {
  text = trimmed(text);
  while (!text.empty() && text.back() == kCtrlZ) text = trimmed(text.first(text.size() - 1));
  return text;
}

}  // namespace

int hex_digit(std::uint8_t character) {
  if (character >= '0' && character <= '9') return character - '0';
  if (character >= 'A' && character <= 'F') return character - 'A' + 10;
  if (character >= 'a' && character <= 'f') return character - 'a' + 10;
  return -1;
}

bool is_text_space(std::uint8_t character) {
  return character == ' ' || character == '\t' || character == '\r' || character == '\n';
}

Bytes without_byte_order_mark(Bytes file) {
  const std::size_t mark_bytes = kByteOrderMark.size();
  return file.size() >= mark_bytes && equal(file.first(mark_bytes), kByteOrderMark) ? file.subspan(mark_bytes) : file;
}

Bytes trimmed(Bytes text) {
  while (!text.empty() && is_text_space(text.front())) text = text.subspan(1);
  while (!text.empty() && is_text_space(text.back())) text = text.first(text.size() - 1);
  return text;
}

TextLines::TextLines(Bytes file) : rest_(without_byte_order_mark(file)) {
  const Bytes text = without_end_marks(rest_);
  rest_ = text.empty() ? text : Bytes(rest_.data(), text.data() + text.size());
}

std::optional<Bytes> TextLines::next() {
  while (!rest_.empty()) {
    const Bytes line = trimmed(take_line());
    if (!line.empty()) return line;
  }
  return std::nullopt;
}

Bytes TextLines::take_line() {
  const auto end = std::find_if(rest_.begin(), rest_.end(), [](std::uint8_t c) { return c == '\n' || c == '\r'; });
  const auto length = static_cast<std::size_t>(end - rest_.begin());
  const Bytes line = rest_.first(length);
  rest_ = rest_.subspan(length);
  const std::size_t end_bytes = rest_.size() >= 2 && rest_[0] == '\r' && rest_[1] == '\n' ? 2 : 1;
  rest_ = rest_.subspan(std::min(rest_.size(), end_bytes));
  ++number_;
  return line;
}

}  // namespace switchback::packer
