#!/usr/bin/python3
"""Cuts power once inside every page erase of an installation on the real ARM binary; the next start
must finish it."""

import sys

from artefacts import ROOT, Artefacts, parse_arguments
from device import Device
from machine import Failure

# A candidate's area and two slots, a few pages each. Another number would mean that the cuts are in
# the wrong place.
EXPECTED_ERASES = range(20, 100)


def main():
    arguments = parse_arguments(__doc__)
    show = (lambda line: None) if arguments.quiet else (lambda line: print(line, flush=True))
    artefacts = Artefacts(arguments.tool, arguments.arm)
    installing = prepare(artefacts)
    cuts, states = 0, set()
    try:
        for flash in installing.flash_at_erases():
            cuts += 1
            states.add(flash)
            check_recovery(flash)
            show(f"cut in erase {cuts}: finished by the next start")
    except Failure as failure:
        sys.exit(f"FAILED after a cut in erase {cuts}: {failure}")
    if cuts not in EXPECTED_ERASES or len(states) < cuts // 2:
        sys.exit(f"FAILED: {cuts} erases that left {len(states)} different flashes are not an installation")
    print(f"power cuts: {cuts} of {cuts} survived, one in every page erase of an installation")


def prepare(artefacts):
    """A device with 1.0.0, switched off after the request for 1.1.0's delta."""
    artefacts.build("blinky-1.0.0.json", "build/demo/1.0.0")
    files = artefacts.build("blinky.json", "build/demo/1.1.0")
    device = Device()
    device.program(0, artefacts.firmware("bootloader/ports/nrf51/boot_nrf51.bin"))
    device.program(artefacts.slot0, (ROOT / "build/demo/blinky-1.0.0.signed.bin").read_bytes())
    device.power_on()
    device.expect("blinky 1.0.0", "ready")
    device.request((ROOT / files["delta"]).read_bytes(), 1)
    device.power_off()
    return device


def check_recovery(flash):
    device = Device()
    device.program(0, flash)
    device.power_on()
    device.expect("on trial", "blinky 1.1.0", "update confirmed", "ready")
    status = device.status()
    if (status["version"], status["phase"], status["reason"]) != ("1.1.0", "idle", "kOk"):
        raise device.failure("1.1.0, confirmed")
    device.power_off()


main()
