#include "cli/commands/header_room.h"

#include <fmt/core.h>

#include "cli/files/files.h"

namespace switchback::cli {

std::string header_room_note(const std::string& file, std::uint32_t header_size_bytes) {
  return fmt::format("note: {}: the first {} bytes are blank; the image header is written there", input_name(file),
                     header_size_bytes);
}

}  // namespace switchback::cli
