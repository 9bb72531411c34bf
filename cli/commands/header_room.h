// What `image` and `build` say of firmware that leaves room for the header.
#pragma once

#include <cstdint>
#include <string>

namespace switchback::cli {

// A note that the header takes the room that `file` left for it.
std::string header_room_note(const std::string& file, std::uint32_t header_size_bytes);

}  // namespace switchback::cli
