// The table of file kinds. Order matters: the first match names the file.
#include "packer/input/file_kinds.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "core/wire/image_header.h"
#include "packer/input/pieces.h"
#include "packer/input/text_kinds.h"
#include "packer/input/text_lines.h"

namespace switchback::packer {
namespace {

using namespace std::string_view_literals;

bool has_at(Bytes file, std::size_t at, std::string_view magic) {
  return file.size() >= at + magic.size() &&
         std::equal(magic.begin(), magic.end(), file.begin() + static_cast<std::ptrdiff_t>(at),
                    [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

bool starts_with_any(Bytes file, std::initializer_list<std::string_view> magics) {
  return std::any_of(magics.begin(), magics.end(), [&](std::string_view magic) { return has_at(file, 0, magic); });
}

bool is_signed_image(Bytes file) { return file.size() >= 4 && load_u32(file, 0) == wire::kImageMagic; }
bool is_mcuboot_v1_image(Bytes file) { return starts_with_any(file, {"\x3c\xb8\xf3\x96"sv}); }
bool is_patch(Bytes file) { return starts_with_any(file, {"BSDIFF40"sv, "SBP1"sv, "ENDSLEY/BSDIFF43"sv}); }
bool is_windows_program(Bytes file) { return starts_with_any(file, {"MZ"sv}); }

bool is_mach_o(Bytes file) {
  return starts_with_any(file, {"\xfe\xed\xfa\xce"sv, "\xfe\xed\xfa\xcf"sv, "\xce\xfa\xed\xfe"sv, "\xcf\xfa\xed\xfe"sv,
                                "\xca\xfe\xba\xbe"sv});
}

bool is_other_code(Bytes file) { return starts_with_any(file, {"BC\xc0\xde"sv, "\0asm"sv, "\xde\xc0\x17\x0b"sv}); }
bool is_archive(Bytes file) { return starts_with_any(file, {"!<arch>\n"sv, "!<thin>\n"sv}); }
bool is_zip(Bytes file) { return starts_with_any(file, {"PK\x03\x04"sv, "PK\x05\x06"sv, "PK\x07\x08"sv}); }

bool is_compressed(Bytes file) {
  const bool is_bzip2 = has_at(file, 0, "BZh"sv) && file.size() > 3 && file[3] >= '1' && file[3] <= '9';
  const bool is_lzma = has_at(file, 0, "\x5d\0\0"sv) && has_at(file, 5, "\xff\xff\xff\xff\xff\xff\xff\xff"sv);
  const bool is_zstd_skippable = file.size() >= 4 && (load_u32(file, 0) & 0xfffffff0u) == 0x184d2a50u;
  return is_bzip2 || is_lzma || is_zstd_skippable ||
         starts_with_any(file, {"\x1f\x8b"sv, "\x1f\x9d"sv,
                                "\xfd"
                                "7zXZ\0"sv,
                                "\x28\xb5\x2f\xfd"sv, "\x04\x22\x4d\x18"sv, "7z\xbc\xaf\x27\x1c"sv, "Rar!\x1a\x07"sv,
                                "MSCF"sv, "LZIP"sv, "\x89LZO"sv});
}

bool is_tar(Bytes file) { return has_at(file, 257, "ustar"sv); }

// The 16-byte suffix that dfu-util's tools append: "UFD", its own length, a checksum.
bool is_dfu(Bytes file) {
  constexpr std::size_t kSuffixBytes = 16;
  return has_at(file, 0, "DfuSe"sv) ||
         (file.size() >= kSuffixBytes && has_at(file, file.size() - kSuffixBytes + 8, "UFD\x10"sv));
}

// A U-Boot image, a device tree, an Android boot image, a file system for Linux.
bool is_linux_image(Bytes file) {
  return starts_with_any(file, {"\x27\x05\x19\x56"sv, "\xd0\x0d\xfe\xed"sv, "ANDROID!"sv, "hsqs"sv});
}

bool is_document(Bytes file) {
  return starts_with_any(file, {"%PDF-"sv, "\x89PNG\r\n"sv, "\xff\xd8\xff\xe0"sv, "\xff\xd8\xff\xe1"sv, "GIF87a"sv,
                                "GIF89a"sv, "SQLite format 3\0"sv, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv});
}

bool is_encrypted(Bytes file) { return starts_with_any(file, {"Salted__"sv, "age-encryption.org/"sv}); }

// One DER SEQUENCE that fills the file and begins with a SEQUENCE or a number: a certificate, key
// or signature.
bool is_der(Bytes file) {
  if (file.size() < 8 || file[0] != 0x30) return false;
  std::size_t header_bytes = 2;
  std::size_t content_bytes = file[1];
  if (file[1] > 0x80 && file[1] <= 0x83) {
    content_bytes = 0;
    for (int i = 0; i < file[1] - 0x80; ++i) content_bytes = content_bytes * 256 + file[header_bytes++];
  }
  const std::uint8_t inner = file[header_bytes];
  return header_bytes + content_bytes == file.size() && (inner == 0x30 || inner == 0x02);
}

bool is_blank(Bytes file) { return all_are(file, 0x00) || all_are(file, 0xff); }

constexpr std::string_view kUnpack = "unpack it and give its content";
constexpr std::string_view kObjcopy =
    "convert it: objcopy -I FORMAT -O ihex; or give the ELF or HEX file of the same build";
constexpr std::string_view kGiveLinked = "give the linker's output: ELF, Intel HEX, SREC, UF2 or raw binary";
constexpr std::string_view kBinaryTakesIt =
    "give the linker's output (ELF, Intel HEX, SREC, UF2 or raw binary); if these bytes are the firmware, set the "
    "format to bin";

constexpr std::array kContentKinds = {
    FileKind{"a signed image or package", is_signed_image, "give the firmware that it was made from"},
    FileKind{"an image of MCUboot's first format", is_mcuboot_v1_image, "give the firmware that it was made from"},
};

constexpr std::array kKinds = {
    FileKind{"nothing but blank bytes", is_blank, "give the firmware itself; is the build complete?"},
    FileKind{"an ELF file", looks_like_elf, "", InputFormat::kElf},
    FileKind{"a UF2 file", looks_like_uf2, "", InputFormat::kUf2},
    FileKind{"a patch", is_patch, kGiveLinked},
    FileKind{"a program for Windows or DOS", is_windows_program, kGiveLinked},
    FileKind{"a Mach-O or Java file", is_mach_o, kGiveLinked},
    FileKind{"LLVM bitcode or WebAssembly", is_other_code, kGiveLinked},
    FileKind{"an archive of object files", is_archive, "link it first"},
    FileKind{"a ZIP archive", is_zip, kUnpack},
    FileKind{"a tar archive", is_tar, kUnpack},
    FileKind{"a compressed file", is_compressed, kUnpack},
    FileKind{"an encrypted file", is_encrypted, "decrypt it and give its content"},
    FileKind{"a DFU file", is_dfu, "remove the suffix with dfu-suffix -D, or give the file that it was made from"},
    FileKind{"a Linux boot or file system image", is_linux_image, kBinaryTakesIt},
    FileKind{"a document, picture or database", is_document, kGiveLinked},
    FileKind{"a key, certificate or signature in DER", is_der, kGiveLinked},
    FileKind{"Intel HEX", looks_like_intel_hex, "", InputFormat::kIntelHex},
    FileKind{"S-records", looks_like_srec, "", InputFormat::kSrec},
    FileKind{"text in UTF-16 or UTF-32", is_wide_text, "save it as UTF-8 or ASCII, if it is Intel HEX or SREC"},
    FileKind{"a PEM file: a key or certificate", is_pem, kGiveLinked},
    FileKind{"a pointer of Git LFS", is_lfs_pointer, "fetch the real file: git lfs pull"},
    FileKind{"an HTML or XML page", is_html, "look into it: the download may have failed"},
    FileKind{"a JSON file", is_json, "a build manifest goes to `switchback build`"},
    FileKind{"a TI-TXT file", is_ti_txt, kObjcopy},
    FileKind{"a Verilog hex file", is_verilog_hex, kObjcopy},
    FileKind{"bare hex digits", is_bare_hex, "give the original file; if this is Intel HEX, restore its colons"},
    FileKind{"text", is_text, kBinaryTakesIt},
};

const FileKind* first_match(std::span<const FileKind> kinds, Bytes file) {
  const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const FileKind& kind) { return kind.matches(file); });
  return found != kinds.end() ? &*found : nullptr;
}

struct Suffix {
  std::string_view text;
  InputFormat format;
};

constexpr std::array kSuffixes = {
    Suffix{".hex", InputFormat::kIntelHex}, Suffix{".ihex", InputFormat::kIntelHex},
    Suffix{".ihx", InputFormat::kIntelHex}, Suffix{".elf", InputFormat::kElf},
    Suffix{".axf", InputFormat::kElf},      Suffix{".srec", InputFormat::kSrec},
    Suffix{".s19", InputFormat::kSrec},     Suffix{".s28", InputFormat::kSrec},
    Suffix{".s37", InputFormat::kSrec},     Suffix{".mot", InputFormat::kSrec},
    Suffix{".uf2", InputFormat::kUf2},
};

bool ends_with_ignoring_case(std::string_view text, std::string_view end) {
  return text.size() >= end.size() &&
         std::equal(end.begin(), end.end(), text.end() - static_cast<std::ptrdiff_t>(end.size()),
                    [](char a, char b) { return a == static_cast<char>(std::tolower(static_cast<unsigned char>(b))); });
}

}  // namespace

const FileKind* recognise(Bytes file) {
  if (file.empty()) return nullptr;
  const FileKind* kind = first_match(kContentKinds, file);
  return kind != nullptr ? kind : first_match(kKinds, file);
}

const FileKind* recognise_contents(Bytes bytes) { return first_match(kContentKinds, bytes); }

Result<void> check_suffix(std::string_view file_name, const FileKind* kind) {
  const auto suffix = std::find_if(kSuffixes.begin(), kSuffixes.end(),
                                   [&](const Suffix& one) { return ends_with_ignoring_case(file_name, one.text); });
  if (suffix == kSuffixes.end()) return {};
  const InputFormat found = kind != nullptr ? *kind->format : InputFormat::kBinary;
  if (found == suffix->format) return {};
  return fail(
      ErrorCode::kFormat,
      fmt::format("expected content that fits the suffix {}, found {}; give the right file, or set the format to {}",
                  suffix->text, kind != nullptr ? kind->name : "no known format", input_format_name(found)));
}

}  // namespace switchback::packer
