#!/usr/bin/python3
"""bench/delta's emulated device decodes a patch, reports its cost, and detects a wrong result.

    delta_decode.py <path of the switchback program> <build folder of the arm preset>
"""

import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "bench/delta"), str(ROOT / "tests/interop")]

from decode import Decoder, Wrong  # noqa: E402 (found through the line above)
from delta_sample import old_and_new  # noqa: E402

LEAST_RAM_BYTES = 4608  # docs/SPEC.md, "Patch stream"


def check(condition, what):
    if not condition:
        sys.exit(f"delta_decode: {what}")


def patch_of(tool, old, new):
    with tempfile.TemporaryDirectory(prefix="delta-decode-") as name:
        folder = pathlib.Path(name)
        (folder / "old").write_bytes(old)
        (folder / "new").write_bytes(new)
        subprocess.run([tool, "-q", "diff", "--raw", "old", "new", "--out", "patch"], check=True, cwd=folder)
        return (folder / "patch").read_bytes()


def refused(decoder, base, patch, target):
    try:
        decoder.cost(base, patch, target)
    except Wrong as why:
        return str(why)
    return None


def main():
    tool, arm = sys.argv[1], pathlib.Path(sys.argv[2])
    old, new = old_and_new()
    patch = patch_of(tool, old, new)
    with Decoder(arm / "bench/delta/device/patch_cost.elf") as decoder:
        cost = decoder.cost(old, patch, new)
        check(20 * len(new) < cost.instructions < 2000 * len(new), f"not what decoding takes: {cost}")
        check(cost.ram_bytes >= LEAST_RAM_BYTES and 100 < cost.stack_bytes < 2000, f"not what decoding takes: {cost}")
        whole = decoder.cost(b"", patch_of(tool, b"", new), new)
        check(whole.instructions > cost.instructions, "unpacking an image takes less than copying its parts")
        other = bytearray(new)
        other[-1] ^= 1
        check(refused(decoder, old, patch, other), "another target passes for the one that was made")
        spoilt = bytearray(patch)
        spoilt[len(spoilt) // 2] ^= 1
        check(refused(decoder, old, spoilt, new), "a spoilt patch passes")
    print(f"{cost.instructions / len(new):.0f} instructions for each byte, {cost.ram_bytes} + {cost.stack_bytes} bytes of RAM")


main()
