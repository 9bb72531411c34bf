/* The smallest application that can be updated, in plain C. It confirms itself when it starts on
 * trial, and takes updates with the serial protocol of examples/blinky. */
#include <string.h>

#include "examples/blinky_c/board.h"

#define VERSION "2.0.0"
#define CHUNK_BYTES 256U

static uint8_t chunk[CHUNK_BYTES];

static void answer(const char* done, sb_status status) {
  if (status != SB_kOk) board_print("error ");
  board_print(status == SB_kOk ? done : sb_status_name(status));
  board_print("\r\n");
}

static void print_status(void) {
  sb_state state;
  if (sb_query(&state) != SB_kOk) return;
  board_print("status version=" VERSION " phase=");
  board_print(state.phase == SB_PHASE_IDLE ? "idle" : state.phase == SB_PHASE_TRIAL ? "trial" : "other");
  board_print(" floor=");
  board_print_number(state.security_floor);
  board_print(" reason=");
  board_print(sb_status_name(state.last_reason));
  board_print("\r\n");
}

static void read_bytes(uint8_t* out, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) out[i] = board_read_byte();
}

static uint32_t take_number(const char** text) {
  uint32_t value = 0;
  while (**text == ' ') ++*text;
  for (; **text >= '0' && **text <= '9'; ++*text) value = value * 10U + (uint32_t)(**text - '0');
  return value;
}

static sb_status stage(uint32_t size_bytes, uint32_t tag) {
  uint32_t at = 0;
  board_print("header\r\n");
  read_bytes(chunk, SB_HEADER_BYTES);
  sb_status status = SB_kApiErasing;
  while (status == SB_kApiErasing) status = sb_begin(chunk, size_bytes, tag, &at);
  while (status == SB_kOk && at < size_bytes) {
    const uint32_t left = size_bytes - at;
    const uint32_t count = left < CHUNK_BYTES ? left : CHUNK_BYTES;
    board_print("send ");
    board_print_number(at);
    board_print(" ");
    board_print_number(count);
    board_print("\r\n");
    read_bytes(chunk, count);
    status = sb_write(at, chunk, count);
    at += count;
  }
  return status == SB_kOk ? sb_finish() : status;
}

static void execute(const char* line) {
  if (strncmp(line, "stage ", 6) == 0) {
    const char* text = line + 6;
    const uint32_t size_bytes = take_number(&text);
    answer("staged", stage(size_bytes, take_number(&text)));
  } else if (strcmp(line, "status") == 0) {
    print_status();
  } else if (strcmp(line, "request") == 0) {
    answer("requested", sb_request());
  } else if (strcmp(line, "cancel") == 0) {
    answer("cancelled", sb_cancel());
  } else if (strcmp(line, "reset") == 0) {
    board_print("resetting\r\n");
    board_reset();
  } else {
    board_print("error unknown command\r\n");
  }
}

static void read_line(char* line, uint32_t size_bytes) {
  uint32_t length = 0;
  for (uint8_t byte = board_read_byte(); byte != '\n'; byte = board_read_byte()) {
    if (byte != '\r' && length + 1U < size_bytes) line[length++] = (char)byte;
  }
  line[length] = 0;
}

int main(void) {
  board_open();
  board_print("blinky_c " VERSION "\r\n");
  const sb_status status = sb_open(board_device());
  if (status != SB_kOk) answer("", status);
  answer("confirmed", sb_confirm());
  board_print("ready\r\n");
  for (;;) {
    char line[48];
    read_line(line, sizeof line);
    execute(line);
  }
}
