// Firmware files, as `build` and `image` read them.
#pragma once

#include <string>

#include "packer/image/payload.h"
#include "release/files.h"
#include "signer/keys/private_key.h"

namespace switchback::release {

// Reads the payload in the file `path`. Errors: those of Files::read() and packer::read_payload(),
// with the file's name.
Result<packer::Payload> read_firmware(Files& files, const std::string& path, packer::PayloadRules rules);

// Checks that `payload`, of the file that messages call `name`, does not contain the bare private
// number of `key`, which will sign it. packer::read_payload() has already refused private keys in
// file formats.
//   kFormat: it contains the number
Result<void> check_holds_no_key(const std::string& name, Bytes payload, const signer::PrivateKey& key);

}  // namespace switchback::release
