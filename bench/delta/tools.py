"""The delta tools with their best settings: commands that make a patch and apply it."""

import dataclasses
import shlex
import shutil
import subprocess

OURS, REFERENCE = "switchback", "bsdiff"


@dataclasses.dataclass(frozen=True)
class Tool:
    """Command lines, run in the folder of the files `old` and `new`: make writes `patch`, apply
    writes `rebuilt`.
    """
    name: str
    make: str
    apply: str
    version: str  # what prints it
    wanted: str  # what a user installs to have it
    isa_options: dict = dataclasses.field(default_factory=dict)  # further words of make, for an instruction set
    charted: bool = True

    def make_for(self, isa):
        """The words of make for a pair of this instruction set."""
        return shlex.split(f"{self.make} {self.isa_options.get(isa, '')}")

    def programs(self):
        return {shlex.split(command)[0] for command in (self.make, self.apply)}


# detools' own knowledge of code; it also takes addresses out of ELF files, which these images come
# without.
DETOOLS_FORMATS = {"thumb1": "--data-format arm-cortex-m4", "thumb2": "--data-format arm-cortex-m4",
                   "xtensa": "--data-format xtensa-lx106"}


def _detools(variant, charted=True):
    return Tool(f"detools {variant}", f"detools create_patch -c {variant} old new patch",
                "detools apply_patch old patch rebuilt", "detools --version", "the Python package detools",
                DETOOLS_FORMATS, charted)


TOOLS = [
    Tool(REFERENCE, "bsdiff old new patch", "bspatch old rebuilt patch",
         "dpkg-query -W -f ${Version} bsdiff", "Debian package bsdiff"),
    # Without the names of the files and without a checksum; lzma is the best of its secondary
    # compressors.
    Tool("xdelta3", "xdelta3 -e -f -9 -S lzma -A= -n -s old new patch",
         "xdelta3 -d -f -n -s old patch rebuilt", "xdelta3 -V", "Debian package xdelta3"),
    Tool("zstd", "zstd -q -f --ultra -22 --long=27 --no-check --patch-from=old new -o patch",
         "zstd -q -f -d --long=27 --patch-from=old patch -o rebuilt", "zstd --version", "Debian package zstd"),
    Tool("hdiffz", "hdiffz -f -d -m-1 -SD -c-lzma-9-16m old new patch", "hpatchz -f old patch rebuilt",
         "hdiffz -v", "HDiffPatch's programs hdiffz and hpatchz"),
    _detools("lzma"),
    _detools("heatshrink"),
    _detools("crle", charted=False),
]


def ours(program):
    """This project. No link address is given, so it has to guess it, as for most users."""
    program = shlex.quote(str(program))
    return Tool(OURS, f"{program} -q diff --raw --force old new --out patch",
                f"{program} -q patch --force old patch --out rebuilt", f"{program} --version", "a release build")


def present(tools):
    """The tools whose programs are here, and what is missing of the others, by name."""
    missing = {}
    for tool in tools:
        absent = sorted(program for program in tool.programs() if not shutil.which(program))
        if absent:
            missing[tool.name] = f"{' and '.join(absent)} not installed; wants {tool.wanted}"
    return [tool for tool in tools if tool.name not in missing], missing


def version_of(tool):
    """What the tool says of itself, one line."""
    done = subprocess.run(shlex.split(tool.version), check=False, capture_output=True, text=True)
    lines = (done.stdout + done.stderr).strip().splitlines() or ["unknown"]
    return lines[0].split(", Copyright")[0].strip(" *")
