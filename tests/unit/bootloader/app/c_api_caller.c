/* Compiled as C11: the header must be plain C. */
#include "tests/unit/bootloader/app/c_api_caller.h"

sb_status c_download(const uint8_t* artefact, uint32_t size_bytes, uint32_t tag, uint32_t piece, uint32_t stop_at,
                     uint32_t* started_at) {
  sb_status status = SB_kApiErasing;
  while (status == SB_kApiErasing) status = sb_begin(artefact, size_bytes, tag, started_at);
  for (uint32_t at = *started_at; status == SB_kOk && at < size_bytes;) {
    if (at >= stop_at) return SB_kOk;
    const uint32_t count = size_bytes - at < piece ? size_bytes - at : piece;
    status = sb_write(at, artefact + at, count);
    at += count;
  }
  return status == SB_kOk ? sb_finish() : status;
}
