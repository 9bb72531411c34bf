// Every structure table of docs/SPEC.md against the code that encodes and decodes it.
//
// A table is right if its rows cover the structure without gaps, and if a change of a row's bytes
// changes only the field that the row names, or is refused. Only rows with a constraint may refuse.
#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <optional>

#include "bootloader/journal/crc32.h"
#include "bootloader/journal/state.h"
#include "core/wire/image.h"
#include "tests/spec/markdown.h"

namespace switchback::test {
namespace {

using ByteVector = std::vector<std::uint8_t>;
using Fields = std::map<std::string, std::string>;

struct Structure {
  std::string heading;
  std::string first_field;  // of the first row: tells apart several tables under one heading
  std::string dump;
  std::function<std::optional<Fields>(const ByteVector&)> decode;  // nothing: refused
  std::function<ByteVector(const ByteVector&)> round_trip;
  // What must follow a change for the structure to stay valid, such as a checksum.
  std::function<void(ByteVector&)> repair = [](ByteVector&) {};
  std::string follower = {};  // the field that repair() may set
};

template <std::size_t N>
std::string hex(const std::array<std::uint8_t, N>& bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) text += std::to_string(byte) + ",";
  return text;
}

void add_version(Fields& fields, const std::string& prefix, const wire::Version& version) {
  fields[prefix + ".major"] = std::to_string(version.major);
  fields[prefix + ".minor"] = std::to_string(version.minor);
  fields[prefix + ".revision"] = std::to_string(version.revision);
  fields[prefix + ".build"] = std::to_string(version.build);
}

template <std::size_t N>
std::span<const std::uint8_t, N> as_span(const ByteVector& bytes) {
  REQUIRE(bytes.size() == N);
  return std::span<const std::uint8_t, N>(bytes.data(), N);
}

template <std::size_t N>
std::span<std::uint8_t, N> as_span(ByteVector& bytes) {
  REQUIRE(bytes.size() == N);
  return std::span<std::uint8_t, N>(bytes.data(), N);
}

Structure image_header() {
  Structure it{
      .heading = "Image header", .first_field = "magic", .dump = "image_header", .decode = {}, .round_trip = {}};
  it.decode = [](const ByteVector& bytes) -> std::optional<Fields> {
    wire::ImageHeader header;
    if (!ok(wire::decode_image_header(as_span<wire::kImageHeaderBytes>(bytes), header))) return std::nullopt;
    Fields fields;
    fields["load_address"] = std::to_string(header.load_address);
    fields["header_size_bytes"] = std::to_string(header.header_size_bytes);
    fields["protected_size_bytes"] = std::to_string(header.protected_size_bytes);
    fields["payload_size_bytes"] = std::to_string(header.payload_size_bytes);
    fields["flags"] = std::to_string(header.flags);
    add_version(fields, "version", header.version);
    return fields;
  };
  it.round_trip = [](const ByteVector& bytes) {
    wire::ImageHeader header;
    CHECK(ok(wire::decode_image_header(as_span<wire::kImageHeaderBytes>(bytes), header)));
    ByteVector out(bytes.size());
    wire::encode_image_header(header, as_span<wire::kImageHeaderBytes>(out));
    return out;
  };
  return it;
}

Structure package_structure() {
  Structure it{
      .heading = "Package", .first_field = "format_version", .dump = "package", .decode = {}, .round_trip = {}};
  it.decode = [](const ByteVector& bytes) -> std::optional<Fields> {
    wire::PackageInfo info;
    if (!ok(wire::decode_package_info(as_span<wire::kPackageBytes>(bytes), info))) return std::nullopt;
    Fields fields;
    fields["kind"] = std::to_string(static_cast<int>(info.kind));
    fields["codec"] = std::to_string(static_cast<int>(info.codec));
    fields["window_bits"] = std::to_string(info.window_bits);
    fields["decoder_ram_bytes"] = std::to_string(info.decoder_ram_bytes);
    fields["target_size_bytes"] = std::to_string(info.target_size_bytes);
    fields["target_digest"] = hex(info.target_digest);
    return fields;
  };
  it.round_trip = [](const ByteVector& bytes) {
    wire::PackageInfo info;
    CHECK(ok(wire::decode_package_info(as_span<wire::kPackageBytes>(bytes), info)));
    ByteVector out(bytes.size());
    wire::encode_package_info(info, as_span<wire::kPackageBytes>(out));
    return out;
  };
  return it;
}

Structure package() {
  Structure it = package_structure();
  it.repair = [](ByteVector& bytes) {
    if (bytes[2] == 0) bytes[3] = 0;  // no codec, no window
  };
  it.follower = "window_bits";
  return it;
}

Structure package_base() {
  Structure it{
      .heading = "Package", .first_field = "size_bytes", .dump = "package_base", .decode = {}, .round_trip = {}};
  it.decode = [](const ByteVector& bytes) -> std::optional<Fields> {
    wire::BaseInfo base;
    if (!ok(wire::decode_base_info(as_span<wire::kPackageBaseBytes>(bytes), base))) return std::nullopt;
    return Fields{{"size_bytes", std::to_string(base.size_bytes)}, {"digest", hex(base.digest)}};
  };
  it.round_trip = [](const ByteVector& bytes) {
    wire::BaseInfo base;
    CHECK(ok(wire::decode_base_info(as_span<wire::kPackageBaseBytes>(bytes), base)));
    ByteVector out(bytes.size());
    wire::encode_base_info(base, as_span<wire::kPackageBaseBytes>(out));
    return out;
  };
  return it;
}

Fields state_fields(const bootloader::State& state) {
  Fields fields;
  fields["sequence"] = std::to_string(state.sequence);
  fields["phase"] = std::to_string(static_cast<int>(state.phase));
  fields["active_slot"] = std::to_string(state.active_slot);
  fields["trial_boots_left"] = std::to_string(state.trial_boots_left);
  fields["attempts"] = std::to_string(state.attempts);
  fields["security_floor"] = std::to_string(state.security_floor);
  fields["candidate_counter"] = std::to_string(state.candidate_counter);
  fields["progress"] = std::to_string(state.progress);
  fields["swap_units"] = std::to_string(state.swap_units);
  fields["candidate_units"] = std::to_string(state.candidate_units);
  fields["staged_address"] = std::to_string(state.staged_address);
  fields["staged_size_bytes"] = std::to_string(state.staged_size_bytes);
  fields["staged_tag"] = std::to_string(state.staged_tag);
  fields["last_reason"] = std::to_string(static_cast<std::uint32_t>(state.last_reason));
  return fields;
}

Structure journal_record() {
  Structure it{.heading = "Journal", .first_field = "magic", .dump = "journal_record", .decode = {}, .round_trip = {}};
  it.decode = [](const ByteVector& bytes) -> std::optional<Fields> {
    bootloader::State state;
    if (!bootloader::decode_state(as_span<bootloader::kRecordBytes>(bytes), state)) return std::nullopt;
    return state_fields(state);
  };
  it.round_trip = [](const ByteVector& bytes) {
    bootloader::State state;
    CHECK(bootloader::decode_state(as_span<bootloader::kRecordBytes>(bytes), state));
    ByteVector out(bytes.size());
    bootloader::encode_state(state, as_span<bootloader::kRecordBytes>(out));
    return out;
  };
  it.repair = [](ByteVector& bytes) {
    store_u32(bytes, bytes.size() - 4, bootloader::crc32(Bytes(bytes).first(bytes.size() - 4)));
  };
  return it;
}

std::vector<std::string> changed_fields(const Fields& before, const Fields& after, const std::string& ignored) {
  std::vector<std::string> names;
  for (const auto& [name, value] : before) {
    if (name != ignored && after.at(name) != value) names.push_back(name);
  }
  return names;
}

// Gives every byte of the row every other value. Returns whether the named field ever changed.
bool row_is_true(const Structure& it, const ByteVector& dump, const Row& row) {
  const Fields before = it.decode(dump).value();
  const std::string ignored = row[2] == it.follower ? "" : it.follower;
  const std::size_t offset = std::stoul(row[0]);
  const std::size_t end = offset + std::stoul(row[1]);
  bool seen = false;
  for (std::size_t at = offset; at < end; ++at) {
    for (unsigned difference = 1; difference < 256; ++difference) {
      ByteVector changed = dump;
      changed[at] = static_cast<std::uint8_t>(changed[at] ^ difference);
      if (row[2] != "checksum") it.repair(changed);
      const std::optional<Fields> after = it.decode(changed);
      const bool explained =
          after ? changed_fields(before, *after, ignored) == std::vector<std::string>{row[2]} : !row[4].empty();
      if (!explained) FAIL_CHECK("byte " << at << " changes something else, or is refused without a stated constraint");
      seen = seen || after.has_value();
    }
  }
  return seen;
}

void check_structure(const Structure& it) {
  const ByteVector dump = spec_dump(it.dump);
  CHECK(it.round_trip(dump) == dump);
  std::size_t end = 0;
  std::size_t fields_seen = 0;
  for (const Row& row : spec_table(it.heading, "offset", it.first_field)) {
    INFO(it.heading << ": " << row[2]);
    CHECK(std::stoul(row[0]) == end);
    end += std::stoul(row[1]);
    REQUIRE(end <= dump.size());
    const bool constant = it.decode(dump).value().count(row[2]) == 0;  // magic, padding, checksum
    const bool seen = row_is_true(it, dump, row);
    CHECK(seen == !constant);
    if (!constant) ++fields_seen;
  }
  CHECK(end == dump.size());
  CHECK(fields_seen == it.decode(dump).value().size());
}

}  // namespace

TEST_CASE("SPEC: the image header table is what the code does") { check_structure(image_header()); }
TEST_CASE("SPEC: the package table is what the code does") { check_structure(package()); }
TEST_CASE("SPEC: the package base table is what the code does") { check_structure(package_base()); }
TEST_CASE("SPEC: the journal record table is what the code does") { check_structure(journal_record()); }

}  // namespace switchback::test
