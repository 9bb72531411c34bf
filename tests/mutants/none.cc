// The bootloader without a mistake: nothing is replaced.
