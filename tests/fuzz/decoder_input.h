// The input that both fuzz targets of delta decoders read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/base/bytes.h"

namespace switchback::fuzz {

// Three bytes of choices, then the stream. Each target says what its choices mean.
struct DecoderInput {
  std::size_t base = 0;    // size of the base, in units of the target's choice
  std::size_t target = 0;  // size of the new image, likewise
  std::uint8_t choice = 0;
  Bytes stream;
};

// Nothing if `size` is less than three.
inline std::optional<DecoderInput> read_decoder_input(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return std::nullopt;
  return DecoderInput{data[0], data[1], data[2], Bytes(data + 3, size - 3)};
}

}  // namespace switchback::fuzz
