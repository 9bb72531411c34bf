#!/usr/bin/python3
"""The test suite's campaign hits every row of SPEC's state tables: rows.py SWITCHBACK PROFILE...

Every schedule must hold, and every record that a device writes must have a row; otherwise
`switchback rig run` fails. A first campaign cuts power, on all boards. A second one, on some
boards, also lets flash fail, lets power last only for a few operations at a time, and offers
artefacts that were tampered with.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

DAMAGED_BOARDS = {"swap-tiny-64", "swap-tail-mixed-8", "ab-tiny-32"}


def run(tool, folder, *arguments):
    command = [tool, "rig", "run", *arguments, "--report", folder]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}rows: exit code {done.returncode}")
    totals = [line for line in (done.stdout + done.stderr).splitlines() if " schedules: " in line]
    print(*totals, sep="\n")
    return json.loads((folder / "report.json").read_text())


def rows_hit(report):
    return {row for board in report["boards"] for story in board["stories"] for row in story["rows"]}


def rows_known():
    """The first column of each of SPEC's tables with row names."""
    found = set()
    in_table = False
    for line in pathlib.Path("docs/SPEC.md").read_text(encoding="utf-8").splitlines():
        in_table = line.startswith("|") and (in_table or line.startswith("| id |"))
        match = re.match(r"\| ([a-z0-9-]+) \|", line) if in_table else None
        if match and match.group(1) not in ("id", "---"):
            found.add(match.group(1))
    return found


def main():
    tool, profiles = sys.argv[1], sys.argv[2:]
    damaged = [profile for profile in profiles if pathlib.Path(profile).stem in DAMAGED_BOARDS]
    with tempfile.TemporaryDirectory(prefix="switchback-rows-") as name:
        folder = pathlib.Path(name)
        hit = rows_hit(run(tool, folder / "power", *profiles, "--pairs", "1"))
        hit |= rows_hit(run(tool, folder / "damage", *damaged, "--patterns", "2", "--damage", "1", "--repeated", "--hostile"))
    known = rows_known()
    for row in sorted(known - hit):
        print(f"rows: {row} was not hit")
    print(f"rows: {len(known & hit)} of {len(known)} hit")
    sys.exit(0 if known == hit else 1)


main()
