// CRC-32 (ISO-HDLC, as in zlib), which detects torn and damaged journal records. No table: records
// are short, and flash is scarce.
#pragma once

#include "core/base/bytes.h"

namespace switchback::bootloader {

constexpr std::uint32_t crc32(Bytes bytes) {
  std::uint32_t crc = 0xffffffff;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320 : 0);
  }
  return ~crc;
}

}  // namespace switchback::bootloader
