// Turns a firmware file into an image's payload: reads it, removes the room that the linker left
// for the header, and checks it for its address.
#pragma once

#include <string_view>

#include "packer/image/vector_check.h"
#include "packer/input/input.h"

namespace switchback::packer {

struct PayloadRules {
  std::uint8_t erased_value = 0xff;
  std::optional<InputFormat> format;  // unset: detected
  std::optional<AddressRange> range;  // load only this
  std::string_view file_name;         // to check the suffix; "-" or empty: none
  std::uint32_t header_size_bytes = 32;
  std::optional<std::uint32_t> slot_address;  // the header's address, if known
  bool checks_vectors = true;
  VectorRules vectors;
};

struct Payload {
  InputFormat format = InputFormat::kBinary;
  std::vector<std::uint8_t> bytes;
  bool used_header_room = false;  // room for the header was removed
};

// Header room (as Zephyr's ROM_START_OFFSET leaves it): firmware linked to the start of its slot
// that begins with header_size_bytes blank bytes. It is recognised if the file's load address is
// the slot's or, if either is not known, if a vector table follows. Errors:
//   read_firmware(): its errors
//   kFormat:         the first words are blank
//   kIncompatible:   linked for another address, or vectors that cannot start
Result<Payload> read_payload(Bytes file, const PayloadRules& rules);

}  // namespace switchback::packer
