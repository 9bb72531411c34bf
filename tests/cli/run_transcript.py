#!/usr/bin/python3
"""Runs one transcript against the built tool: run_transcript.py SWITCHBACK TRANSCRIPT

A transcript is a session in a fresh folder that holds a copy of fixture/. Its lines:

  # text        a comment
  $ command     runs under sh; `switchback` is the built tool, $KEYS is tests/data/keys, $VECTORS is
                a copy of tests/data/mcuboot-vectors whose private keys only their owner can read
  = N           the command's exit code; 0 where the line is missing
  > text        a line of standard output; `...` stands for any characters, and alone for any lines
  ! text        the same for standard error
  { expression  standard output is exactly one JSON object `j`, and the Python expression about it
                is true

Standard output or error without such lines is not checked; `> (nothing)` means that it is empty.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TIMEOUT_SECONDS = 120


class Step:
    def __init__(self, number, command):
        self.number, self.command, self.code = number, command, 0
        self.out, self.err, self.checks = [], [], []


def parse(text):
    steps = []
    for number, line in enumerate(text.splitlines(), 1):
        mark, rest = line[:1], line[2:]
        if mark in ("", "#"):
            continue
        if mark == "$":
            steps.append(Step(number, rest))
        elif not steps or mark not in "=>!{":
            sys.exit(f"line {number}: not a transcript line: {line}")
        elif mark == "=":
            steps[-1].code = int(rest)
        else:
            {">": steps[-1].out, "!": steps[-1].err, "{": steps[-1].checks}[mark].append(rest)
    return steps


def pattern_of(lines):
    if lines == ["(nothing)"]:
        return re.compile(r"\Z")
    parts = []
    for line in lines:
        if line == "...":
            parts.append(r"(?:[^\n]*\n)*")
        else:
            parts.append(r"[^\n]*".join(re.escape(piece) for piece in line.split("...")) + r"\n")
    return re.compile("".join(parts) + r"\Z")


def check_json(step, out):
    try:
        value = json.loads(out)
    except ValueError as error:
        return [f"standard output is not one JSON object: {error}"]
    problems = []
    if not isinstance(value, dict) or value.get("schema") != 1:
        problems.append('the object has no "schema": 1')
    for expression in step.checks:
        if not eval(expression, {"j": value}):  # the transcripts are our own
            problems.append(f"not true: {expression}")
    return problems


def run(step, folder, environment):
    done = subprocess.run(["sh", "-c", step.command], cwd=folder, env=environment, capture_output=True,
                          stdin=subprocess.DEVNULL, timeout=TIMEOUT_SECONDS)
    out, err = (stream.decode("utf-8", "replace") for stream in (done.stdout, done.stderr))
    problems = []
    if done.returncode != step.code:
        problems.append(f"exit code {done.returncode}, expected {step.code}")
    for name, expected, found in (("output", step.out, out), ("error", step.err, err)):
        if expected and not pattern_of(expected).match(found):
            problems.append(f"standard {name} is not as expected")
    if step.checks:
        problems += check_json(step, out)
    if problems:
        print(f"line {step.number}: $ {step.command}")
        print("".join(f"  {problem}\n" for problem in problems), end="")
        print(f"--- standard output\n{out}--- standard error\n{err}---")
    return not problems


def main():
    tool, transcript = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
    steps = parse(transcript.read_text())
    environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    data = HERE.parent / "data"
    with tempfile.TemporaryDirectory(prefix="switchback-cli-") as folder, tempfile.TemporaryDirectory() as vectors:
        environment.update(PATH=f"{tool.parent}:{environment['PATH']}", LC_ALL="C", VECTORS=vectors,
                           KEYS=str(data / "keys"))
        shutil.copytree(HERE / "fixture", folder, dirs_exist_ok=True)
        shutil.copytree(data / "mcuboot-vectors", vectors, dirs_exist_ok=True)
        for key in pathlib.Path(vectors).glob("*.pem"):
            key.chmod(0o600)
        passed = [run(step, folder, environment) for step in steps]
    print(f"{transcript.stem}: {len(passed)} commands, {passed.count(False)} not as expected")
    sys.exit(0 if steps and all(passed) else 1)


main()
