#!/usr/bin/python3
"""Replays schedules that once failed: replays.py SWITCHBACK BOARDS_FOLDER REPLAYS_FILE"""

import pathlib
import re
import subprocess
import sys


def main():
    tool, boards, replays = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    lines = [line for line in replays.read_text(encoding="utf-8").splitlines() if line.startswith("v1:")]
    failed = 0
    for line in lines:
        board = re.search(r"board=([^,]+)", line).group(1)
        done = subprocess.run([tool, "rig", "replay", line, "--profile", str(boards / f"{board}.json")],
                              capture_output=True, text=True, check=False)
        if done.returncode:
            failed += 1
            print(done.stdout + done.stderr)
    print(f"{len(lines) - failed} of {len(lines)} schedules hold")
    sys.exit(1 if failed or not lines else 0)


main()
