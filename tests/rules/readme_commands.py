#!/usr/bin/python3
"""Everything that the README tells a reader to type exists: scripts, presets, subcommands of the
tool.

    readme_commands.py <path of the switchback program>
"""

import json
import re
import subprocess
import sys

from sources import ROOT, finish, read

BLOCK = re.compile(r"^```(?:sh|bash|console|shell)?\n(.*?)^```", re.MULTILINE | re.DOTALL)


def commands(text):
    """The shell lines of the README's code blocks, with prompts, comments and continuation lines
    resolved."""
    for block in BLOCK.findall(text):
        for line in block.replace("\\\n", " ").splitlines():
            line = re.sub(r"^\$ ", "", line.split(" #")[0].strip())
            if line and not line.startswith("#"):
                yield line


def presets():
    return {preset["name"] for preset in json.loads(read("CMakePresets.json"))["configurePresets"]}


def complaint(words, tool):
    """Why a command cannot work, or None."""
    program = words[0]
    if program.startswith(("scripts/", "./scripts/")) and not (ROOT / program).is_file():
        return f"{program} does not exist"
    for word, following in zip(words, words[1:]):
        if word == "--preset" and following not in presets():
            return f"no preset {following}"
        if word.startswith("--preset=") and word.split("=")[1] not in presets():
            return f"no preset {word.split('=')[1]}"
    if program.split("/")[-1] == "switchback" and len(words) > 1 and not words[1].startswith("-"):
        known = subprocess.run([tool, words[1], "--help"], check=False, capture_output=True)
        if known.returncode:
            return f"the tool has no subcommand {words[1]}"
        for option in re.findall(r"(?<!\S)--[a-z][a-z0-9-]*", " ".join(words[2:])):
            if option.encode() not in known.stdout:
                return f"switchback {words[1]} has no option {option}"
    return None


def main():
    text, violations, checked = read("README.md"), [], 0
    for line in commands(text):
        checked += 1
        why = complaint(line.split(), sys.argv[1])
        if why:
            violations.append(f"README.md: `{line}`: {why}")
    finish("readme_commands", checked, violations)


main()
