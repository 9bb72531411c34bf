#!/usr/bin/python3
"""An image starts without remains of the bootloader; all other RAM is unchanged.

RAM is full of noise at power-on, and the start installs a delta, so that the decoder's memory is in
use. At the image's entry, the bootloader's data and stack must be zero, and so must the registers,
except for stack pointer and program counter, which are the image's, and r1, which also holds the
entry. The test shows that the bootloader without hardening does not keep this.
"""

import pathlib
import random
import sys

from artefacts import ROOT, Artefacts, parse_arguments, symbols_of
from device import PATIENCE_SECONDS, Device
from machine import PROGRAM_COUNTER, RAM_BYTES, RAM_START, Failure, Machine

FORWARDER_BYTES = 8  # the lowest bytes of RAM, shared by bootloader and image (docs/PORTING.md)
STACK_POINTER = 13
ENTRY = 1  # the register that holds it
LAST_WORDS = b"nothing to start\r\n"


class Check:
    """Starts bootloaders that have a delta to install, and examines what they leave."""

    def __init__(self, arguments):
        self._artefacts = Artefacts(arguments.tool, arguments.arm)
        self._folder = pathlib.Path(arguments.arm, "bootloader/ports/nrf51").resolve()
        self._old = ROOT / self._artefacts.build("blinky-1.0.0.json", "build/demo/1.0.0")["image"]
        files = self._artefacts.build("blinky.json", "build/demo/1.1.0")
        self._new, self._delta = ROOT / files["image"], ROOT / files["delta"]

    def problems_of(self, name):
        """The deviations, by place: data, stack, kept, registers."""
        symbols = symbols_of(self._folder / f"{name}.elf")
        noise = bytes(FORWARDER_BYTES) + random.Random(1).randbytes(RAM_BYTES - FORWARDER_BYTES)
        machine = Machine(self._requested(name), with_debugger=True, ram=noise)
        try:
            address = machine.run_out_of(self._artefacts.boot_bytes, PATIENCE_SECONDS, LAST_WORDS, symbols.get("switchback_leave"))
            if address is None:
                raise Failure(f"{name} starts nothing")
            registers, ram = machine.registers(), machine.memory(RAM_START, RAM_BYTES)
        finally:
            machine.end()
        data = slice(FORWARDER_BYTES, symbols["switchback_bss_end"] - RAM_START)
        stack = slice(symbols["switchback_stack_bottom"] - RAM_START, RAM_BYTES)
        kept = slice(data.stop, stack.start)
        problems = {}
        for what, used in (("data", data), ("stack", stack)):
            left = sum(byte != 0 for byte in ram[used])
            if left:
                problems[what] = f"{name}: {left} bytes of its {what} are left"
        if ram[kept] != noise[kept]:
            problems["kept"] = f"{name}: RAM between data and stack is changed"
        wrong = [f"r{i} is {found:#x}" for i, (found, wanted) in enumerate(zip(registers, self._wanted_registers())) if found != wanted]
        if wrong:
            problems["registers"] = f"{name}: {', '.join(wrong)}"
        return problems

    def _wanted_registers(self):
        vectors = self._new.read_bytes()[self._artefacts.header_bytes:]
        stack, entry = (int.from_bytes(vectors[at:at + 4], "little") for at in (0, 4))
        return [{ENTRY: entry, STACK_POINTER: stack, PROGRAM_COUNTER: entry & ~1}.get(i, 0) for i in range(16)]

    def _requested(self, name):
        device = Device()
        device.program(0, (self._folder / f"{name}.bin").read_bytes())
        device.program(self._artefacts.slot0, self._old.read_bytes())
        device.power_on()
        device.expect("ready")
        device.request(self._delta.read_bytes(), 1)
        device.power_off()
        return bytes(device.flash)


def main():
    check = Check(parse_arguments(__doc__.splitlines()[0]))
    try:
        problems = list(check.problems_of("boot_nrf51").values())
        unhardened = check.problems_of("boot_nrf51_unhardened")
    except Failure as failure:
        sys.exit(f"FAILED: {failure}")
    if set(unhardened) != {"data", "stack", "registers"}:
        problems.append(f"without hardening data, stack and registers should be left, and were not: found {list(unhardened)}")
    print("without hardening: " + "; ".join(unhardened.values()))
    sys.exit("\n".join(problems) or 0)


main()
