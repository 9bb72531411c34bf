#!/usr/bin/python3
"""Fleets: report and schema, shards that add up to the whole, failures that replay, refusals:
rig_fleet.py SWITCHBACK"""

import json
import re
import subprocess
import xml.etree.ElementTree

import jsonschema
from rig_tool import BOARD, TOOL, command_on, expect, figures, main, schema

FLEET = ["fleet", BOARD, "--devices", "300", "--power-loss-rate", "0.02", "--drop-rate", "0.05"]
FILES = ["fleet.json", "junit.xml", "report.html"]


def check_report(rig):
    done = rig(*FLEET, "--report", "whole")
    expect(re.search(r"^swap-tiny-64 +\d+ ", done.stdout, re.MULTILINE), "the table has a line for the board")
    expect("bricked 0 of 300: with 95 % confidence at most 9,937 in a million" in done.stdout, "the bound")
    folder = rig.folder / "whole"
    expect(sorted(path.name for path in folder.iterdir()) == FILES, "a report is three files")
    report = json.loads((folder / "fleet.json").read_text())
    jsonschema.validate(report, schema("rig-fleet.schema.json"))
    expect(report["total"]["faults"]["devices"] > 150, "most devices have faults")
    expect(report["total"]["installed"] > 100 and report["total"]["rolled_back"] > 20, "devices of both ends")
    expect(len(report["total"]["rows"]) > 30, "rows of the state tables are hit")
    rig(*FLEET, "--report", "whole", code=11)
    printed = json.loads(rig(*FLEET, "--report", "whole", "--force", "--json").stdout)
    expect(printed["ok"] and printed["total"] == report["total"], "figures with --json")


def check_page(rig):
    folder = rig.folder / "whole"
    page = (folder / "report.html").read_text()
    expect("Bricked: 0 of 300 devices" in page and "at most <b>9,937 in a million</b>" in page, "the verdict")
    rig(*command_on(folder / "report.html"), "--report", "again")
    expect(figures(rig.folder / "again" / "fleet.json") == figures(folder / "fleet.json"), "the page's command")
    suites = xml.etree.ElementTree.parse(folder / "junit.xml").getroot()
    stories = json.loads((folder / "fleet.json").read_text())["boards"][0]["stories"]
    cases = [case.get("name") for case in suites.iter("testcase")]
    expect(cases == [story["name"] for story in stories] and len(cases) > 10, "a test case for each story")
    expect(suites.get("failures") == "0", "no failure in junit.xml")


def check_shards(rig):
    for shard in (1, 2, 3):
        rig(*FLEET, "--shard", f"{shard}/3", "--jobs", shard, "--report", f"shard{shard}")
    shards = [f"shard{shard}/fleet.json" for shard in (1, 2, 3)]
    expect("2 of 3 shards" in rig("merge", *shards[:2]).stdout, "an incomplete merge says so")
    rig("merge", shards[2], *shards[:2], "--report", "merged")
    expect(sorted(path.name for path in (rig.folder / "merged").iterdir()) == FILES, "merged, they are three files, too")
    expect(figures(rig.folder / "merged" / "fleet.json") == figures(rig.folder / "whole" / "fleet.json"),
           "the shards do not add up to the whole")
    expect("shards.done" in rig("merge", shards[0], shards[0], code=6).stderr, "a shard twice is refused by name")
    expect("shards.of" in rig("merge", shards[0], "whole/fleet.json", code=6).stderr, "the whole is no third")


def check_mixed(rig):
    rig("run", BOARD, "--story", "image-confirm", "--patterns", "1", "--report", "campaign")
    mixed = rig("merge", "campaign/report.json", "whole/fleet.json", code=6).stderr
    expect("campaign/report.json: expected a report of `rig fleet` as in whole/fleet.json" in mixed, "mixed reports")


def make_forbidden_update(rig):
    """An update whose counter is below the floor, so that devices refuse it although it should be
    installed."""
    def tool(*arguments):
        subprocess.run([TOOL, *arguments, "--quiet"], cwd=rig.folder, check=True)

    tool("keygen", "--out", "own.pem")
    (rig.folder / "own.bin").write_bytes(bytes(range(256)) * 2)
    for version, counter in (("1.0.0", "5"), ("2.0.0", "4")):
        tool("image", "own.bin", "--key", "own.pem", "--version", version, "--security-counter", counter, "--out", version)
    return ["--old", "1.0.0", "--new", "2.0.0", "--key", "own.pub.pem"]


def check_failures(rig):
    own = make_forbidden_update(rig)
    fleet = ["fleet", BOARD, "--devices", "6", *own, "--drop-rate", "0.5"]
    done = rig(*fleet, "--report", "failed", code=13)
    lines = re.findall(r"^device (\d) failed: switchback rig replay '(v1:.*)'$", done.stderr, re.MULTILINE)
    expect([number for number, line in lines] == list("012345"), f"a line for each failure, not {lines}")
    expect(any("drop=" in line for number, line in lines), "dropped chunks are replayed, too")
    for number, line in lines[:2]:
        again = rig("replay", line, "--profile", BOARD, *own, code=13)
        expect(f"{line}: failed" in again.stderr, f"{line} does not fail again")
    report = json.loads(rig(*fleet, "--json", code=13).stdout)
    expect([failure["replay"] for failure in report["failures"]] == [line for number, line in lines], "failures as JSON")
    expect(report["total"]["failed"] == 6 and not report["ok"], "failures are counted")
    page = (rig.folder / "failed" / "report.html").read_text()
    junit = (rig.folder / "failed" / "junit.xml").read_text()
    expect(all(line in page and line in junit for number, line in lines), "page and junit.xml have all replay lines")
    expect("Failed: 6 of 6 devices, 0 bricked" in page, "the page's verdict")
    rig(*command_on(rig.folder / "failed" / "report.html"), code=13)


def check_refusals(rig):
    for rate in ("-0.1", "1.5", "nan"):
        expect("--bit-rot" in rig(*FLEET, f"--bit-rot={rate}", code=2).stderr, f"--bit-rot {rate} is refused by name")
    expect("--shard" in rig(*FLEET, "--shard=4/3", code=2).stderr, "--shard 4/3 is refused by name")
    rig("fleet", BOARD, code=2)
    rig("fleet", BOARD, "--devices", "0", code=2)
    rig("fleet", BOARD, "--devices", "1", "--story", "absent", code=2)
    rig.expect_early_refusal("fleet", BOARD, "--devices", "100000000", files=FILES)
    rig.expect_all_or_none("whole/fleet.json", FILES)


main("rig_fleet", check_report, check_page, check_shards, check_mixed, check_failures, check_refusals)
