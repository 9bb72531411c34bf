#!/usr/bin/python3
"""An image starts with nothing of the bootloader's in registers and RAM, and with all that the bootloader does not use as it was.

RAM is full of noise at power on. Where the image is entered, the bootloader's data and stack are zero, and so are the registers
but for stack pointer, program counter and r1, which has the image's entry, too. The bootloader without hardening is the one that
this must not hold for.
"""

import pathlib
import random
import subprocess
import sys

from artefacts import ROOT, Artefacts, parse_arguments
from device import PATIENCE_SECONDS, Device
from machine import PROGRAM_COUNTER, RAM_BYTES, RAM_START, Failure, Machine

FORWARDER_BYTES = 8  # the lowest bytes of RAM, which bootloader and image share (docs/PORTING.md)
STACK_POINTER = 13
ENTRY = 1  # the register that has it
LAST_WORDS = b"nothing to start\r\n"


def symbols_of(elf):
    listing = subprocess.run(["arm-none-eabi-nm", str(elf)], check=True, capture_output=True, text=True).stdout
    return {fields[2]: int(fields[0], 16) for fields in map(str.split, listing.splitlines()) if len(fields) == 3}


def used_ram(elf):
    """What the bootloader uses of RAM, behind the forwarder's bytes: its data, its stack."""
    symbols = symbols_of(elf)
    data = range(RAM_START + FORWARDER_BYTES, symbols["switchback_bss_end"])
    return data, range(symbols["switchback_stack_bottom"], RAM_START + RAM_BYTES)


def problems_of(name, folder, image, slot0):
    """Starts this bootloader; what is not as it should be."""
    device = Device()
    device.program(0, (folder / f"{name}.bin").read_bytes())
    device.program(slot0, image.read_bytes())
    noise = bytes(FORWARDER_BYTES) + random.Random(1).randbytes(RAM_BYTES - FORWARDER_BYTES)
    machine = Machine(bytes(device.flash), with_debugger=True, ram=noise)
    try:
        address = machine.run_out_of_bootloader(PATIENCE_SECONDS, LAST_WORDS)
        if address is None:
            raise Failure(f"{name} starts nothing")
        registers, ram = machine.registers(), machine.memory(RAM_START, RAM_BYTES)
    finally:
        machine.end()
    data, stack = used_ram(folder / f"{name}.elf")
    for what, used in (("data", data), ("stack", stack)):
        left = [at for at in used if ram[at - RAM_START] != 0]
        if left:
            yield f"{name}: {len(left)} bytes of its {what} are left, the first at {left[0]:#x}"
    kept = slice(data.stop - RAM_START, stack.start - RAM_START)
    if ram[kept] != noise[kept]:
        yield f"{name}: RAM between data and stack is changed"
    for number, value in enumerate(registers):
        expected = {ENTRY: address | 1, STACK_POINTER: value, PROGRAM_COUNTER: address}.get(number, 0)
        if value != expected:
            yield f"{name}: r{number} is {value:#x}, expected {expected:#x}"


def main():
    arguments = parse_arguments(__doc__.splitlines()[0])
    artefacts = Artefacts(arguments.tool, arguments.arm)
    image = ROOT / artefacts.build("blinky-1.0.0.json", "build/demo/1.0.0")["image"]
    folder = pathlib.Path(arguments.arm, "bootloader/ports/nrf51").resolve()
    problems = list(problems_of("boot_nrf51", folder, image, artefacts.slot0))
    unhardened = list(problems_of("boot_nrf51_unhardened", folder, image, artefacts.slot0))
    print(f"without hardening: {len(unhardened)} of these are not so")
    if not any("stack" in problem for problem in unhardened):
        problems.append("the bootloader without hardening seems to clear its stack: this test sees nothing")
    sys.exit("\n".join(problems) or 0)


main()
