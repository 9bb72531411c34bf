// Motorola S-records (srec(5)): S0 header, S1 … S3 data, S5 and S6 counts, S7 … S9 the end with the
// start address.
#include <fmt/format.h>

#include <deque>
#include <string>

#include "packer/input/pieces.h"
#include "packer/input/text_lines.h"

namespace switchback::packer {
namespace {

constexpr std::size_t kMaxRecordBytes = 256;           // count, and up to 255 that it counts
constexpr std::size_t kShortestRecordCharacters = 10;  // S1, count, address, checksum

// By type, '0' … '9'; 0: reserved.
constexpr std::size_t kAddressBytes[] = {2, 2, 3, 4, 0, 2, 3, 4, 3, 2};

class SrecReader {
 public:
  SrecReader(Bytes file, const PieceRules& rules) : lines_(file), rules_(rules) {}

  Result<Firmware> read() {
    while (const auto text = lines_.next()) {
      if (at_end_) return refuse("nothing after the end record (S7, S8 or S9)", "more text");
      if (auto taken = take_line(*text); !taken) return tl::make_unexpected(taken.error());
    }
    if (!at_end_) {
      return refuse("an end record (S7, S8 or S9) on the last line", "none; is the file cut short?");
    }
    if (auto joined = join_pieces(std::move(pieces_), "line", rules_, firmware_); !joined) {
      return tl::make_unexpected(joined.error());
    }
    firmware_.format = InputFormat::kSrec;
    return std::move(firmware_);
  }

 private:
  tl::unexpected<Error> refuse(std::string_view expected, std::string_view found) const {
    return fail(ErrorCode::kFormat, fmt::format("line {}: expected {}, found {}", lines_.number(), expected, found));
  }

  Result<void> take_line(Bytes text) {
    if (text[0] != 'S') return refuse("a record that starts with 'S'", "something else");
    if (text.size() < 2 || text[1] < '0' || text[1] > '9' || kAddressBytes[text[1] - '0'] == 0) {
      return refuse("a record type S0 to S3 or S5 to S9", text.size() < 2 ? "none" : "another one");
    }
    if (text.size() % 2 != 0 || text.size() > 2 + 2 * kMaxRecordBytes) {
      return refuse("two hex digits for each byte of a record", fmt::format("{} characters", text.size() - 2));
    }
    std::vector<std::uint8_t> record;
    for (std::size_t i = 2; i < text.size(); i += 2) {
      const int high = hex_digit(text[i]);
      const int low = hex_digit(text[i + 1]);
      if (high < 0 || low < 0)
        return refuse("hex digits", fmt::format("another character in column {}", i + (high < 0 ? 1 : 2)));
      record.push_back(static_cast<std::uint8_t>(high * 16 + low));
    }
    return check_record(text[1], record);
  }

  Result<void> check_record(std::uint8_t type, Bytes record) {
    const std::size_t address_bytes = kAddressBytes[type - '0'];
    if (record.empty() || record.size() != std::size_t{record[0]} + 1 || record[0] < address_bytes + 1) {
      const std::size_t found = record.empty() ? 0 : record.size() - 1;
      return refuse(fmt::format("{} bytes, as the record's count says, and at least {}", record.empty() ? 0 : record[0],
                                address_bytes + 1),
                    fmt::format("{}", found));
    }
    std::uint8_t sum = 1;  // all bytes and the checksum add up to 0xff
    for (const std::uint8_t byte : record) sum = static_cast<std::uint8_t>(sum + byte);
    if (sum != 0) {
      const auto wanted = static_cast<std::uint8_t>(record.back() - sum);
      return refuse(fmt::format("checksum {:02X}", wanted), fmt::format("{:02X}", record.back()));
    }
    std::uint32_t address = 0;
    for (std::size_t i = 1; i <= address_bytes; ++i) address = (address << 8) | record[i];
    return take_record(type, address, record.subspan(1 + address_bytes, record[0] - address_bytes - 1));
  }

  Result<void> take_record(std::uint8_t type, std::uint32_t address, Bytes data) {
    if (type == '0') return {};
    if (type >= '7') {
      at_end_ = true;
      firmware_.entry = address;
      return check_empty(data);
    }
    if (type >= '5') return check_count(address, data);
    ++data_records_;
    if (const std::uint64_t end = std::uint64_t{address} + data.size(); end > 0x1'0000'0000) {
      return refuse("data within 32-bit addresses", fmt::format("{} bytes at 0x{:08x}", data.size(), address));
    }
    data_.emplace_back(data.begin(), data.end());
    pieces_.push_back({address, data_.back(), lines_.number()});
    return {};
  }

  Result<void> check_empty(Bytes data) const {
    if (data.empty()) return {};
    return refuse("no data in this record type", fmt::format("{} bytes", data.size()));
  }

  // S5 and S6 count the data records before them.
  Result<void> check_count(std::uint32_t count, Bytes data) const {
    if (count != data_records_) {
      return refuse(fmt::format("a count of {} data records", data_records_),
                    fmt::format("{}; is a part of the file missing?", count));
    }
    return check_empty(data);
  }

  TextLines lines_;
  const PieceRules& rules_;
  bool at_end_ = false;
  std::uint32_t data_records_ = 0;
  std::deque<std::vector<std::uint8_t>> data_;  // a deque: pieces_ points into its elements
  std::vector<Piece> pieces_;
  Firmware firmware_;
};

}  // namespace

bool looks_like_srec(Bytes file) {
  const Bytes text = trimmed(without_byte_order_mark(file));
  if (text.size() < kShortestRecordCharacters || text[0] != 'S' || text[1] < '0' || text[1] > '9') return false;
  for (std::size_t i = 2; i < kShortestRecordCharacters; ++i) {
    if (hex_digit(text[i]) < 0) return false;
  }
  return true;
}

Result<Firmware> read_srec(Bytes file, const PieceRules& rules) { return SrecReader(file, rules).read(); }

}  // namespace switchback::packer
