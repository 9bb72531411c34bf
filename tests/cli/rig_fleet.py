#!/usr/bin/python3
"""Fleets: report and schema, shards that add up to the whole, failures that replay, refusals: rig_fleet.py SWITCHBACK"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
BOARD = ROOT / "tests" / "campaign" / "boards" / "swap-tiny-64.json"
SCHEMA = ROOT / "manifests" / "schemas" / "rig-fleet.schema.json"
FLEET = ["fleet", BOARD, "--devices", "300", "--power-loss-rate", "0.02", "--drop-rate", "0.05"]
problems = []


def expect(holds, what):
    if not holds:
        problems.append(what)


def rig(*arguments, code=0):
    done = subprocess.run([TOOL, "rig", *map(str, arguments)], cwd=FOLDER, capture_output=True, text=True)
    line = " ".join(map(str, arguments))
    expect(done.returncode == code, f"rig {line}: exit code {done.returncode}, expected {code}\n{done.stderr}")
    return done


def figures(folder):
    report = json.loads((FOLDER / folder / "fleet.json").read_text())
    return {name: value for name, value in report.items() if name != "elapsed_ms"}


def check_report():
    done = rig(*FLEET, "--report", "whole")
    expect(re.search(r"^swap-tiny-64 +\d+ ", done.stdout, re.MULTILINE), "the table has a line for the board")
    expect("bricked 0 of 300: with 95 % confidence at most 9.94e+03 in a million" in done.stdout, "the bound")
    report = json.loads((FOLDER / "whole" / "fleet.json").read_text())
    jsonschema.validate(report, json.loads(SCHEMA.read_text()))
    expect(report["total"]["faults"]["devices"] > 150, "most devices have faults")
    expect(report["total"]["installed"] > 100 and report["total"]["rolled_back"] > 20, "devices of both ends")
    rig(*FLEET, "--report", "whole", code=11)
    printed = json.loads(rig(*FLEET, "--report", "whole", "--force", "--json").stdout)
    expect(printed["ok"] and printed["total"] == report["total"], "figures with --json")


def check_shards():
    for shard in (1, 2, 3):
        rig(*FLEET, "--shard", f"{shard}/3", "--jobs", shard, "--report", f"shard{shard}")
    shards = [f"shard{shard}/fleet.json" for shard in (1, 2, 3)]
    expect("2 of 3 shards" in rig("merge", *shards[:2]).stdout, "an incomplete merge says so")
    rig("merge", shards[2], *shards[:2], "--report", "merged")
    expect(figures("merged") == figures("whole"), "the shards do not add up to the whole")
    expect("shards.done" in rig("merge", shards[0], shards[0], code=6).stderr, "a shard twice is refused by name")
    expect("shards.of" in rig("merge", shards[0], "whole/fleet.json", code=6).stderr, "the whole is no third")


def check_mixed():
    rig("run", BOARD, "--story", "image-confirm", "--patterns", "1", "--report", "campaign")
    mixed = rig("merge", "campaign/report.json", "whole/fleet.json", code=6).stderr
    expect("campaign/report.json: expected the report of a fleet as in whole/fleet.json" in mixed, "mixed reports")


def tool(*arguments):
    subprocess.run([TOOL, *arguments, "--quiet"], cwd=FOLDER, check=True)


def check_failures():
    """Devices that refuse an update which ought to be installed: its counter is below the floor."""
    tool("keygen", "--out", "own.pem")
    (FOLDER / "own.bin").write_bytes(bytes(range(256)) * 2)
    for version, counter in (("1.0.0", "5"), ("2.0.0", "4")):
        tool("image", "own.bin", "--key", "own.pem", "--version", version, "--security-counter", counter, "--out", version)
    own = ["--old", "1.0.0", "--new", "2.0.0", "--key", "own.pub.pem"]
    done = rig("fleet", BOARD, "--devices", "6", *own, "--drop-rate", "0.5", code=13)
    lines = re.findall(r"^device (\d) failed: switchback rig replay '(v1:.*)'$", done.stderr, re.MULTILINE)
    expect([number for number, line in lines] == list("012345"), f"a line for each failure, not {lines}")
    expect(any("drop=" in line for number, line in lines), "dropped chunks are replayed, too")
    for number, line in lines[:2]:
        again = rig("replay", line, "--profile", BOARD, *own, code=13)
        expect(f"{line}: failed" in again.stderr, f"{line} does not fail again")
    report = json.loads(rig("fleet", BOARD, "--devices", "6", *own, "--drop-rate", "0.5", "--json", code=13).stdout)
    expect([failure["replay"] for failure in report["failures"]] == [line for number, line in lines], "failures as JSON")
    expect(report["total"]["failed"] == 6 and not report["ok"], "failures are counted")


def check_refusals():
    for rate in ("-0.1", "1.5", "nan"):
        expect("--bit-rot" in rig(*FLEET, f"--bit-rot={rate}", code=2).stderr, f"--bit-rot {rate} is refused by name")
    expect("--shard" in rig(*FLEET, "--shard=4/3", code=2).stderr, "--shard 4/3 is refused by name")
    rig("fleet", BOARD, code=2)
    rig("fleet", BOARD, "--devices", "0", code=2)
    rig("fleet", BOARD, "--devices", "1", "--story", "absent", code=2)


TOOL = str(pathlib.Path(sys.argv[1]).resolve())
with tempfile.TemporaryDirectory(prefix="switchback-fleet-") as name:
    FOLDER = pathlib.Path(name)
    for check in (check_report, check_shards, check_mixed, check_failures, check_refusals):
        check()
print("".join(f"{problem}\n" for problem in problems), end="")
print(f"rig_fleet: {len(problems)} problems")
sys.exit(1 if problems else 0)
