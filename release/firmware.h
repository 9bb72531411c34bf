// Reads firmware files for `build` and `image`, and looks for the signing key in them.
#pragma once

#include <string>

#include "packer/image/payload.h"
#include "release/files.h"
#include "signer/keys/private_key.h"

namespace switchback::release {

// Reads the payload from the file `path`. Errors are those of Files::read() and
// packer::read_payload(); the message begins with the file's name.
Result<packer::Payload> read_firmware(Files& files, const std::string& path, packer::PayloadRules rules);

// Checks that `payload` does not contain the bare private number of `key`, which will sign it.
// `name` is the file's name in messages. packer::read_payload() has already refused private keys in
// file formats.
//   kOk:     the number is not in it
//   kFormat: the payload contains the number
Result<void> check_holds_no_key(const std::string& name, Bytes payload, const signer::PrivateKey& key);

}  // namespace switchback::release
