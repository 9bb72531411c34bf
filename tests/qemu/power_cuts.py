#!/usr/bin/python3
"""Power goes once inside every page erase of an installation on the real ARM binary: each time the next start must finish it."""

import sys

from artefacts import ROOT, Artefacts, parse_arguments
from device import Device
from machine import Failure


def main():
    arguments = parse_arguments(__doc__)
    show = (lambda line: None) if arguments.quiet else (lambda line: print(line, flush=True))
    artefacts = Artefacts(arguments.tool, arguments.arm)
    requested = prepare(artefacts)
    cut = 1
    try:
        while survives(requested, cut):
            show(f"cut in erase {cut}: finished by the next start")
            cut += 1
    except Failure as failure:
        sys.exit(f"FAILED at the cut in erase {cut}: {failure}")
    if cut < 10:
        sys.exit(f"FAILED: only {cut - 1} erases in a whole installation")
    print(f"power cuts: {cut - 1} of {cut - 1} survived, one in every page erase of an installation")


def prepare(artefacts):
    """Flash of a device with 1.0.0 at the moment when 1.1.0's delta is requested."""
    artefacts.build("blinky-1.0.0.json", "build/demo/1.0.0")
    release = artefacts.build("blinky.json", "build/demo/1.1.0")
    files = {artefact["kind"]: artefact["file"] for artefact in release["artefacts"]}
    device = Device()
    device.program(0, artefacts.firmware("bootloader/ports/nrf51/boot_nrf51.bin"))
    device.program(artefacts.slot0, (ROOT / "build/demo/1.0.0/blinky-1.0.0.bin").read_bytes())
    device.power_on()
    device.expect("blinky 1.0.0", "ready")
    device.request((ROOT / "build/demo/1.1.0" / files["delta"]).read_bytes(), 1)
    device.power_off()
    return device.flash


def survives(flash, cut):
    """False where the installation has fewer erases."""
    device = Device()
    device.program(0, flash)
    if not device.power_on_into_cut(cut):
        return False
    device.power_on()
    device.expect("on trial", "blinky 1.1.0", "update confirmed", "ready")
    status = device.status()
    if (status["version"], status["phase"], status["reason"]) != ("1.1.0", "idle", "kOk"):
        raise device.failure("1.1.0, confirmed")
    device.power_off()
    return True


main()
