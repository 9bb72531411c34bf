// Lists of docs/SPEC.md (TLV types, flags, statuses, phases, decoder RAM, delta example) against
// the code, both ways.
#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <map>
#include <string_view>

#include "bootloader/journal/state.h"
#include "core/delta/delta_decoder.h"
#include "core/delta/patch_decoder.h"
#include "core/rebuild.h"
#include "core/rebuild_stages.h"
#include "core/wire/image_header.h"
#include "tests/spec/markdown.h"
#include "tests/support/file.h"

namespace switchback::test {
namespace {

using NameToValue = std::map<std::string, unsigned long>;

// How a source file writes its constants: "  kName = 0x12," has {"\n  k", " = ", ","}.
struct Notation {
  std::string before;  // up to the first letters of the name
  std::string between;
  std::string after;
};

NameToValue values_in_source(const std::string& path, const Notation& notation) {
  const std::string text = read_text(path);
  NameToValue values;
  for (auto at = text.find(notation.before); at != std::string::npos; at = text.find(notation.before, at + 1)) {
    const auto name = text.find('k', at);
    const auto name_end = std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(name), text.end(), ::isalnum);
    const auto gap = static_cast<std::size_t>(name_end - text.begin());
    if (text.compare(gap, notation.between.size(), notation.between) != 0) continue;
    const char* digits = &text[gap + notation.between.size()];
    char* stop = nullptr;
    const unsigned long value = std::strtoul(digits, &stop, 0);
    if (stop != digits && std::string_view(stop).starts_with(notation.after)) {
      values[text.substr(name, gap - name)] = value;
    }
  }
  REQUIRE(!values.empty());
  return values;
}

NameToValue values_in_table(const std::vector<Row>& rows, std::size_t name_cell, std::size_t value_cell) {
  NameToValue values;
  for (const Row& row : rows) values[row.at(name_cell)] = std::stoul(row.at(value_cell), nullptr, 0);
  CHECK(values.size() == rows.size());
  return values;
}

class VectorSink final : public Sink {
 public:
  Status write(Bytes more) override {
    bytes.insert(bytes.end(), more.begin(), more.end());
    return Status::kOk;
  }
  std::vector<std::uint8_t> bytes;
};

}  // namespace

TEST_CASE("SPEC: statuses, their values and meanings are those of the code") {
  const std::vector<Row> rows = spec_table("Status and reason codes", "name");
  CHECK(values_in_table(rows, 0, 1) == values_in_source("core/base/status.def", {"SWITCHBACK_STATUS(k", ", ", "u"}));
  for (const Row& row : rows) {
    const auto status = static_cast<Status>(std::stoul(row[1], nullptr, 0));
    CHECK(row[0] == status_name(status));
    CHECK(row[2] == status_meaning(status));
  }
}

TEST_CASE("SPEC: TLV types are those of the code") {
  CHECK(values_in_table(spec_table("TLV areas", "type"), 1, 0) ==
        values_in_source("core/wire/tlv.h", {"\n  k", " = ", ","}));
}

TEST_CASE("SPEC: header flags are those of the code") {
  CHECK(values_in_table(spec_table("Image header", "flag"), 1, 0) ==
        values_in_source("core/wire/image_header.h", {" kFlag", " = ", ";"}));
}

TEST_CASE("SPEC: journal phases are those of the code") {
  CHECK(values_in_table(spec_table("Phases", "value"), 1, 0) ==
        values_in_source("bootloader/journal/state.h", {"\n  k", " = ", ","}));
}

TEST_CASE("SPEC: the decoder RAM is the sum of the table's terms") {
  const std::vector<Row> rows = spec_table("Decoder RAM", "term");
  REQUIRE(rows.size() == 6);
  const auto common = static_cast<std::uint32_t>(std::stoul(rows[0][1]));
  const auto delta = static_cast<std::uint32_t>(std::stoul(rows[1][1]));
  const auto deflate = static_cast<std::uint32_t>(std::stoul(rows[2][1]));
  const auto patch = static_cast<std::uint32_t>(std::stoul(rows[4][1]));
  CHECK(rebuild_ram_bytes(wire::PayloadKind::kFull, wire::Codec::kPatch, 0) == common + patch);
  CHECK(rebuild_ram_bytes(wire::PayloadKind::kDelta, wire::Codec::kPatch, 0) == common + patch);
  CHECK(rebuild_ram_bytes(wire::PayloadKind::kFull, wire::Codec::kNone, 0) == common);
  CHECK(rebuild_ram_bytes(wire::PayloadKind::kDelta, wire::Codec::kNone, 0) == common + delta);
  CHECK(rebuild_ram_bytes(wire::PayloadKind::kFull, wire::Codec::kDeflate, 9) == common + deflate + 512);
  CHECK(rebuild_ram_bytes(wire::PayloadKind::kDelta, wire::Codec::kDeflate, 15) == common + delta + deflate + 32768);
}

TEST_CASE("SPEC: the delta stream example decodes to its target") {
  const std::vector<std::uint8_t> base = {0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17};
  const std::vector<std::uint8_t> target = {0x10, 0x11, 0x13, 0x13, 0xaa, 0xbb, 0x11, 0x12, 0x13};
  const MemoryReader reader{base};
  VectorSink sink;
  delta::DeltaDecoder decoder(reader, static_cast<std::uint32_t>(base.size()), sink,
                              static_cast<std::uint32_t>(target.size()));
  CHECK(decoder.write(spec_dump("delta_stream")) == Status::kOk);
  CHECK(decoder.finish() == Status::kOk);
  CHECK(sink.bytes == target);
}

TEST_CASE("SPEC: the patch stream examples decode to their targets, in the RAM that it says") {
  for (const std::string name : {"patch", "patch_a64"}) {
    CAPTURE(name);
    const std::vector<std::uint8_t> base = spec_dump(name + "_base");
    const std::vector<std::uint8_t> target = spec_dump(name + "_target");
    const std::vector<std::uint8_t> patch = spec_dump(name + "_stream");
    const MemoryReader base_reader{base}, patch_reader{patch}, nothing{Bytes{}};
    VectorSink sink;
    std::vector<std::uint64_t> memory((4608 + 8 * std::size_t{load_u16(patch, 1)}) / 8);
    Workspace workspace({reinterpret_cast<std::uint8_t*>(memory.data()), memory.size() * 8});
    CHECK(delta::apply_patch({patch_reader, base_reader}, {sink, nothing, static_cast<std::uint32_t>(target.size())},
                             workspace) == Status::kOk);
    CHECK(sink.bytes == target);
  }
}

}  // namespace switchback::test
