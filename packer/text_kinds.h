// Recognises kinds of text that are mistaken for firmware; rows of file_kinds.cc. Internal to packer/file_kinds.
#pragma once

#include "core/bytes.h"

namespace switchback::packer {

// Mostly characters of ASCII or UTF-8; or of any other code page, where nothing else is in the file.
bool is_text(Bytes file);
bool is_wide_text(Bytes file);  // UTF-16 or UTF-32, of characters that are in ASCII

// Text that is also one of these.
bool is_pem(Bytes file);
bool is_lfs_pointer(Bytes file);
bool is_html(Bytes file);
bool is_json(Bytes file);
bool is_ti_txt(Bytes file);       // "@9100", bytes, "q"
bool is_verilog_hex(Bytes file);  // "@9100", bytes
bool is_bare_hex(Bytes file);     // lines of nothing but pairs of hex digits

}  // namespace switchback::packer
