// Reads 32-bit little-endian ELF (System V ABI, chapters 4 and 5) as a flash programmer does: the
// file contents of PT_LOAD segments, at their physical addresses.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "packer/input/pieces.h"

namespace switchback::packer {
namespace {

constexpr std::array<std::uint8_t, 4> kMagic = {0x7f, 'E', 'L', 'F'};
constexpr std::uint32_t kHeaderBytes = 52;
constexpr std::uint32_t kProgramHeaderBytes = 32;
constexpr std::uint32_t kSectionHeaderBytes = 40;
constexpr std::uint32_t kMaxSegments = 0xffff - 1;  // PN_XNUM hides the real number elsewhere
constexpr std::uint32_t kPtLoad = 1;
constexpr std::uint32_t kPtInterp = 3;
constexpr std::uint32_t kShtNull = 0;
constexpr std::uint32_t kShtNobits = 8;
constexpr std::uint32_t kShfAlloc = 2;

// A table of the file: `count` entries of a fixed size from `offset`.
struct Table {
  std::uint32_t offset = 0;
  std::uint32_t count = 0;
};

struct Segment {
  std::uint32_t index = 0;
  std::uint32_t offset = 0;
  std::uint32_t address = 0;     // physical; virtual where `is_unplaced`
  std::uint32_t size_bytes = 0;  // in the file
  bool is_unplaced = false;      // has no physical address

  std::uint64_t end() const { return std::uint64_t{offset} + size_bytes; }
};

struct Section {
  std::uint32_t offset = 0;
  std::uint32_t size_bytes = 0;

  std::uint64_t end() const { return std::uint64_t{offset} + size_bytes; }
};

constexpr std::string_view kConvert = "convert it with objcopy -O ihex, if it is firmware";

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
    auto loaded = read_segments();
    if (!loaded) return tl::make_unexpected(loaded.error());
    if (auto checked = check_sections(*loaded); !checked) return tl::make_unexpected(checked.error());
    if (auto checked = check_placed(*loaded); !checked) return tl::make_unexpected(checked.error());
    std::vector<Piece> pieces;
    for (const Segment& segment : *loaded) {
      pieces.push_back({segment.address, file_.subspan(segment.offset, segment.size_bytes), segment.index});
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
    if (file_[4] != 1) {
      return refuse("ELF class", "1 (32-bit)",
                    fmt::format("{}{}; {}", file_[4], file_[4] == 2 ? " (64-bit)" : "", kConvert));
    }
    if (file_[5] != 1) {
      return refuse("ELF data encoding", "1 (little-endian)",
                    fmt::format("{}{}; {}", file_[5], file_[5] == 2 ? " (big-endian)" : "", kConvert));
    }
    if (file_[6] != 1 || load_u32(file_, 20) != 1) {
      return refuse("ELF version", "1", fmt::format("{}, {}", file_[6], load_u32(file_, 20)));
    }
    return check_type(load_u16(file_, 16), load_u16(file_, 18));
  }

