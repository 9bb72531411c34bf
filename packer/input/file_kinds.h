// Recognises by content what kind of file is given as firmware: supported formats, and files that
// are often mistaken for firmware.
#pragma once

#include <optional>
#include <string_view>

#include "packer/input/input.h"

namespace switchback::packer {

struct FileKind {
  std::string_view name;  // with its article: "a ZIP archive"
  bool (*matches)(Bytes file);
  std::string_view next_step;                        // if the file is no firmware
  std::optional<InputFormat> format = std::nullopt;  // if set, the format to read it in
};

// Returns the first kind that `file` matches; nullptr if it may be a raw binary. Static storage.
const FileKind* recognise(Bytes file);

// As recognise(), for the bytes that a file with addresses loads. Only kinds whose magic cannot
// occur in firmware by chance.
const FileKind* recognise_contents(Bytes bytes);

// Checks that a file of this kind (nullptr: raw binary) may have this name. Suffixes of HEX, ELF,
// SREC and UF2 files promise their format; other suffixes, names without one, and "-" promise
// nothing.
// kFormat: the suffix promises another format.
Result<void> check_suffix(std::string_view file_name, const FileKind* kind);

}  // namespace switchback::packer
