#!/usr/bin/python3
"""The main job on an emulated device: a delta update, a bad build that is reverted, a damaged
package, a power cut.

scripts/demo shows it as a transcript; ctest runs it for its checks.
"""

import sys
import zlib

from artefacts import ROOT, Artefacts, parse_arguments
from device import Device
from machine import Failure

# Page erases, counted from each start, at which power fails: one in the erase of the candidate's
# area, then two in the exchange of the slots.
CUTS = [6, 20, 9]
DAMAGED_BYTE = 400


def tag_of(artefact):
    return zlib.crc32(artefact)


def read(file):
    return (ROOT / file).read_bytes()


def check(what, found, expected):
    if found != expected:
        raise Failure(f"{what}: expected {expected!r}, found {found!r}")


class Story:
    """`make_device` gets a function, and calls it with every line of the device."""

    def __init__(self, artefacts, dist, show, make_device=Device):
        self.artefacts, self.dist, self.show, self._make_device = artefacts, dist, show, make_device
        self.device = None

    def chapter(self, text):
        self.show("")
        self.show(f"=== {text}")

    def build(self):
        self.chapter("The release engineer builds and signs: 1.0.0 at the factory, then updates")
        a = self.artefacts
        first = a.build("blinky-1.0.0.json", "build/demo/1.0.0")
        good = a.build("blinky.json", self.dist)
        bad = a.build("blinky-1.2.0.json", "build/demo/1.2.0")
        a.run("verify", good["delta"], "--key", a.public_key)
        self.factory_image, self.good_image = read(first["image"]), read(good["image"])
        self.good_delta, self.bad_delta = read(good["delta"]), read(bad["delta"])
        self.show(f"1.1.0 is {len(self.good_image)} bytes as an image, {len(self.good_delta)} as a delta from 1.0.0")

    def new_device(self):
        self.device = self._make_device(lambda line: self.show("  " + line))
        self.device.program(0, self.artefacts.firmware("bootloader/ports/nrf51/boot_nrf51.bin"))
        self.device.program(self.artefacts.slot0, self.factory_image)
        self.device.power_on()
        self.device.expect("blinky 1.0.0", "ready")
        self.check_status(version="1.0.0", phase="idle", reason="kOk")

    def check_status(self, **expected):
        status = self.device.status()
        for field, value in expected.items():
            check(f"the device's {field}", status[field], value)

    def request(self, artefact):
        self.device.request(artefact, tag_of(artefact))

    def good_update(self):
        self.chapter("A device with 1.0.0 takes the delta; 1.1.0 runs on trial and confirms itself")
        self.new_device()
        self.request(self.good_delta)
        self.device.reset()
        self.device.expect("boot: rebuild", "boot: swap", "on trial", "blinky 1.1.0", "update confirmed", "ready")
        self.check_status(version="1.1.0", phase="idle", reason="kOk")
        slot0 = self.artefacts.slot0
        self.device.reset()
        self.device.expect("boot: start", "blinky 1.1.0", "ready")
        self.device.power_off()
        installed = bytes(self.device.flash[slot0:slot0 + len(self.good_image)])
        check("slot 0 is the image that was built, bit for bit", installed == self.good_image, True)
        self.device.power_on()
        self.device.expect("ready")

    def bad_update(self):
        self.chapter("1.2.0 crashes and never confirms; the device comes back to 1.1.0")
        self.request(self.bad_delta)
        self.device.reset()
        for starts_left in (2, 1, 0):
            self.device.expect(f"on trial, starts left {starts_left}", "blinky 1.2.0")
        self.device.expect("boot: revert", "blinky 1.1.0", "ready")
        self.check_status(version="1.1.0", phase="idle", reason="kTrialExpired")

    def damaged_update(self):
        self.chapter("One byte of the package is flipped: the bootloader names the reason, and so does the host")
        damaged = bytearray(self.bad_delta)
        damaged[DAMAGED_BYTE] ^= 0x01
        name = "build/demo/damaged.sbpkg"
        (ROOT / name).write_bytes(damaged)
        code = self.artefacts.run("verify", name, "--key", self.artefacts.public_key, may_fail=True)
        check("the host refuses it too", code != 0, True)
        self.request(bytes(damaged))
        self.device.reset()
        self.device.expect("boot: reason kDigestMismatch", "blinky 1.1.0", "ready")
        self.check_status(version="1.1.0", phase="idle", reason="kDigestMismatch")
        self.device.power_off()

    def interrupted_update(self):
        self.chapter("A second device: power goes in the middle of the installation, three times; the next start finishes it")
        self.new_device()
        answer, _ = self.device.stage(self.good_delta, tag_of(self.good_delta), stop_after=1024)
        check("the download is under way", answer, None)
        self.device.power_off()
        self.device.power_on()
        self.device.expect("ready")
        self.request(self.good_delta)
        cuts = iter(CUTS)
        check("power was cut", self.device.reset_into_cut(next(cuts)), True)
        for cut in cuts:
            check("power was cut", self.device.power_on_into_cut(cut), True)
        self.device.power_on()
        self.device.expect("boot: swap", "on trial", "blinky 1.1.0", "update confirmed", "ready")
        self.check_status(version="1.1.0", phase="idle", reason="kOk")
        self.device.power_off()

    def run(self):
        self.build()
        self.good_update()
        self.bad_update()
        self.damaged_update()
        self.interrupted_update()
        self.show("")
        self.show("All of it happened as expected.")


def main():
    arguments = parse_arguments(__doc__)
    show = (lambda line: None) if arguments.quiet else (lambda line: print(line, flush=True))
    artefacts = Artefacts(arguments.tool, arguments.arm, show)
    try:
        Story(artefacts, arguments.dist.rstrip("/"), show).run()
    except Failure as failure:
        sys.exit(f"FAILED: {failure}")


if __name__ == "__main__":
    main()
