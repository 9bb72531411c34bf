#!/usr/bin/python3
"""How long the nRF51's bootloader runs without feeding the watchdog, with the largest images.

Runs two starts on the rig's machine, which counts time: the first one, and one that installs a
delta. The time must be at most that of docs/PORTING.md, and not much less. A watchdog with that
period lets the starts end; one with half the period does not.
"""

import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

from artefacts import ROOT, SAMPLES, Artefacts, parse_arguments
from device import Device
from machine import Failure

FOLDER = "build/demo/largest"
PACKAGE_BYTES = 4096  # room behind the image
TLV_BYTES = 400       # more than the image's trailer takes
DOCUMENTED = r"images of 100 KB it is at most ([\d,]+) ms"
# Of the documented time. The time of a signature varies with the key, which each checkout has of
# its own.
LEAST_SHARE = 0.85


def build(artefacts, version, largest, base=None):
    """A release of blinky that fills `largest` bytes with incompressible data. The second one
    differs from the first only where blinky does. Returns its files by kind."""
    firmware = artefacts.firmware(f"examples/blinky/blinky-{version}.bin")
    padding = random.Random(1).randbytes(largest)  # the same at the same address
    content = firmware + padding[len(firmware):largest - artefacts.header_bytes - TLV_BYTES]
    (ROOT / FOLDER / f"{version}.bin").write_bytes(content)
    manifest = {"format_version": 1, "name": "largest", "version": version, "profile": f"{ROOT}/{SAMPLES}/profiles/nrf51.json",
                "input": f"{version}.bin", "security_counter": "auto", "key": str(ROOT / "build/demo/release.pem")}
    if base:
        manifest["bases"] = [{"file": str(ROOT / base), "version": "1.0.0"}]
    (ROOT / FOLDER / f"{version}.json").write_text(json.dumps(manifest), encoding="utf-8")
    artefacts.run("build", f"{FOLDER}/{version}.json", "--out", f"{FOLDER}/{version}/", "--force")
    release = json.loads((ROOT / FOLDER / version / "release.json").read_text(encoding="utf-8"))
    return {artefact["kind"]: f"{FOLDER}/{version}/{artefact['file']}" for artefact in release["artefacts"]}


def requested(artefacts):
    """Flash of a new device, and of one that will install a delta at its next start."""
    (ROOT / FOLDER).mkdir(parents=True, exist_ok=True)
    largest = artefacts.slot_bytes - artefacts.swap_unit_bytes - PACKAGE_BYTES
    first = build(artefacts, "1.0.0", largest)
    second = build(artefacts, "1.1.0", largest, first["image"])
    device = Device()
    device.program(0, artefacts.firmware("bootloader/ports/nrf51/boot_nrf51.bin"))
    device.program(artefacts.slot0, (ROOT / first["image"]).read_bytes())
    new = bytes(device.flash)
    device.power_on()
    device.expect("ready")
    device.request((ROOT / second["delta"]).read_bytes(), 1)
    device.power_off()
    return new, bytes(device.flash)


def start(arguments, flash, watchdog_ms=0):
    with tempfile.TemporaryDirectory(prefix="switchback-watchdog-") as folder:
        dump = pathlib.Path(folder, "dump")
        dump.write_bytes(flash)
        elf = pathlib.Path(arguments.arm, "bootloader/ports/nrf51/boot_nrf51.elf").resolve()
        done = subprocess.run(
            [arguments.tool, "--json", "rig", "arm", "start", f"{SAMPLES}/profiles/nrf51.json", "--arm-bootloader", str(elf),
             "--flash", str(dump), "--watchdog", str(watchdog_ms)], cwd=ROOT, check=False, capture_output=True, text=True)
        return json.loads(done.stdout)


def documented_ms():
    text = " ".join((ROOT / "docs/PORTING.md").read_text(encoding="utf-8").split())
    return int(re.search(DOCUMENTED, text).group(1).replace(",", ""))


def problems_of(what, flash, limit_ms, arguments):
    found = start(arguments, flash)
    longest_ms = found["longest_unfed_ms"]
    print(f"{what}: {found['time_ms']} ms, at most {longest_ms} ms without feeding the watchdog; documented: {limit_ms}")
    if found["end"] != "application" or not LEAST_SHARE * limit_ms <= longest_ms <= limit_ms:
        yield f"{what}: found {longest_ms} ms, documented are {limit_ms}"
    if start(arguments, flash, limit_ms + 1)["end"] != "application":
        yield f"{what}: a watchdog of {limit_ms + 1} ms bites"
    if start(arguments, flash, limit_ms // 2)["end"] != "watchdog":
        yield f"{what}: a watchdog of {limit_ms // 2} ms does not bite"


def main():
    arguments = parse_arguments(__doc__.splitlines()[0])
    artefacts = Artefacts(arguments.tool, arguments.arm)
    artefacts.build("blinky-1.0.0.json", "build/demo/1.0.0")  # also makes the demo's key
    try:
        new, installing = requested(artefacts)
    except Failure as failure:
        sys.exit(f"FAILED: {failure}")
    limit_ms = documented_ms()
    problems = [*problems_of("a start", new, limit_ms, arguments), *problems_of("an installation", installing, limit_ms, arguments)]
    sys.exit("\n".join(problems) or 0)


main()
