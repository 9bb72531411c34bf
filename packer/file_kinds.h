// Tells by content what kind of file is given as firmware: one table, for the formats that are read and for the files
// that are mistaken for firmware.
#pragma once

#include <optional>
#include <string_view>

#include "packer/input.h"

namespace switchback::packer {

struct FileKind {
  std::string_view name;  // with its article: "a ZIP archive"
  bool (*matches)(Bytes file);
  std::string_view next_step;                        // for a file that is no firmware
  std::optional<InputFormat> format = std::nullopt;  // set: the file is read in this format
};

// The first kind that `file` matches; nullptr where it may be a raw binary. Static storage.
const FileKind* recognise(Bytes file);

// As recognise(), for what a file with addresses loads: only kinds whose magic can't be firmware by chance.
const FileKind* recognise_contents(Bytes bytes);

// Whether a file of this kind (nullptr: raw binary) may have this name: suffixes of HEX, ELF, SREC and UF2 files
// promise that format. "-", a name without a suffix and any other suffix promise nothing. kFormat.
Result<void> check_suffix(std::string_view file_name, const FileKind* kind);

}  // namespace switchback::packer
