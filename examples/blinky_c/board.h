/* The board's functions for main.c, in C. board.cc implements them with the port's C++. */
#ifndef SWITCHBACK_EXAMPLES_BLINKY_C_BOARD_H_
#define SWITCHBACK_EXAMPLES_BLINKY_C_BOARD_H_

#include <stdint.h>

#include "bootloader/app/switchback.h"

#ifdef __cplusplus
extern "C" {
#endif

void board_open(void);
void board_print(const char* text);
void board_print_number(uint32_t value);
uint8_t board_read_byte(void); /* waits for it */
void board_reset(void);

/* The device for sb_open. */
const sb_device* board_device(void);

#ifdef __cplusplus
}
#endif

#endif
