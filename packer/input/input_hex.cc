// Intel HEX (Intel's "Hexadecimal Object File Format Specification", revision A, 1988).
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <string>

#include "packer/input/pieces.h"
#include "packer/input/text_lines.h"

namespace switchback::packer {
namespace {

constexpr std::size_t kRecordOverheadBytes = 5;  // length, address (2), type, checksum
constexpr std::size_t kMaxRecordBytes = 255 + kRecordOverheadBytes;
constexpr std::size_t kShortestRecordCharacters = 1 + 2 * kRecordOverheadBytes;
constexpr std::size_t kLookedAtBytes = 65536;  // the first record must begin within these

enum RecordType : std::uint8_t {
  kData = 0,
  kEndOfFile = 1,
  kExtendedSegmentAddress = 2,
  kStartSegmentAddress = 3,
  kExtendedLinearAddress = 4,
  kStartLinearAddress = 5,
};

// Some tools add a line of their own before the first record or behind the last.
bool is_comment(Bytes line) { return line[0] == ';' || line[0] == '#'; }

std::uint32_t load_be16(Bytes bytes, std::size_t at) { return (std::uint32_t{bytes[at]} << 8) | bytes[at + 1]; }

class HexReader {
 public:
  HexReader(Bytes file, const PieceRules& rules) : lines_(file), rules_(rules) {}

  Result<Firmware> read() {
    while (const auto text = lines_.next()) {
      if (is_comment(*text)) continue;
      if (at_end_) return refuse("nothing after the end record (type 01)", "more text");
      if (auto taken = take_line(*text); !taken) return tl::make_unexpected(taken.error());
    }
    if (!at_end_) return refuse("an end record (type 01) on the last line", "none; is the file cut short?");
    if (auto joined = join_pieces(std::move(pieces_), "line", rules_, firmware_); !joined) {
      return tl::make_unexpected(joined.error());
    }
    firmware_.format = InputFormat::kIntelHex;
    return std::move(firmware_);
  }

 private:
  tl::unexpected<Error> refuse(std::string_view expected, std::string_view found) const {
    return fail(ErrorCode::kFormat, fmt::format("line {}: expected {}, found {}", lines_.number(), expected, found));
  }

  Result<void> take_line(Bytes text) {
    if (text[0] != ':') return refuse("a record that starts with ':'", "something else");
    if (text.size() % 2 == 0 || text.size() > 1 + 2 * kMaxRecordBytes) {
      return refuse("two hex digits for each byte of a record", fmt::format("{} characters", text.size() - 1));
    }
    std::vector<std::uint8_t> record;
    for (std::size_t i = 1; i < text.size(); i += 2) {
      const int high = hex_digit(text[i]);
      const int low = hex_digit(text[i + 1]);
      if (high < 0 || low < 0)
        return refuse("hex digits", fmt::format("another character in column {}", i + (high < 0 ? 1 : 2)));
      record.push_back(static_cast<std::uint8_t>(high * 16 + low));
    }
    return check_record(record);
  }

  Result<void> check_record(Bytes record) {
    if (record.size() < kRecordOverheadBytes || record.size() != record[0] + kRecordOverheadBytes) {
      const std::size_t found = record.size() < kRecordOverheadBytes ? 0 : record.size() - kRecordOverheadBytes;
      return refuse(fmt::format("{} data bytes, as the record's length says", record.empty() ? 0 : record[0]),
                    fmt::format("{}", found));
    }
    std::uint8_t sum = 0;
    for (const std::uint8_t byte : record) sum = static_cast<std::uint8_t>(sum + byte);
    if (sum != 0) {
      const auto wanted = static_cast<std::uint8_t>(record.back() - sum);
      return refuse(fmt::format("checksum {:02X}", wanted), fmt::format("{:02X}", record.back()));
    }
    return take_record(record[3], load_be16(record, 1), record.subspan(4, record[0]));
  }

  Result<void> take_record(std::uint8_t type, std::uint32_t offset, Bytes data) {
    switch (type) {
      case kData:
        return take_data(offset, data);
      case kEndOfFile:
        at_end_ = true;
        return check_length(data, 0);
      case kExtendedSegmentAddress:
        if (auto checked = check_length(data, 2); !checked) return checked;
        base_ = load_be16(data, 0) << 4;
        segmented_ = true;
        return {};
      case kStartSegmentAddress:
        if (auto checked = check_length(data, 4); !checked) return checked;
        take_entry((load_be16(data, 0) << 4) + load_be16(data, 2));
        return {};
      case kExtendedLinearAddress:
        if (auto checked = check_length(data, 2); !checked) return checked;
        base_ = load_be16(data, 0) << 16;
        segmented_ = false;
        return {};
      case kStartLinearAddress:
        if (auto checked = check_length(data, 4); !checked) return checked;
        take_entry((load_be16(data, 0) << 16) | load_be16(data, 2));
        return {};
      default:
        return refuse("a record type from 00 to 05", fmt::format("{:02X}", type));
    }
  }

  Result<void> check_length(Bytes data, std::size_t size_bytes) const {
    if (data.size() == size_bytes) return {};
    return refuse(fmt::format("{} data bytes for this record type", size_bytes), fmt::format("{}", data.size()));
  }

  // Joined files have a start record each. It does not matter which is used.
  void take_entry(std::uint32_t entry) {
    if (!firmware_.entry) firmware_.entry = entry;
  }

  // The specification lets offsets wrap within a segment. Linkers do not use this, so it is
  // refused.
  Result<void> take_data(std::uint32_t offset, Bytes data) {
    const std::uint64_t end = std::uint64_t{base_} + offset + data.size();
    if (segmented_ ? offset + data.size() > 0x10000 : end > 0x1'0000'0000) {
      return refuse(segmented_ ? "data within its 64 KiB segment" : "data within 32-bit addresses",
                    fmt::format("{} bytes at offset 0x{:04x}", data.size(), offset));
    }
    data_.emplace_back(data.begin(), data.end());
    pieces_.push_back({base_ + offset, data_.back(), lines_.number()});
    return {};
  }

  TextLines lines_;
  const PieceRules& rules_;
  bool at_end_ = false;
  std::uint32_t base_ = 0;
  bool segmented_ = false;
  std::deque<std::vector<std::uint8_t>> data_;  // a deque: pieces_ points into its elements
  std::vector<Piece> pieces_;
  Firmware firmware_;
};

}  // namespace

bool looks_like_intel_hex(Bytes file) {
  TextLines lines(file.first(std::min(file.size(), kLookedAtBytes)));
  std::optional<Bytes> line = lines.next();
  while (line && is_comment(*line)) line = lines.next();
  if (!line || line->size() < kShortestRecordCharacters || line->front() != ':') return false;
  for (std::size_t i = 1; i < kShortestRecordCharacters; ++i) {
    if (hex_digit((*line)[i]) < 0) return false;
  }
  return true;
}

Result<Firmware> read_intel_hex(Bytes file, const PieceRules& rules) { return HexReader(file, rules).read(); }

}  // namespace switchback::packer
