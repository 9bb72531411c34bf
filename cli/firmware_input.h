// Reads firmware files for `image` and `build`.
#pragma once

#include <string>

#include "packer/image/payload.h"
#include "signer/keys/private_key.h"

namespace switchback::cli {

// Returns the payload in `file` ("-": standard input). Errors: those of read_input() and
// packer::read_payload(), with the file's name.
Result<packer::Payload> read_firmware_file(const std::string& file, packer::PayloadRules rules);

// A note that the header takes the room that `file` left for it.
std::string header_room_note(const std::string& file, std::uint32_t header_size_bytes);

// Checks that `payload` does not contain the bare private number of `key`, which will sign it.
// packer::read_payload() has already refused private keys in file formats.
// kFormat: it contains the number.
Result<void> check_holds_no_key(const std::string& file, Bytes payload, const signer::PrivateKey& key);

}  // namespace switchback::cli
