// Files that are mistaken for firmware: each kind is recognised, and firmware is not.
#include "packer/input/file_kinds.h"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "host/text.h"
#include "packer/input/input.h"
#include "tests/unit/packer/samples.h"

namespace switchback::packer {
namespace {

using namespace std::string_literals;

std::string utf16(const std::string& text, bool is_big_endian) {
  std::string wide;
  for (const char c : text) wide += is_big_endian ? "\0"s + c : c + "\0"s;
  return wide;
}

struct Sample {
  std::string name;
  std::string file;
};

const std::string kTail = "\x10\x20\x30\x40\x01\x02\x03\x04\xf0\xf1\xf2\xf3\x80\x81\x82\x83"s;  // no text

std::vector<Sample> binary_samples() {
  return {
      {"a signed image or package", "\x3d\xb8\xf3\x96"s},
      {"an image of MCUboot's first format", "\x3c\xb8\xf3\x96"s},
      {"a patch", "BSDIFF40"},
      {"a patch", "SBP1"},
      {"a program for Windows or DOS", "MZ"},
      {"a Mach-O or Java file", "\xfe\xed\xfa\xce"s},
      {"a Mach-O or Java file", "\xcf\xfa\xed\xfe"s},
      {"a Mach-O or Java file", "\xca\xfe\xba\xbe"s},
      {"LLVM bitcode or WebAssembly", "BC\xc0\xde"s},
      {"LLVM bitcode or WebAssembly", "\0asm"s},
      {"an archive of object files", "!<arch>\n"},
      {"an archive of object files", "!<thin>\n"},
      {"a ZIP archive", "PK\x03\x04"s},
      {"a ZIP archive", "PK\x05\x06"s},
      {"a tar archive", std::string(257, '\0') + "ustar"},
      {"a compressed file", "\x1f\x8b"s},
      {"a compressed file", "\xfd"s + "7zXZ\0"s},
      {"a compressed file", "\x28\xb5\x2f\xfd"s},
      {"a compressed file", "\x50\x2a\x4d\x18"s},
      {"a compressed file", "\x04\x22\x4d\x18"s},
      {"a compressed file", "BZh9"},
      {"a compressed file", "7z\xbc\xaf\x27\x1c"s},
      {"a compressed file", "\x5d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff"s},
      {"an encrypted file", "Salted__"},
      {"a DFU file", "DfuSe"},
      {"a Linux boot or file system image", "\xd0\x0d\xfe\xed"s},
      {"a document, picture or database", "\x89PNG\r\n"s},
  };
}

std::vector<Sample> text_samples() {
  return {
      {"a PEM file: a key or certificate", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"},
      {"a PEM file: a key or certificate", "my key:\n-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n"},
      {"a pointer of Git LFS", "version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 1\n"},
      {"an HTML or XML page", "<!DOCTYPE html>\n<html>404</html>"},
      {"an HTML or XML page", "\xef\xbb\xbf\n <?xml version=\"1.0\"?>"s},
      {"a JSON file", " {\"a\": 1}"},
      {"a JSON file", "[1]"},
      {"a TI-TXT file", "@9100\n00 01 02\nq\n"},
      {"a Verilog hex file", "@00009100\n00 01 02\n"},
      {"bare hex digits", "020000040000FA\r\n0091000001020304\r\n"},
      {"text in UTF-16 or UTF-32", "\xff\xfe"s + utf16(":00000001FF\r\n", false)},
      {"text in UTF-16 or UTF-32", "\xfe\xff"s + utf16("hello", true)},
      {"text in UTF-16 or UTF-32", utf16("hello", false)},
      {"text in UTF-16 or UTF-32", utf16("hello", true)},
      {"text in UTF-16 or UTF-32", "\xff\xfe\0\0"s + utf16(utf16(":00000001FF\n", false), false)},
      {"text in UTF-16 or UTF-32", utf16("a long line about \xac\x20 and more of it"s, false)},
      {"text", "hello\n"},
      {"text", "0000000 020304 010203\n0000006\n"},
      {"text",
       "Gr\xfc\xdf"
       "e aus K\xf6ln, in Latin-1"},
      {"text", std::string(300, '\xcf')},
      {"text",
       "Gr\xc3\xbc\xc3\x9f"
       "e, \xe2\x82\xac 5, \xf0\x9f\x92\xa1\n"s},
      {"text", ":0000000"},
      {"text", "made by a tool\n:0100000041BE\n:00000001FF\n"},
      {"nothing but blank bytes", std::string(4096, '\0')},
      {"nothing but blank bytes", std::string(4096, '\xff')},
  };
}

void check_refused(const Sample& sample) {
  CAPTURE(sample.name);
  CAPTURE(sample.file);
  const auto firmware = read_firmware(host::as_bytes(sample.file), 0xff);
  REQUIRE_FALSE(firmware.has_value());
  CHECK(firmware.error().code == ErrorCode::kFormat);
  const std::string start = "expected firmware (raw binary, Intel HEX, ELF, SREC or UF2), found " + sample.name + "; ";
  CHECK(firmware.error().message.substr(0, start.size()) == start);
  CHECK(firmware.error().message.size() > start.size());
  const auto taken = read_firmware(host::as_bytes(sample.file), 0xff, InputFormat::kBinary);
  REQUIRE(taken.has_value());
  CHECK(taken->bytes.size() == sample.file.size());
}

}  // namespace

TEST_CASE("File kinds: what is no firmware is refused by its name, and taken where somebody says that it is binary") {
  for (const Sample& sample : binary_samples()) check_refused({sample.name, sample.file + kTail});
  for (const Sample& sample : text_samples()) check_refused(sample);
  check_refused({"a DFU file", kTail + "\0\0\0\0\0\0\0\0UFD\x10\x01\x02\x03\x04"s});
  check_refused({"a key, certificate or signature in DER", "\x30\x10\x30\x0e"s + kTail.substr(0, 14)});
  check_refused({"a key, certificate or signature in DER", "\x30\x82\x01\x04\x02\x82"s + std::string(258, 'a')});
}

TEST_CASE("File kinds: a magic that is cut off or not at its place is no reason to refuse") {
  for (const Sample& sample : binary_samples()) {
    CAPTURE(sample.name);
    CHECK(recognise(host::as_bytes("\x01" + sample.file + kTail)) == nullptr);
    if (sample.file.size() < 20) {
      CHECK(recognise(host::as_bytes(sample.file.substr(0, sample.file.size() - 1) + "\x7e\x01" + kTail)) == nullptr);
    }
  }
  CHECK(recognise(host::as_bytes(kTail + "\0\0\0\0\0\0\0\0UFD\x11\x01\x02\x03\x04"s)) == nullptr);
  CHECK(recognise(host::as_bytes(kTail + "\0\0\0\0\0\0\0\0UFD\x10\x01\x02\x03"s)) == nullptr);
  CHECK(recognise(host::as_bytes("\x30\x11\x30\x0e"s + kTail.substr(0, 14))) == nullptr);
}

TEST_CASE("File kinds: firmware with many strings is no text") {
  std::string firmware = "\x00\x40\x00\x20\x01\x91\x00\x00"s;
  for (int i = 0; i < 100; ++i) firmware += "message number " + std::to_string(i) + "\0"s;
  CHECK(recognise(host::as_bytes(firmware)) == nullptr);
  testing::Random random(20240501);
  for (int round = 0; round < 200; ++round) {
    CHECK(recognise(testing::random_bytes(random, 4096)) == nullptr);
    CHECK(recognise(testing::code_like(random, 4096)) == nullptr);
  }
}

TEST_CASE("File kinds: content must be what the name's suffix says") {
  const std::string hex = ":0100000041BE\n:00000001FF\n";
  const auto read = [](const std::string& file, std::string_view name) {
    return read_firmware(host::as_bytes(file), 0xff, std::nullopt, std::nullopt, name);
  };
  CHECK(read(hex, "a.hex").has_value());
  CHECK(read(hex, "A.HEX").has_value());
  CHECK(read(hex, "a.bin").has_value());
  CHECK(read(hex, "-").has_value());
  CHECK(read(hex, "hex").has_value());
  CHECK(read(kTail, "a.bin").has_value());
  CHECK(read(hex, "a.elf").error().message ==
        "expected content that fits the suffix .elf, found Intel HEX; give the right file, or set the format to hex");
  CHECK(read(kTail, "a.elf").error().message ==
        "expected content that fits the suffix .elf, found no known format; give the right "
        "file, or set the format to bin");
  for (const std::string name : {"a.hex", "a.IHEX", "b/a.ihx", "a.axf", "a.s19", "a.srec", "a.mot", "a.uf2"}) {
    CAPTURE(name);
    CHECK(read(kTail, name).error().code == ErrorCode::kFormat);
    CHECK(read_firmware(host::as_bytes(kTail), 0xff, InputFormat::kBinary, std::nullopt, name).has_value());
  }
}

TEST_CASE("File kinds: wide text is named, too, where somebody says that it is HEX or SREC") {
  const std::string wide = "\xff\xfe"s + utf16(":00000001FF\r\n", false);
  for (const auto format : {InputFormat::kIntelHex, InputFormat::kSrec}) {
    CHECK(read_firmware(host::as_bytes(wide), 0xff, format).error().message ==
          "expected text in ASCII or UTF-8, found UTF-16 or UTF-32; save it as one of those");
  }
}

TEST_CASE("File kinds: a signed image is found inside other formats, too") {
  // The image magic as HEX, and as S-record.
  const std::string hex = ":040000003DB8F3967E\n:00000001FF\n";
  const auto firmware = read_firmware(host::as_bytes(hex), 0xff);
  REQUIRE_FALSE(firmware.has_value());
  CHECK(
      firmware.error().message ==
      "expected a file that loads firmware, found one that loads a signed image or package; give the firmware that it "
      "was made from");
  CHECK(read_firmware(host::as_bytes("S10700003DB8F3967A\nS9030000FC\n"), 0xff).error().code == ErrorCode::kFormat);
}

}  // namespace switchback::packer