  static Result<void> check_type(std::uint16_t type, std::uint16_t machine) {
    constexpr std::uint16_t kX86 = 3;
    constexpr std::uint16_t kX86_64 = 62;
    if (machine == kX86 || machine == kX86_64) {
      return refuse("ELF machine", "a microcontroller's", "x86; is this a program for this computer?");
    }
    if (type == 2) return {};
    const std::string_view found = type == 1   ? "1 (object file); link the firmware first"
                                   : type == 3 ? "3 (position-independent executable or shared object); link without "
                                                 "-pie and -shared, with fixed addresses"
                                   : type == 4 ? "4 (core dump); give the linker's output"
                                               : "another one; give the linker's output";
    return refuse("ELF type", "2 (executable)", found);
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

  // The loaded contents, without the ELF file's own headers.
  Result<std::vector<Segment>> read_segments() const {
    std::vector<Segment> loaded;
    for (std::uint32_t i = 0; i < segments_.count; ++i) {
      const std::uint32_t type = load_u32(file_, program_header(i));
      if (type == kPtInterp) {
        return refuse(fmt::format("segment {}", i), "firmware", "the name of a dynamic linker: a program for Linux");
      }
      if (type != kPtLoad) continue;
      const Result<Segment> segment = read_segment(i);
      if (!segment) return tl::make_unexpected(segment.error());
      if (segment->size_bytes != 0) loaded.push_back(*segment);
    }
    return loaded;
  }

  Result<Segment> read_segment(std::uint32_t index) const {
    const std::size_t at = program_header(index);
    const std::uint32_t physical = load_u32(file_, at + 12);
    const std::uint32_t address = physical != 0 ? physical : load_u32(file_, at + 8);
    const Segment segment{index, load_u32(file_, at + 4), address, load_u32(file_, at + 16), address != physical};
    const std::uint32_t memory_bytes = load_u32(file_, at + 20);
    const std::string name = fmt::format("segment {}", index);
    if (segment.size_bytes == 0) return Segment{};
    if (segment.end() > file_.size()) {
      return refuse(name, fmt::format("contents within the file's {} bytes", file_.size()),
                    fmt::format("an end at {}", segment.end()));
    }
    if (segment.size_bytes > memory_bytes) {
      return refuse(name, fmt::format("at most {} bytes, its size in memory", memory_bytes),
                    fmt::format("{} in the file", segment.size_bytes));
    }
    if (std::uint64_t{segment.address} + segment.size_bytes > 0x1'0000'0000) {
      return refuse(name, "an end within 32-bit addresses",
                    fmt::format("{} bytes at 0x{:08x}", segment.size_bytes, segment.address));
    }
    return begins_in_headers(segment.offset) ? without_elf_headers(segment, name) : segment;
  }

  std::uint64_t program_headers_end() const {
    return segments_.offset + std::uint64_t{segments_.count} * kProgramHeaderBytes;
  }

  bool begins_in_headers(std::uint32_t offset) const {
    return offset < kHeaderBytes || (offset >= segments_.offset && offset < program_headers_end());
  }

  // Linkers may put the ELF header and program headers into the first segment, if the page has room
  // below the code (as with room for an image header), or into a segment of their own (LLD, -z
  // separate-code). They are not firmware. So a segment starts with its first section, and one
  // without sections loads nothing.
  Result<Segment> without_elf_headers(const Segment& segment, std::string_view name) const {
    std::uint64_t first = segment.end();
    for (const Section& section : loaded_sections()) {
      if (section.offset >= segment.offset) first = std::min<std::uint64_t>(first, section.offset);
    }
    if (first == segment.end()) return check_headers_only(segment, name);
    const auto cut_bytes = static_cast<std::uint32_t>(first - segment.offset);
    return Segment{segment.index, segment.offset + cut_bytes, segment.address + cut_bytes,
                   segment.size_bytes - cut_bytes, segment.is_unplaced};
  }

  Result<Segment> check_headers_only(const Segment& segment, std::string_view name) const {
    std::uint64_t headers_end = segment.offset < kHeaderBytes ? kHeaderBytes : segment.offset;
    if (segments_.offset <= headers_end) headers_end = std::max(headers_end, program_headers_end());
    const std::uint64_t rest = std::min(headers_end, segment.end());
    if (all_are(file_.subspan(rest, segment.end() - rest), 0)) return Segment{};
    return refuse(name, "a section that shows where the code behind the ELF header starts",
                  "none; link with --nmagic or convert to HEX");
  }

  // Sections with contents that must be in memory.
  std::vector<Section> loaded_sections() const {
    std::vector<Section> sections;
    for (std::uint32_t i = 0; i < sections_.count; ++i) {
      const std::size_t at = sections_.offset + std::size_t{i} * kSectionHeaderBytes;
      const std::uint32_t type = load_u32(file_, at + 4);
      const bool has_contents = type != kShtNobits && type != kShtNull && load_u32(file_, at + 20) != 0;
      if (has_contents && (load_u32(file_, at + 8) & kShfAlloc) != 0)
        sections.push_back({load_u32(file_, at + 16), load_u32(file_, at + 20)});
    }
    return sections;
  }

  // A section that no segment loads would silently be missing in flash.
  Result<void> check_sections(const std::vector<Segment>& loaded) const {
    for (const Section& section : loaded_sections()) {
      const bool is_loaded = std::any_of(loaded.begin(), loaded.end(), [&](const Segment& segment) {
        return section.offset >= segment.offset && section.end() <= segment.end();
      });
      if (is_loaded) continue;
      return refuse("sections", "every allocated section in a loaded segment",
                    fmt::format("{} bytes at file offset 0x{:x} in none; the linker script's PHDRS must name a segment "
                                "for each section",
                                section.size_bytes, section.offset));
    }
    return {};
  }

  // Some tools leave physical addresses at 0. A single segment may then use its virtual address.
  // With several, the place of initialised data in flash is not known.
  static Result<void> check_placed(const std::vector<Segment>& loaded) {
    const auto unplaced =
        std::find_if(loaded.begin(), loaded.end(), [](const Segment& one) { return one.is_unplaced; });
    if (loaded.size() <= 1 || unplaced == loaded.end()) return {};
    return refuse(
        fmt::format("segment {}", unplaced->index), "a physical address (its place in flash)",
        fmt::format("0, with virtual address 0x{:08x}; use AT> for data in the linker script, or give the HEX "
                    "file of the same build",
                    unplaced->address));
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
