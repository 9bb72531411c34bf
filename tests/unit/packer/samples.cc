#include "tests/unit/packer/samples.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

namespace switchback::packer::testing {
namespace {

std::size_t below(Random& random, std::size_t limit) { return random() % limit; }

using Position = Buffer::difference_type;

Position position(Random& random, const Buffer& bytes) {
  return static_cast<Position>(below(random, bytes.size() + 1));
}

void edit(Random& random, Buffer& bytes) {
  const Position at = position(random, bytes);
  const auto size =
      std::min<Position>(static_cast<Position>(below(random, 300)), static_cast<Position>(bytes.size()) - at);
  switch (below(random, 4)) {
    case 0: {
      const Buffer inserted = random_bytes(random, below(random, 300));
      bytes.insert(bytes.begin() + at, inserted.begin(), inserted.end());
      break;
    }
    case 1:
      bytes.erase(bytes.begin() + at, bytes.begin() + at + size);
      break;
    case 2: {
      const Buffer block(bytes.begin() + at, bytes.begin() + at + size);
      bytes.erase(bytes.begin() + at, bytes.begin() + at + size);
      bytes.insert(bytes.begin() + position(random, bytes), block.begin(), block.end());
      break;
    }
    default:
      for (Position i = at; i < at + size; i += 7) bytes[static_cast<std::size_t>(i)] += 12;
  }
}

}  // namespace

Buffer random_bytes(Random& random, std::size_t size) {
  Buffer bytes(size);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

Buffer code_like(Random& random, std::size_t size) {
  std::array<std::uint32_t, 64> vocabulary{};
  for (std::uint32_t& word : vocabulary) word = static_cast<std::uint32_t>(random());
  Buffer bytes;
  std::uint32_t address = 0x8000;
  while (bytes.size() < size) {
    if (below(random, 200) == 0) bytes.insert(bytes.end(), below(random, 400), 0xff);
    const bool is_address = below(random, 6) == 0;
    const std::uint32_t word = is_address ? address += 20 : vocabulary[below(random, vocabulary.size())];
    for (unsigned shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<std::uint8_t>(word >> shift));
  }
  bytes.resize(size);
  return bytes;
}

Buffer next_version(Random& random, const Buffer& old) {
  Buffer bytes = old;
  const std::size_t edits = below(random, 8);
  for (std::size_t i = 0; i < edits; ++i) edit(random, bytes);
  if (bytes.empty()) bytes.push_back(1);
  return bytes;
}

Signer placeholder_signer(int* calls) {
  Signer signer;
  signer.key_id.fill(0x4b);
  signer.sign = [calls](auto) -> Result<Buffer> {
    if (calls != nullptr) ++*calls;
    return Buffer(70, 0x30);
  };
  return signer;
}

Buffer signed_image(const Buffer& payload) {
  ImageSpec spec;
  spec.payload = payload;
  spec.version = {1, 2, 3, 4};
  const auto image = build_image(spec, placeholder_signer());
  REQUIRE(image.has_value());
  return *image;
}

}  // namespace switchback::packer::testing
