"""The artefacts that the QEMU tests and the demo install, made by the switchback program from the
sample manifests and the arm preset's firmware."""

import argparse
import json
import pathlib
import shlex
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = "manifests/samples"


class Artefacts:
    """Runs the tool in the checkout's root, as the README does. Calls `say` with each command and
    each line of output."""

    def __init__(self, tool, arm, say=lambda line: None):
        self.tool, self.arm, self._say = tool, pathlib.Path(arm), say
        profile = json.loads((ROOT / SAMPLES / "profiles/nrf51.json").read_text(encoding="utf-8"))
        self.boot_bytes = int(str(profile["bootloader"]["size"]), 0)
        self.slot0 = int(str(profile["slots"][0]["address"]), 0)
        self.slot_bytes = int(str(profile["slots"][0]["size"]), 0)
        self.swap_unit_bytes = int(str(profile["swap_unit_bytes"]), 0)
        self.header_bytes = int(str(profile["image"]["header_size"]), 0)
        self.identity = profile["identity"]
        self.public_key = "build/demo/release.pub.pem"

    def run(self, *words, may_fail=False):
        """Runs the tool once and says its output. Returns its exit code."""
        self._say("$ " + shlex.join(["switchback", *words]))
        done = subprocess.run([self.tool, *words], cwd=ROOT, check=False, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        for line in done.stdout.splitlines():
            self._say(line)
        if done.returncode and not may_fail:
            sys.exit(f"{shlex.join(['switchback', *words])} failed:\n{done.stdout}")
        return done.returncode

    def build(self, manifest, out):
        """Builds a sample manifest into a folder, and keeps the image in build/demo/, where the
        next version's manifest looks for its base. Returns the files' names by kind."""
        self.run("build", f"{SAMPLES}/{manifest}", "--out", f"{out}/", "--force")
        release = json.loads((ROOT / out / "release.json").read_text(encoding="utf-8"))
        files = {artefact["kind"]: f"{out}/{artefact['file']}" for artefact in release["artefacts"]}
        shutil.copy(ROOT / files["image"], ROOT / "build/demo")
        return files

    def firmware(self, name):
        return (self.arm / name).read_bytes()


def symbols_of(elf):
    """The addresses of a program's symbols by name."""
    listing = subprocess.run(["arm-none-eabi-nm", str(elf)], check=True, capture_output=True, text=True).stdout
    return {fields[2]: int(fields[0], 16) for fields in map(str.split, listing.splitlines()) if len(fields) == 3}


def parse_arguments(description, flags=None):
    """The options of all scripts here, and a script's own flags with their help."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--tool", default=str(ROOT / "build/release/cli/switchback"), help="the switchback program")
    parser.add_argument("--arm", default=str(ROOT / "build/arm"), help="build directory of the arm preset")
    parser.add_argument("--dist", default="dist", help="where the updates go")
    parser.add_argument("--quiet", action="store_true", help="no transcript unless something fails")
    for flag, text in (flags or {}).items():
        parser.add_argument(flag, action="store_true", help=text)
    return parser.parse_args()
