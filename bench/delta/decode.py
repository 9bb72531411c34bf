"""The cost of decoding a patch on a Cortex-M0: QEMU runs the decoder of core/delta and counts its
instructions.
"""

import dataclasses
import pathlib
import shutil
import struct
import subprocess
import tempfile

PATCH_FILE_HEADER_BYTES = 20  # docs/SPEC.md, "Patch file"; what a device decodes stands behind it
LOOP_INSTRUCTIONS = 2_000_000  # of the calibration loop in device/main.cc
QEMU = "qemu-system-arm"
# With icount, every instruction takes the same time on the board's clock.
BOARD = [QEMU, "-M", "mps2-an385", "-icount", "shift=0", "-display", "none", "-monitor", "none", "-serial", "none",
         "-semihosting-config", "enable=on,target=native"]
TIMEOUT_SECONDS = 300


class Wrong(Exception):
    """The emulated device did not make the target out of the patch."""


@dataclasses.dataclass
class Cost:
    instructions: int
    ram_bytes: int  # what the patch declares, and all the decoder was given
    stack_bytes: int


class Decoder:
    """The program that the arm preset builds from device/. Use as a context: it holds a folder."""

    def __init__(self, elf):
        self._elf = pathlib.Path(elf)
        printed = subprocess.run(["arm-none-eabi-nm", self._elf], check=True, capture_output=True, text=True).stdout
        self._symbols = {line.split()[-1]: int(line.split()[0], 16) for line in printed.splitlines()}
        self._folder = tempfile.TemporaryDirectory(prefix="switchback-decode-")

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self._folder.cleanup()

    def cost(self, base, patch, target):
        """The cost on the device of making `target` from `base` and a patch file. Raises Wrong if
        the device makes other bytes.
        """
        patch = patch[PATCH_FILE_HEADER_BYTES:]
        sizes = struct.pack("<3I", len(base), len(patch), len(target))
        contents = {"sizes": sizes, "base": base, "patch": patch, "expected": target}
        options = [word for name, content in contents.items() for word in self._loaded(name, content)]
        try:
            done = subprocess.run([*BOARD, "-kernel", self._elf, *options], check=False, capture_output=True, text=True,
                                  timeout=TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            raise Wrong(f"the device was not done after {TIMEOUT_SECONDS} s") from None
        words = (done.stdout + done.stderr).split()
        if len(words) != 6:
            raise Wrong(f"the emulator ended early: {' '.join(words)[:200]}")
        status, same, ticks, loop_ticks, ram_bytes, stack_bytes = (int(word, 16) for word in words)
        if not same:
            raise Wrong(f"the device did not make the target; its decoder's status is 0x{status:08x}")
        return Cost(round(ticks * LOOP_INSTRUCTIONS / loop_ticks), ram_bytes, stack_bytes)

    def _loaded(self, name, content):
        """QEMU's options to put something where the program looks for it."""
        if not content:
            return []
        path = pathlib.Path(self._folder.name, name)
        path.write_bytes(content)
        return ["-device", f"loader,file={path},addr={self._symbols['patch_cost_' + name]},force-raw=on"]


def why_not(elf):
    """What decoding lacks here, or None."""
    for program in (QEMU, "arm-none-eabi-nm"):
        if not shutil.which(program):
            return f"{program} is not installed"
    if not pathlib.Path(elf).is_file():
        return f"{elf} is missing; build the arm preset"
    return None
