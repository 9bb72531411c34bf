// Calls Updater::begin() as an application does: until all is erased.
#pragma once

#include "bootloader/app/updater.h"

namespace switchback::testing {

inline Status begin(bootloader::Updater& updater, std::span<const std::uint8_t, wire::kImageHeaderBytes> header,
                    std::uint32_t size_bytes, std::uint32_t tag, std::uint32_t& resume_at) {
  Status status = Status::kApiErasing;
  while (status == Status::kApiErasing) status = updater.begin(header, size_bytes, tag, resume_at);
  return status;
}

}  // namespace switchback::testing
