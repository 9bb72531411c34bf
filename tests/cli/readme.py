#!/usr/bin/python3
"""Runs the README's console block against the built tool: readme.py SWITCHBACK

Lines that start with `$ ` are commands, run one after another in a folder with a copy of fixture/
and the firmware. The lines below a command are its whole output, where `…` stands for any
characters. A line that starts with four spaces continues the line above, after one space. Every
command must succeed unless a line that starts with `error:` is expected.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
README = HERE.parents[1] / "README.md"
TIMEOUT_SECONDS = 120
CONTINUED = "    "


def steps():
    """(command, expected output lines) in order."""
    block = re.search(r"^```console\n(.*?)^```", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    if not block:
        sys.exit("README.md has no console block")
    found = []
    for line in block[1].splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif not found:
            sys.exit(f"output before the first command: {line}")
        elif line.startswith(CONTINUED) and found[-1][1]:
            found[-1][1][-1] += " " + line.removeprefix(CONTINUED)
        else:
            found[-1][1].append(line)
    return found


def check(command, expected, folder, environment):
    done = subprocess.run(["sh", "-c", command], cwd=folder, env=environment, text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=TIMEOUT_SECONDS, check=False)
    pattern = "".join(".*".join(re.escape(part) for part in line.split("…")) + "\n" for line in expected)
    may_fail = any(line.startswith("error:") for line in expected)
    if re.fullmatch(pattern, done.stdout) and may_fail == (done.returncode != 0):
        return
    sys.exit(f"$ {command}\nexit code {done.returncode}, printed:\n{done.stdout}\nREADME.md says:\n" + "\n".join(expected))


def main():
    tool = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch) / "work"
        shutil.copytree(HERE / "fixture", folder)
        environment = dict(os.environ, PATH=f"{tool.parent}:{os.environ['PATH']}")
        for arguments in (["app-1.0.0.bin", "5000"], ["app-1.1.0.bin", "5100", "1"]):
            subprocess.run([str(folder / "make_firmware.py"), *arguments], cwd=folder, check=True)
        found = steps()
        for command, expected in found:
            check(command, expected, folder, environment)
    print(f"{len(found)} commands of README.md print what it says")


main()
