#!/usr/bin/python3
"""docs/CLI.md and --help agree on every command, option and exit code: help_and_docs.py
SWITCHBACK"""

import pathlib
import re
import subprocess
import sys

DOCS = pathlib.Path(__file__).resolve().parents[2] / "docs" / "CLI.md"
MAX_LINE = 100
COMMON = {"--help", "--json", "--quiet"}


def help_of(tool, *command):
    return subprocess.run([tool, *command, "--help"], capture_output=True, text=True, check=True).stdout


def subcommands(text):
    _, _, listed = text.partition("Subcommands:\n")
    return re.findall(r"^  ([a-z-]+) ", listed.split("\n\n")[0], re.MULTILINE)


def check_list(text, command, problems):
    """One short line for each command of a list."""
    _, _, listed = text.partition("Subcommands:\n")
    for line in listed.split("\n\n")[0].splitlines():
        if not re.match(r"  [a-z-]+ +\S", line) or len(line) > MAX_LINE:
            problems.append(f"{' '.join(command)} --help: more than a line of {MAX_LINE} for a command: {line}")


def section_of(docs, command):
    match = re.search(rf"^## {re.escape(command)}\n(.*?)(?=^## |\Z)", docs, re.MULTILINE | re.DOTALL)
    return match.group(1) if match else None


def check_command(tool, docs, command, problems):
    text = help_of(tool, *command)
    check_list(text, command, problems)
    nested = subcommands(text)
    for name in nested:
        check_command(tool, docs, [*command, name], problems)
    if nested:
        return 0
    section = section_of(docs, " ".join(command))
    if section is None:
        problems.append(f"docs/CLI.md has no section for {' '.join(command)}")
        return 0
    shown = set(re.findall(r"(?<![\w-])--[a-z-]+", text.split("Exit codes:")[0])) - COMMON
    written = set(re.findall(r"^\| `(?:-\w, )?(--[a-z-]+)", section, re.MULTILINE))
    for option in sorted(shown ^ written):
        problems.append(f"{' '.join(command)} {option} is only in {'--help' if option in shown else 'docs/CLI.md'}")
    return len(shown)


def main():
    tool = sys.argv[1]
    docs = DOCS.read_text()
    top = help_of(tool)
    problems = []
    check_list(top, [], problems)
    for code, meaning in re.findall(r"^ +(\d+)  (.+)$", top[top.index("Exit codes:"):], re.MULTILINE):
        if f"| {code} | {meaning} |" not in docs:
            problems.append(f"docs/CLI.md lacks exit code {code}, {meaning}")
    commands = subcommands(top)
    options = sum(check_command(tool, docs, [command], problems) for command in commands)
    print("".join(f"{problem}\n" for problem in problems), end="")
    print(f"help_and_docs: {len(commands)} commands, {options} options, {len(problems)} differences")
    sys.exit(1 if problems or not commands or not options else 0)


main()
