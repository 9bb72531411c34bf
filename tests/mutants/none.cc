// Nothing is changed: the bootloader as it is.
