#!/usr/bin/python3
"""`rig arm start` reports the end of a start and writes the flash: rig_arm_start.py SWITCHBACK

The programs consist of a few instructions.
"""

import json
import struct

from rig_tool import ROOT, expect, main

PROFILE = ROOT / "manifests" / "samples" / "profiles" / "nrf51.json"
FLASH_BYTES = 256 * 1024
CODE = 0x40

# "hi"; then bx to 0x9100, or wfi, or udf, or only a branch to itself.
SAY = [0x4804, 0x2168, 0x6001, 0x2169, 0x6001]
UART = [0x251C, 0x4000]  # the register that is written
ENDS = {
    "application": (SAY + [0x4A01, 0x4710, 0xBF00, 0x9101, 0x0000] + UART, 0),
    "waiting": (SAY + [0xBF30, 0xBF00, 0xBF00, 0xBF00, 0xBF00] + UART, 0),
    "fault": (SAY + [0xDE00, 0xBF00, 0xBF00, 0xBF00, 0xBF00] + UART, 13),
    "watchdog": (SAY + [0xE7FE, 0xBF00, 0xBF00, 0xBF00, 0xBF00] + UART, 13),
}


def binary(code):
    vectors = struct.pack("<2I", 0x20004000, CODE | 1).ljust(CODE, b"\0")
    return vectors + struct.pack(f"<{len(code)}H", *code)


def elf(content):
    """A minimal ELF file: one segment, which loads to address 0."""
    header = b"\x7fELF\x01\x01\x01".ljust(16, b"\0") + struct.pack(
        "<2H5I6H", 2, 40, 1, CODE | 1, 52, 0, 0x05000000, 52, 32, 1, 40, 0, 0)
    return header + struct.pack("<8I", 1, 84, 0, 0, len(content), len(content), 5, 4) + content


def dump_of(content):
    return content.ljust(FLASH_BYTES, b"\xff")


def start(rig, *options, code=0):
    return rig("arm", "start", PROFILE, "--arm-bootloader", "boot.elf", "--flash", "dump.bin", *options, code=code)


def check_ends(rig):
    for end, (code, exit_code) in ENDS.items():
        (rig.folder / "boot.elf").write_bytes(elf(binary(code)))
        (rig.folder / "dump.bin").write_bytes(dump_of(binary(code)))
        found = json.loads(start(rig, "--watchdog", 50, "--json", code=exit_code).stdout)
        expect(found["end"] == end, f"{end} is told, not {found['end']}")
        expect(found["console"] == "hi", f"{end}: what is printed is told, not {found['console']!r}")
        expect(end != "application" or found["address"] == 0x9100, f"the first instruction, not {found['address']:#x}")
        expect((found["time_ms"] == 50) == (end == "watchdog"), f"{end}: the watchdog bites after 50 ms, not {found['time_ms']}")


def check_flash(rig):
    content = binary(ENDS["waiting"][0])
    (rig.folder / "boot.elf").write_bytes(elf(content))
    dump = dump_of(content)[:-1] + b"x"
    (rig.folder / "dump.bin").write_bytes(dump)
    told = start(rig, "--out", "after.bin").stdout
    expect(told.startswith("hi\nhas nothing to start, and waits at 0x0000004"), f"words for people, not {told!r}")
    expect((rig.folder / "after.bin").read_bytes() == dump, "a start that changes nothing leaves the dump as it is")
    expect("exists" in start(rig, "--out", "after.bin", code=11).stderr, "nothing is overwritten")


def check_refusals(rig):
    content = binary(ENDS["waiting"][0])
    (rig.folder / "boot.elf").write_bytes(elf(content))
    for dump, why in ((dump_of(content)[:-1], "expected all 262144 bytes of the flash, found 262143"),
                      (dump_of(b"\1" + content[1:]), "expected the bootloader of --arm-bootloader at its start")):
        (rig.folder / "dump.bin").write_bytes(dump)
        expect(why in start(rig, code=2).stderr, f"a dump is refused: {why}")


main("rig_arm_start", check_ends, check_flash, check_refusals)
