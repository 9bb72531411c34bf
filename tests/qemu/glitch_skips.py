#!/usr/bin/python3
"""QEMU's debugger skips instructions of a start that must refuse: no attacker's image is entered.

The images have signatures for a skipped step, or are full of the address of their own entry. One
instruction is skipped in each start: calls, loop ends, entries and exits of the functions that hash
and check. To show that the test would notice, skips that the rig found on the bootloader without
hardening must enter the image on QEMU, too.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

from artefacts import ROOT, SAMPLES, Artefacts, parse_arguments
from machine import Failure, Machine

PROFILE = f"{SAMPLES}/profiles/nrf51.json"
LAST_WORDS = b"nothing to start\r\n"
# A start takes about two seconds on an idle machine. One that hangs in a loop counts as refused.
PATIENCE_SECONDS = 90
HANG_SECONDS = 20
# Functions by linker name, and how many of their instructions are skipped at most. Every start is a
# new QEMU.
FUNCTIONS = {"forged-no-g": {"check_signature": 14, "multiply_add": 5},
             "filled-words": {"crypto.*sha256|check_artefact": 10},
             "filled-swapped": {"is_scalar|decode_ecdsa|take_integer": 4, "divide|add_column|add_to_sum": 6}}
DECIDES = r"\b(bl|b[a-z]{2}\.n|push|pop|add\s+sp|sub\s+sp|movs\s+r4)"
LEAST_SKIPS = 30
LEAST_BITES = 1


class Glitches:
    """Starts one bootloader with one of the rig's cases, and skips one instruction."""

    def __init__(self, tool, elf, key):
        self._tool, self._elf, self._key = tool, elf, key
        self._folder = tempfile.TemporaryDirectory(prefix="switchback-glitch-")

    def rig(self, *words):
        done = subprocess.run([self._tool, "--json", "rig", "arm", "glitch", PROFILE, "--arm-bootloader", str(self._elf),
                               "--signing-key", str(self._key), *words], cwd=ROOT, check=False, capture_output=True, text=True)
        if done.returncode not in (0, 13):
            raise Failure(f"rig arm glitch ends with {done.returncode}: {done.stdout}{done.stderr}")
        return json.loads(done.stdout)

    def case(self, name):
        """The case's flash, and the entry of its image."""
        out = pathlib.Path(self._folder.name, name)
        about = self.rig("--case", name, "--out", str(out))
        return out.read_bytes(), about["entry_address"]

    def enters(self, flash, entry, skipped):
        """Whether the image is entered if the instruction at `skipped` is skipped the first time.
        None if it is never reached."""
        machine = Machine(flash, with_debugger=True)
        try:
            if skipped is not None:
                if not machine.run_to(skipped, PATIENCE_SECONDS, LAST_WORDS):
                    return None
                machine.skip()
            try:
                return machine.run_to(entry, HANG_SECONDS if skipped else PATIENCE_SECONDS, LAST_WORDS)
            except Failure:
                return False  # hangs
        finally:
            machine.end()

    def instructions(self, functions, most):
        """Addresses of deciding instructions, spread over the functions whose names match."""
        listing = subprocess.run(["arm-none-eabi-objdump", "-d", "--no-show-raw-insn", str(self._elf)], check=True,
                                 capture_output=True, text=True).stdout
        found, is_wanted = [], False
        for line in listing.splitlines():
            if head := re.match(r"[0-9a-f]+ <(.*)>:", line):
                is_wanted = re.search(functions, head[1]) is not None
            elif is_wanted and (code := re.match(r"\s*([0-9a-f]+):\t(.*)", line)) and re.search(DECIDES, code[2]):
                found.append(int(code[1], 16))
        if not found:
            raise Failure(f"no function is called {functions}")
        return found[::max(1, len(found) // most)][:most]


def check_bites(glitches):
    """The rig's findings on a bootloader that decides once."""
    found = glitches.rig("--case", "changed", "--kind", "skip", "--shard", "1/4")["cases"][0]["findings"]
    addresses = [one["address"] for one in found if one["end"] == "bypass"][-6:]
    flash, entry = glitches.case("changed")
    if glitches.enters(flash, entry, None):
        raise Failure("the image is entered without a glitch")
    bites = sum(glitches.enters(flash, entry, address) is True for address in addresses)
    if bites < LEAST_BITES:
        raise Failure(f"none of the skips at {[hex(address) for address in addresses]} enters the image on QEMU")
    return bites, len(addresses)


def check_refusals(glitches):
    skips = 0
    for case, functions in FUNCTIONS.items():
        flash, entry = glitches.case(case)
        for name, most in functions.items():
            for address in glitches.instructions(name, most):
                entered = glitches.enters(flash, entry, address)
                if entered:
                    raise Failure(f"{case}: skipping {address:#x} enters the image")
                skips += entered is not None
    if skips < LEAST_SKIPS:
        raise Failure(f"only {skips} instructions were skipped")
    return skips


def main():
    arguments = parse_arguments(__doc__.splitlines()[0])
    Artefacts(arguments.tool, arguments.arm)
    folder = pathlib.Path(arguments.arm, "bootloader/ports/nrf51").resolve()
    key = ROOT / "build/demo/release.pem"
    try:
        bites, tried = check_bites(Glitches(arguments.tool, folder / "boot_nrf51_unhardened.elf", key))
        skips = check_refusals(Glitches(arguments.tool, folder / "boot_nrf51.elf", key))
    except Failure as failure:
        sys.exit(f"FAILED: {failure}")
    print(f"glitch_skips: {skips} skips on QEMU, none enters; without hardening {bites} of {tried} of the rig's do")


if __name__ == "__main__":
    main()
