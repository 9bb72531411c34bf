// ELF, 32-bit little-endian (System V ABI, chapters 4 and 5). Loads what a flash programmer would: the file contents of
// the PT_LOAD segments, at their physical addresses.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "packer/pieces.h"

namespace switchback::packer {
namespace {

constexpr std::array<std::uint8_t, 4> kMagic = {0x7f, 'E', 'L', 'F'};
constexpr std::uint32_t kHeaderBytes = 52;
constexpr std::uint32_t kProgramHeaderBytes = 32;
constexpr std::uint32_t kSectionHeaderBytes = 40;
constexpr std::uint32_t kMaxSegments = 0xffff - 1;  // PN_XNUM hides the real number elsewhere
constexpr std::uint32_t kPtLoad = 1;
constexpr std::uint32_t kShtNobits = 8;
constexpr std::uint32_t kShfAlloc = 2;

// A table of the file: `count` entries of a fixed size from `offset`.
struct Table {
  std::uint32_t offset = 0;
  std::uint32_t count = 0;
};

struct Segment {
  std::uint32_t offset = 0;
  std::uint32_t address = 0;
  std::uint32_t size_bytes = 0;  // in the file
};

tl::unexpected<Error> refuse(std::string_view what, std::string_view expected, std::string_view found) {
  return fail(ErrorCode::kFormat, fmt::format("{}: expected {}, found {}", what, expected, found));
}

Result<void> check_table(Bytes file, const Table& table, std::uint32_t entry_bytes, std::uint32_t found_entry_bytes,
                         std::string_view what) {
  if (found_entry_bytes != entry_bytes) {
    return refuse(what, fmt::format("entries of {} bytes", entry_bytes), fmt::format("{}", found_entry_bytes));
  }
  const std::uint64_t end = std::uint64_t{table.offset} + std::uint64_t{table.count} * entry_bytes;
  if (end > file.size()) {
    return refuse(what, fmt::format("an end within the file's {} bytes", file.size()), fmt::format("{}", end));
  }
  return {};
}

class ElfReader {
 public:
  ElfReader(Bytes file, const PieceRules& rules) : file_(file), rules_(rules) {}

  Result<Firmware> read() {
    if (auto checked = check_header(); !checked) return tl::make_unexpected(checked.error());
    if (auto checked = find_tables(); !checked) return tl::make_unexpected(checked.error());
    std::vector<Piece> pieces;
    for (std::uint32_t i = 0; i < segments_.count; ++i) {
      if (load_u32(file_, program_header(i)) != kPtLoad) continue;
      const Result<Segment> segment = read_segment(i);
      if (!segment) return tl::make_unexpected(segment.error());
      pieces.push_back({segment->address, file_.subspan(segment->offset, segment->size_bytes), i});
    }
    Firmware firmware;
    firmware.format = InputFormat::kElf;
    firmware.entry = load_u32(file_, 24);
    if (auto joined = join_pieces(std::move(pieces), "segment", rules_, firmware); !joined) {
      return tl::make_unexpected(joined.error());
    }
    return firmware;
  }

 private:
  std::size_t program_header(std::uint32_t index) const {
    return segments_.offset + std::size_t{index} * kProgramHeaderBytes;
  }

  Result<void> check_header() const {
    if (file_.size() < kHeaderBytes) return refuse("ELF header", "52 bytes", fmt::format("{}", file_.size()));
    if (!looks_like_elf(file_)) return refuse("ELF header", "the magic 7f 45 4c 46", "something else");
    if (file_[4] != 1) return refuse("ELF class", "1 (32-bit)", fmt::format("{}", file_[4]));
    if (file_[5] != 1) return refuse("ELF data encoding", "1 (little-endian)", fmt::format("{}", file_[5]));
    if (file_[6] != 1 || load_u32(file_, 20) != 1) {
      return refuse("ELF version", "1", fmt::format("{}, {}", file_[6], load_u32(file_, 20)));
    }
    if (const std::uint16_t type = load_u16(file_, 16); type != 2) {
      return refuse("ELF type", "2 (executable); link the firmware first", fmt::format("{}", type));
    }
    return {};
  }

  Result<void> find_tables() {
    segments_ = {load_u32(file_, 28), load_u16(file_, 44)};
    if (segments_.count == 0 || segments_.count > kMaxSegments) {
      return refuse("program headers", fmt::format("1 to {}", kMaxSegments), fmt::format("{}", segments_.count));
    }
    if (auto checked = check_table(file_, segments_, kProgramHeaderBytes, load_u16(file_, 42), "program headers");
        !checked)
      return checked;
    sections_ = {load_u32(file_, 32), load_u16(file_, 48)};
    if (sections_.count == 0) return {};
    return check_table(file_, sections_, kSectionHeaderBytes, load_u16(file_, 46), "section headers");
  }

  Result<Segment> read_segment(std::uint32_t index) const {
    const std::size_t at = program_header(index);
    const Segment segment{load_u32(file_, at + 4), load_u32(file_, at + 12), load_u32(file_, at + 16)};
    const std::uint32_t memory_bytes = load_u32(file_, at + 20);
    const std::string name = fmt::format("segment {}", index);
    if (segment.size_bytes == 0) return Segment{};
    if (const std::uint64_t end = std::uint64_t{segment.offset} + segment.size_bytes; end > file_.size()) {
      return refuse(name, fmt::format("contents within the file's {} bytes", file_.size()),
                    fmt::format("an end at {}", end));
    }
    if (segment.size_bytes > memory_bytes) {
      return refuse(name, fmt::format("at most {} bytes, its size in memory", memory_bytes),
                    fmt::format("{} in the file", segment.size_bytes));
    }
    if (std::uint64_t{segment.address} + segment.size_bytes > 0x1'0000'0000) {
      return refuse(name, "an end within 32-bit addresses",
                    fmt::format("{} bytes at 0x{:08x}", segment.size_bytes, segment.address));
    }
    return segment.offset < kHeaderBytes ? without_elf_header(segment, name) : segment;
  }

  // GNU ld puts the ELF header into the first segment where the page has room below the code, as it has when a slot's
  // image header is left free. That is not firmware: the segment starts with its first section.
  Result<Segment> without_elf_header(const Segment& segment, std::string_view name) const {
    const std::uint32_t end = segment.offset + segment.size_bytes;
    std::uint32_t first = end;
    for (std::uint32_t i = 0; i < sections_.count; ++i) {
      const std::size_t at = sections_.offset + std::size_t{i} * kSectionHeaderBytes;
      const std::uint32_t offset = load_u32(file_, at + 16);
      const bool has_contents = load_u32(file_, at + 4) != kShtNobits && load_u32(file_, at + 20) != 0;
      const bool is_loaded = (load_u32(file_, at + 8) & kShfAlloc) != 0;
      if (has_contents && is_loaded && offset >= segment.offset) first = std::min(first, offset);
    }
    if (first == end) {
      return refuse(name, "a section that tells where code starts behind the ELF header",
                    "none; link with --nmagic or convert to HEX");
    }
    const std::uint32_t cut_bytes = first - segment.offset;
    return Segment{first, segment.address + cut_bytes, segment.size_bytes - cut_bytes};
  }

  Bytes file_;
  const PieceRules& rules_;
  Table segments_;
  Table sections_;
};

}  // namespace

bool looks_like_elf(Bytes file) { return file.size() >= kMagic.size() && equal(file.first(kMagic.size()), kMagic); }

Result<Firmware> read_elf(Bytes file, const PieceRules& rules) { return ElfReader(file, rules).read(); }

}  // namespace switchback::packer
