// Firmware files as `image` and `build` take them.
#pragma once

#include <string>

#include "packer/payload.h"
#include "signer/private_key.h"

namespace switchback::cli {

// The payload in `file` ("-" is standard input). Errors of read_input and packer::read_payload, with the file's name.
Result<packer::Payload> read_firmware_file(const std::string& file, packer::PayloadRules rules);

// The note that a header went into the room that `file` left for it.
std::string header_room_note(const std::string& file, std::uint32_t header_size_bytes);

// Whether `payload` is free of the private number of `key`, with which it is about to be signed. packer::read_payload
// has refused private keys in files' formats already; this is the bare number. kFormat.
Result<void> check_holds_no_key(const std::string& file, Bytes payload, const signer::PrivateKey& key);

}  // namespace switchback::cli
