// switchback image: makes one signed image from one firmware file; all values are on the command
// line.
#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include "cli/commands.h"
#include "cli/commands/header_room.h"
#include "cli/device_options.h"
#include "cli/files/files.h"
#include "cli/files/input_files.h"
#include "cli/files/outputs.h"
#include "cli/keys.h"
#include "cli/report.h"
#include "host/text.h"
#include "release/firmware.h"
#include "release/packer_signer.h"

namespace switchback::cli {
namespace {

struct Options {
  std::string firmware;
  std::string key;
  std::string version;
  std::string out;
  std::uint32_t header_size = wire::kImageHeaderBytes;
  std::string security_counter;
  std::string vendor_id;
  std::string class_id;
  std::vector<std::string> dependencies;
  std::optional<std::uint32_t> rom_address;
  std::string format;
  std::string input_range;
  bool no_vector_check = false;
  std::uint32_t erased_value = 0xff;
  bool force = false;
  PassphraseOptions passphrase;
};

Result<wire::Version> read_version(const char* option, const std::string& text) {
  const auto version = host::parse_version(text);
  if (version) return *version;
  return fail(ErrorCode::kUsage, fmt::format("{}: expected {}, found \"{}\"", option, host::kVersionForm, text));
}

Result<std::uint32_t> read_counter(const std::string& text, const wire::Version& version) {
  if (text == "auto") return host::automatic_counter(version);
  if (const auto counter = host::parse_decimal(text, UINT32_MAX)) return static_cast<std::uint32_t>(*counter);
  return fail(
      ErrorCode::kUsage,
      fmt::format("--security-counter: expected 0 … 4294967295, without leading zeros, or auto, found \"{}\"", text));
}

// "1:2.0.0" is image 1 at 2.0.0 or later.
Result<wire::Dependency> read_dependency(const std::string& text) {
  const std::size_t colon = text.find(':');
  wire::Dependency dependency;
  if (colon != std::string::npos) {
    const auto image = host::parse_decimal(std::string_view(text).substr(0, colon), UINT8_MAX);
    const auto minimum = host::parse_version(std::string_view(text).substr(colon + 1));
    if (image && minimum) {
      dependency.image_id = static_cast<std::uint8_t>(*image);
      dependency.minimum = *minimum;
      return dependency;
    }
  }
  return fail(ErrorCode::kUsage,
              fmt::format("--dependency: expected IMAGE:VERSION such as 1:2.0.0, found \"{}\"", text));
}

Result<void> fill_ids(const Options& options, packer::ImageSpec& spec) {
  if (!options.vendor_id.empty()) {
    const auto id = read_uuid("--vendor-id", options.vendor_id);
    if (!id) return tl::make_unexpected(id.error());
    spec.vendor_id = *id;
  }
  if (!options.class_id.empty()) {
    const auto id = read_uuid("--class-id", options.class_id);
    if (!id) return tl::make_unexpected(id.error());
    spec.class_id = *id;
  }
  for (const std::string& text : options.dependencies) {
    const auto dependency = read_dependency(text);
    if (!dependency) return tl::make_unexpected(dependency.error());
    spec.dependencies.push_back(*dependency);
  }
  return {};
}

Result<packer::ImageSpec> read_spec(const Options& options) {
  packer::ImageSpec spec;
  const auto version = read_version("--version", options.version);
  if (!version) return tl::make_unexpected(version.error());
  spec.version = *version;
  spec.header_size_bytes = options.header_size;
  spec.header_fill = static_cast<std::uint8_t>(options.erased_value);
  if (options.rom_address) {
    spec.flags |= wire::kFlagRomFixed;
    spec.load_address = *options.rom_address;
  }
  if (!options.security_counter.empty()) {
    const auto counter = read_counter(options.security_counter, *version);
    if (!counter) return tl::make_unexpected(counter.error());
    spec.security_counter = *counter;
  }
  if (const auto filled = fill_ids(options, spec); !filled) return tl::make_unexpected(filled.error());
  return spec;
}

// Decimal, or hex with 0x; no leading zeros, which may mean octal. At most 2^32, the end of the
// address space.
std::optional<std::uint64_t> read_address(std::string_view text) {
  const bool is_hex = text.starts_with("0x");
  const std::string_view digits = is_hex ? text.substr(2) : text;
  if (digits.empty() || (!is_hex && digits.size() > 1 && digits[0] == '0')) return std::nullopt;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, is_hex ? 16 : 10);
  const bool is_address = error == std::errc() && end == digits.data() + digits.size() && value <= 0x1'0000'0000;
  return is_address ? std::optional(value) : std::nullopt;
}

// "0x9000:0x24000" is from the first address up to, but not including, the second.
Result<packer::AddressRange> read_range(const std::string& text) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  const auto start = read_address(std::string_view(text).substr(0, colon));
  const auto end = read_address(std::string_view(text).substr(std::min(colon + 1, text.size())));
  if (start && end && *start < *end && *end - *start <= 0xffffffff) {
    return packer::AddressRange{static_cast<std::uint32_t>(*start), static_cast<std::uint32_t>(*end - *start)};
  }
  return fail(ErrorCode::kUsage, fmt::format("--input-range: expected START:END such as 0x9000:0x24000 (the end is not "
                                             "part of it), found \"{}\"",
                                             text));
}

