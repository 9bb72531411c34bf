#!/usr/bin/python3
"""The application in plain C (examples/blinky_c) is installed as a whole image by the C++ one, and
takes an update itself."""

import sys

from artefacts import ROOT, Artefacts, parse_arguments
from device import Device
from machine import Failure


def sign(artefacts, version):
    out = f"build/demo/blinky_c-{version}.bin"
    artefacts.run("image", str(artefacts.arm / "examples/blinky_c/blinky_c.elf"), "--key", "build/demo/release.pem",
                  "--version", version, "--header-size", str(artefacts.header_bytes), "--security-counter", "auto",
                  "--vendor-id", artefacts.identity["vendor_id"], "--class-id", artefacts.identity["class_id"],
                  "--out", out, "--force")
    return (ROOT / out).read_bytes()


def main():
    arguments = parse_arguments(__doc__)
    show = (lambda line: None) if arguments.quiet else (lambda line: print(line, flush=True))
    artefacts = Artefacts(arguments.tool, arguments.arm, show)
    artefacts.build("blinky-1.0.0.json", "build/demo/1.0.0")
    device = Device(show)
    device.program(0, artefacts.firmware("bootloader/ports/nrf51/boot_nrf51.bin"))
    device.program(artefacts.slot0, (ROOT / "build/demo/blinky-1.0.0.signed.bin").read_bytes())
    try:
        device.power_on()
        device.expect("blinky 1.0.0", "ready")
        device.request(sign(artefacts, "2.0.0"), 1)
        device.reset()
        device.expect("on trial", "blinky_c", "confirmed", "ready")
        device.stage(sign(artefacts, "2.0.1"), 2, stop_after=6000)
        device.power_off()
        device.power_on()
        device.expect("ready")
        answer, resumed_at = device.stage(sign(artefacts, "2.0.1"), 2)
        if answer != "staged" or resumed_at == 0:
            raise device.failure("a download that goes on where it was")
        device.command("request")
        device.reset()
        device.expect("boot: swap", "on trial", "confirmed", "ready")
        if device.status()["reason"] != "kOk":
            raise device.failure("a confirmed update")
        device.power_off()
    except Failure as failure:
        sys.exit(f"FAILED: {failure}")


main()
