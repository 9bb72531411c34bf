// The note of `image` and `build` about firmware that leaves room for the header.
#pragma once

#include <cstdint>
#include <string>

namespace switchback::cli {

// Says that the header goes into the room that `file` left for it.
std::string header_room_note(const std::string& file, std::uint32_t header_size_bytes);

}  // namespace switchback::cli
