#!/usr/bin/python3
"""QEMU and the rig's own machine agree on each start of the demo's story.

Both run the shipped bootloader on the same flash. They agree if the bootloader prints the same,
leaves the same flash, byte for byte, and ends the same way, at the same first instruction outside
it.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

from artefacts import ROOT, SAMPLES, Artefacts, parse_arguments, symbols_of
from device import PATIENCE_SECONDS, Device
from machine import FLASH_BYTES, Failure, Machine
from story import Story

# Starts of the story: 4 with the good update, 4 with the bad one, 1 with the damaged package, 6 of
# the second device.
STORY_STARTS = 15
LEAST_CHANGED = 10  # of these starts change the flash
LAST_WORDS = b"nothing to start\r\n"


class Agreement:
    """Runs starts on both machines and compares them."""

    def __init__(self, tool, elf, boot_bytes):
        self._tool, self._elf, self._boot_bytes = tool, elf, boot_bytes
        self._leave = symbols_of(elf)["switchback_leave"]
        self.starts, self.changed, self.longest_unfed_ms = 0, 0, 0

    def check(self, flash, rig_flash=None):
        """One start from power-on. `rig_flash`: other flash for the rig. Returns the rig's
        report."""
        self.starts += 1
        qemu, rig = self._on_qemu(flash), self._on_rig(rig_flash or flash)
        for what in ("end", "console", "address"):
            if qemu[what] != rig[what]:
                raise Failure(f"start {self.starts}, {what}: QEMU has {qemu[what]!r}, the rig {rig[what]!r}")
        for address, (one, other) in enumerate(zip(qemu["flash"], rig["flash"], strict=True)):
            if one != other:
                raise Failure(f"start {self.starts}, flash at {address:#x}: QEMU has {one:#04x}, the rig {other:#04x}")
        self.changed += rig["flash"] != flash
        self.longest_unfed_ms = max(self.longest_unfed_ms, rig["longest_unfed_ms"])
        return rig

    def _on_qemu(self, flash):
        machine = Machine(flash, with_debugger=True)
        try:
            address = machine.run_out_of(self._boot_bytes, PATIENCE_SECONDS, LAST_WORDS, self._leave)
            end = "application" if address is not None else "reset" if machine.stopped else "waiting"
            flash = machine.memory(0, FLASH_BYTES)
            return {"end": end, "console": machine.serial.decode("ascii"), "address": address, "flash": flash}
        finally:
            machine.end()

    def _on_rig(self, flash):
        with tempfile.TemporaryDirectory(prefix="switchback-agreement-") as name:
            before, after = pathlib.Path(name, "before"), pathlib.Path(name, "after")
            before.write_bytes(flash)
            command = [self._tool, "--json", "rig", "arm", "start", f"{SAMPLES}/profiles/nrf51.json", "--arm-bootloader",
                       str(self._elf), "--flash", str(before), "--out", str(after)]
            done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
            if done.returncode:
                raise Failure(f"start {self.starts}: the rig ends with {done.returncode}: {done.stdout}{done.stderr}")
            start = json.loads(done.stdout)
            if start["end"] != "application":
                start["address"] = None
            return start | {"flash": after.read_bytes()}


class ComparedDevice(Device):
    """A device whose starts are compared before they happen."""

    def __init__(self, agreement, say):
        super().__init__(say)
        self._agreement = agreement

    def _start(self, with_debugger=False):
        self._agreement.check(bytes(self.flash))
        super()._start(with_debugger)


def new_flash(artefacts, image):
    device = Device()
    device.program(0, artefacts.firmware("bootloader/ports/nrf51/boot_nrf51.bin"))
    device.program(artefacts.slot0, image)
    return bytes(device.flash)


def with_change(flash, address):
    changed = bytearray(flash)
    changed[address] ^= 0x01
    return bytes(changed)


def check_refusal(agreement, flash, slot0):
    """If the only image is damaged, both have nothing to start."""
    end = agreement.check(with_change(flash, slot0 + 0x200))["end"]
    if end != "waiting":
        raise Failure(f"a spoiled image ends with {end}")


def check_bite(agreement, flash, slot0):
    """If the two flashes differ in one byte, the comparison fails."""
    for address in (slot0 + 0x200, FLASH_BYTES - 1):
        try:
            agreement.check(flash, with_change(flash, address))
        except Failure as found:
            if "QEMU has" in str(found):
                continue
            raise
        raise Failure(f"a byte that differs at {address:#x} is not noticed")


def main():
    arguments = parse_arguments(__doc__.splitlines()[0])
    show = (lambda line: None) if arguments.quiet else (lambda line: print(line, flush=True))
    artefacts = Artefacts(arguments.tool, arguments.arm, show)
    elf = pathlib.Path(arguments.arm, "bootloader/ports/nrf51/boot_nrf51.elf").resolve()
    agreement = Agreement(arguments.tool, elf, artefacts.boot_bytes)
    story = Story(artefacts, arguments.dist.rstrip("/"), show, lambda say: ComparedDevice(agreement, say))
    try:
        story.run()
        if agreement.starts != STORY_STARTS or agreement.changed < LEAST_CHANGED:
            raise Failure(f"{agreement.starts} starts, of which {agreement.changed} changed the flash, are not the story")
        flash = new_flash(artefacts, story.factory_image)
        check_refusal(agreement, flash, artefacts.slot0)
        compared = agreement.starts
        check_bite(agreement, flash, artefacts.slot0)
    except Failure as failure:
        sys.exit(f"FAILED: {failure}")
    print(f"agreement: {compared} starts, {agreement.changed} of which changed the flash: the same on QEMU and the rig; at most "
          f"{agreement.longest_unfed_ms} ms without feeding the watchdog")


main()
