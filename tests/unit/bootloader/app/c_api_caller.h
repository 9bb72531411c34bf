/* The functions of the C program under test (c_api_caller.c), for the test in C++. */
#ifndef SWITCHBACK_TESTS_UNIT_BOOTLOADER_C_API_CALLER_H_
#define SWITCHBACK_TESTS_UNIT_BOOTLOADER_C_API_CALLER_H_

#include "bootloader/app/switchback.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Stages `artefact` in pieces of `piece` bytes, from the offset that the device asks for, and
 * writes that offset to *started_at. Stops after `stop_at` bytes, and returns SB_kOk then, too. */
sb_status c_download(const uint8_t* artefact, uint32_t size_bytes, uint32_t tag, uint32_t piece, uint32_t stop_at,
                     uint32_t* started_at);

#ifdef __cplusplus
}
#endif

#endif
