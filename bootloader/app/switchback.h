/* The application library in plain C11. bootloader/app/updater.h says in full what the calls do.
 *
 *   sb_begin … → sb_write … → sb_finish → sb_request, then reset the device.
 *
 * The new image runs on trial until sb_confirm. A program has one updater, because there is one
 * journal. Do not call it from interrupt handlers, nor from two threads at once. */
#ifndef SWITCHBACK_BOOTLOADER_APP_SWITCHBACK_H_
#define SWITCHBACK_BOOTLOADER_APP_SWITCHBACK_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The result of every call, and the reason in the journal: SB_kOk, SB_kRollback …, as in
 * core/base/status.def. None is 0. */
typedef uint32_t sb_status;
#define SWITCHBACK_STATUS(name, value, meaning) static const sb_status SB_##name = (value);
#include "core/base/status.def"
#undef SWITCHBACK_STATUS

/* The name, such as "kRollback", or "unknown". Static storage. */
const char* sb_status_name(sb_status status);

/* The device's flash driver and layout, which the port makes in C++ (bootloader/app/c_device.h). */
typedef struct sb_device sb_device;

typedef enum sb_phase {
  SB_PHASE_IDLE = 1,
  SB_PHASE_RECEIVING = 2,
  SB_PHASE_REQUESTED = 3,
  SB_PHASE_REBUILDING = 4,
  SB_PHASE_SWAPPING = 5,
  SB_PHASE_TRIAL = 6,
  SB_PHASE_REVERTING = 7
} sb_phase;

/* The state in the journal. An application sees the phases idle, receiving, requested and trial. */
typedef struct sb_state {
  sb_phase phase;
  uint8_t active_slot;
  uint8_t trial_boots_left;   /* starts that remain before the bootloader reverts */
  uint32_t security_floor;    /* images with a lower counter are refused */
  uint32_t staged_size_bytes; /* of the download that is received or requested */
  uint32_t staged_tag;
  sb_status last_reason; /* how the last update ended: SB_kOk, a refusal, or why it was reverted */
} sb_state;

/* Number of the artefact's first bytes that sb_begin takes. */
#define SB_HEADER_BYTES 32

/* Reads the journal. Until it has succeeded, all other calls return SB_kApiState. `device` is
 * borrowed for good.
 *   SB_kOk:       the other calls may be used
 *   SB_kApiState: `device` is NULL
 *   others:       as Updater::open */
sb_status sb_open(const sb_device* device);

/* Starts or resumes a download of `size_bytes` whose first bytes are `header`. `tag` names the
 * download. Erases at most one sector in each call. Only on SB_kOk, *resume_at becomes the
 * offset at which sb_write continues.
 *   SB_kOk:         sb_write may continue
 *   SB_kApiErasing: call again with the same arguments
 *   others:         as Updater::begin */
sb_status sb_begin(const uint8_t header[SB_HEADER_BYTES], uint32_t size_bytes, uint32_t tag, uint32_t* resume_at);

/* Takes the bytes at `offset`, where the download stands. Statuses as Updater::write. */
sb_status sb_write(uint32_t offset, const void* data, size_t size_bytes);

/* Call when all bytes are written. Statuses as Updater::finish. */
sb_status sb_finish(void);

/* Asks for the installation from the next reset on. Statuses as Updater::request. */
sb_status sb_request(void);

/* Forgets a download or a request. Statuses as Updater::cancel. */
sb_status sb_cancel(void);

/* Keeps the image on trial. SB_kOk also without a trial. Statuses as Updater::confirm. */
sb_status sb_confirm(void);

/* Gives up the image on trial. Statuses as Updater::reject. */
sb_status sb_reject(void);

/* Asks for the image before the last update. Statuses as Updater::roll_back. */
sb_status sb_roll_back(void);

/* Fills *state.
 *   SB_kOk:       *state is filled
 *   SB_kApiState: not open; *state is unchanged */
sb_status sb_query(sb_state* state);

#ifdef __cplusplus
}
#endif

#endif
