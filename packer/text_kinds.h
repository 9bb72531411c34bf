// Recognises kinds of text that are mistaken for firmware; rows of file_kinds.cc. Internal to packer/file_kinds.
#pragma once

#include "core/bytes.h"

namespace switchback::packer {

// Mostly characters of ASCII or UTF-8, no control characters but those of text.
bool is_text(Bytes file);
bool is_utf16_text(Bytes file);

// Text that is also one of these.
bool is_pem(Bytes file);
bool is_lfs_pointer(Bytes file);
bool is_html(Bytes file);
bool is_json(Bytes file);
bool is_ti_txt(Bytes file);       // "@9100", bytes, "q"
bool is_verilog_hex(Bytes file);  // "@9100", bytes
bool is_bare_hex(Bytes file);     // nothing but hex digits and white space

}  // namespace switchback::packer
