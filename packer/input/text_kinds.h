// Recognises kinds of text that are mistaken for firmware. Internal to packer/input/.
#pragma once

#include "core/base/bytes.h"

namespace switchback::packer {

// Mostly ASCII or UTF-8 characters; or any other code page, if the whole file is text.
bool is_text(Bytes file);
bool is_wide_text(Bytes file);  // UTF-16 or UTF-32 of ASCII characters

// These are texts, too.
bool is_pem(Bytes file);
bool is_lfs_pointer(Bytes file);
bool is_html(Bytes file);
bool is_json(Bytes file);
bool is_ti_txt(Bytes file);       // "@9100", bytes, "q"
bool is_verilog_hex(Bytes file);  // "@9100", bytes
bool is_bare_hex(Bytes file);     // lines of pairs of hex digits only

}  // namespace switchback::packer
