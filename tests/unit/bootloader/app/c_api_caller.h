/* What the C program under test does (c_api_caller.c), for the test in C++. */
#ifndef SWITCHBACK_TESTS_UNIT_BOOTLOADER_C_API_CALLER_H_
#define SWITCHBACK_TESTS_UNIT_BOOTLOADER_C_API_CALLER_H_

#include "bootloader/app/switchback.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Stages `artefact` from where the device says, in pieces of `piece` bytes, and stops after `stop_at` bytes: SB_kOk
 * then, too. *started_at is where the device wanted the data from. */
sb_status c_download(const uint8_t* artefact, uint32_t size_bytes, uint32_t tag, uint32_t piece, uint32_t stop_at,
                     uint32_t* started_at);

#ifdef __cplusplus
}
#endif

#endif
