#!/usr/bin/python3
"""No option or argument takes an empty value: empty_values.py SWITCHBACK

An empty value is nearly always a variable that is not set.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

SAID = "expected a value, found an empty one"


def help_of(tool, command):
    return subprocess.run([tool, *command, "--help"], capture_output=True, text=True, check=True).stdout


def commands(tool, command=()):
    """Every command without subcommands."""
    _, _, listed = help_of(tool, command).partition("Subcommands:\n")
    nested = re.findall(r"^  ([a-z-]+) ", listed.split("\n\n")[0], re.MULTILINE)
    return [found for name in nested for found in commands(tool, (*command, name))] or [command]


def usages(text):
    """The options as typed, and a marker for the positional arguments."""
    body = text.split("Exit codes:")[0]
    options = set(re.findall(r"(?<![\w-])(--?[a-z][a-z-]*)", body)) - {"-h", "--help"}
    return sorted(options) + ([None] if "Positionals:" in body else [])


def tries(option):
    """An empty value after the option, attached to it, and behind another value."""
    if option is None:
        return [[""], ["x", ""]]
    return [[option, ""], [f"{option}="], [option, "x", option, ""]]


def main():
    tool = str(pathlib.Path(sys.argv[1]).resolve())
    problems, count = [], 0
    with tempfile.TemporaryDirectory() as folder:
        for command in commands(tool):
            for option in usages(help_of(tool, command)):
                for words in tries(option):
                    count += 1
                    done = subprocess.run([tool, *command, *words], capture_output=True, text=True, cwd=folder,
                                          stdin=subprocess.DEVNULL, timeout=60)
                    named = option is None or f"{option}: {SAID}" in done.stderr
                    if done.returncode != 2 or SAID not in done.stderr or not named:
                        problems.append(f"{' '.join(command)} {words}: exit code {done.returncode}, {done.stderr.strip()}")
    print("".join(f"{problem}\n" for problem in problems), end="")
    print(f"empty_values: {count} command lines, {len(problems)} not refused")
    sys.exit(1 if problems or count < 300 else 0)


main()
