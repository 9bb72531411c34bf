// From a firmware file to an image's payload: read, freed from the room that its linker left for the header, and
// checked for where it will lie.
#pragma once

#include <string_view>

#include "packer/input.h"
#include "packer/vector_check.h"

namespace switchback::packer {

struct PayloadRules {
  std::uint8_t erased_value = 0xff;
  std::optional<InputFormat> format;  // otherwise told by content
  std::optional<AddressRange> range;  // of a file with addresses, only this
  std::string_view file_name;         // its suffix may promise a format; "-" or empty: none
  std::uint32_t header_size_bytes = 32;
  std::optional<std::uint32_t> slot_address;  // where the image's header will lie, if that is known
  bool checks_vectors = true;
  VectorRules vectors;
};

struct Payload {
  InputFormat format = InputFormat::kBinary;
  std::vector<std::uint8_t> bytes;
  bool used_header_room = false;  // the file began with room for the header, which is not in `bytes`
};

// Zephyr's ROM_START_OFFSET and its like: the firmware is linked to its slot's start and begins with blank bytes for
// the header, behind which its code starts. Room is recognised where header_size_bytes blank bytes come first and the
// file says that it starts with the slot; or, where no addresses tell, a vector table follows.
// Returns:
//   read_firmware's errors
//   kFormat        blank first words
//   kIncompatible  linked for another address, vectors that cannot start
Result<Payload> read_payload(Bytes file, const PayloadRules& rules);

}  // namespace switchback::packer