Result<packer::Payload> read_payload(const Options& options) {
  packer::PayloadRules rules;
  if (!options.input_range.empty()) {
    const auto range = read_range(options.input_range);
    if (!range) return tl::make_unexpected(range.error());
    rules.range = *range;
  }
  rules.erased_value = static_cast<std::uint8_t>(options.erased_value);
  rules.format = packer::input_format_from_name(options.format);
  rules.header_size_bytes = options.header_size;
  rules.slot_address = options.rom_address;
  rules.checks_vectors = !options.no_vector_check;
  InputFiles files;
  return release::read_firmware(files, options.firmware, rules);
}

Outcome run(const Options& options, Session& session) {
  if (const auto claimed = session.claim_output(options.out); !claimed) return failed(claimed.error());
  auto spec = read_spec(options);
  if (!spec) return failed(spec.error());
  auto key = load_private_key(options.key, options.passphrase, session);
  if (!key) return failed(key.error());
  const auto firmware = read_payload(options);
  if (!firmware) return failed(firmware.error());
  if (const auto checked = release::check_holds_no_key(input_name(options.firmware), firmware->bytes, *key); !checked)
    return failed(checked.error());
  spec->payload = firmware->bytes;

  signer::FileKeyBackend backend(std::move(*key));
  const auto image = packer::build_image(*spec, release::packer_signer(backend));
  if (!image) return failed(image.error());
  if (const auto written = write_output(options.out, *image, options.force); !written) return failed(written.error());
  if (firmware->used_header_room) session.note(header_room_note(options.firmware, options.header_size));

  wire::ImageFacts facts;
  (void)wire::parse_image(MemoryReader(*image), facts);  // build_image() has parsed it before
  Report report;
  report.json = {{"out", options.out},
                 {"input_format", packer::input_format_name(firmware->format)},
                 {"used_header_room", firmware->used_header_room},
                 {"size_bytes", image->size()},
                 {"sha256", file_digest_hex(*image)},
                 {"facts", facts_json(*image, facts)}};
  report.text = fmt::format("{}: signed image\n{}", options.out, facts_text(*image, facts));
  return report;
}

void add_fact_options(Arguments command, Options& options) {
  command.option("--version", options.version, "version of the image, such as 1.2.3 or 1.2.3+4")
      .type_name("VERSION")
      .required();
  command
      .option("--header-size", options.header_size,
              "size of the header and alignment of the vector table: a power of two, 32 … 32768")
      .type_name("BYTES")
      .show_default();
  command.option("--security-counter", options.security_counter, "anti-rollback counter, or auto: from the version")
      .type_name("N|auto");
  command.option("--vendor-id", options.vendor_id, "vendor id that devices compare").type_name("UUID");
  command.option("--class-id", options.class_id, "class id that devices compare").type_name("UUID");
  command
      .option("--dependency", options.dependencies,
              "image that must be on the device, and its lowest version; repeatable")
      .type_name("IMAGE:VERSION")
      .one_value_each();
  command.option("--rom-address", options.rom_address, "address of the slot that the firmware was linked for")
      .type_name("ADDRESS");
  command.option("--erased-value", options.erased_value, "value that fills gaps and header: 255 or 0")
      .one_of({0u, 255u})
      .type_name("BYTE")
      .show_default();
}

}  // namespace

void add_image(Arguments app) {
  auto options = std::make_shared<Options>();
  Arguments command = app.subcommand("image", "Make one signed image from a linker's output, without a manifest");
  command.option("FIRMWARE", options->firmware, "ELF, Intel HEX, SREC, UF2 or raw binary; `-` for standard input")
      .required();
  command.option("--key", options->key, "private key").type_name("FILE").required();
  command.option("-o,--out", options->out, "the signed image; `-` for standard output").type_name("FILE").required();
  command.option("--format", options->format, "bin, hex, elf, srec or uf2; by default recognised by content")
      .one_of({"bin", "hex", "elf", "srec", "uf2"});
  command
      .option("--input-range", options->input_range,
              "use only these addresses of a file with addresses; END is not included")
      .type_name("START:END");
  command.flag("--no-vector-check", options->no_vector_check,
               "skip the checks of stack pointer, reset vector and vector table");
  command.flag("--force", options->force, "overwrite an existing file");
  add_fact_options(command, *options);
  add_passphrase_options(command, options->passphrase);
  command.runs(run, options);
}

}  // namespace switchback::cli
