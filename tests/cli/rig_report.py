#!/usr/bin/python3
"""Reports of the rig: files, their schema, shards that add up to the whole, refusals: rig_report.py SWITCHBACK"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
BOARD = ROOT / "tests" / "campaign" / "boards" / "swap-tiny-64.json"
SCHEMA = ROOT / "manifests" / "schemas" / "rig-report.schema.json"
RUN = ["run", BOARD, "--story", "image-confirm", "--pairs", "1", "--repeated"]
FILES = {"report.json", "report.html", "junit.xml"}
problems = []


def expect(holds, what):
    if not holds:
        problems.append(what)


def rig(*arguments, code=0):
    done = subprocess.run([TOOL, "rig", *map(str, arguments)], cwd=FOLDER, capture_output=True, text=True)
    line = " ".join(map(str, arguments))
    expect(done.returncode == code, f"rig {line}: exit code {done.returncode}, expected {code}\n{done.stderr}")
    return done


def report(folder):
    return json.loads((FOLDER / folder / "report.json").read_text())


def figures(folder):
    return {name: value for name, value in report(folder).items() if name != "elapsed_ms"}


def check_files():
    done = rig(*RUN, "--report", "whole")
    expect(re.search(r"^  image-confirm +\d+ +\d+ ", done.stdout, re.MULTILINE), "the table has a line for the story")
    expect(re.search(r"\d+ schedules: .* 0 bricked, 0 failed$", done.stdout.strip()), "the totals come last")
    expect({path.name for path in (FOLDER / "whole").iterdir()} == FILES, "a report is three files")
    jsonschema.validate(report("whole"), json.loads(SCHEMA.read_text()))
    suites = xml.etree.ElementTree.parse(FOLDER / "whole" / "junit.xml").getroot()
    expect([case.get("name") for case in suites.iter("testcase")] == ["image-confirm"], "a test case for each story")
    expect(suites.get("failures") == "0", "no failure in junit.xml")
    page = (FOLDER / "whole" / "report.html").read_text()
    expect("Devices bricked: 0 of" in page and "//" not in page and "<script" not in page, "the page needs nothing else")


def check_overwriting():
    before = (FOLDER / "whole" / "report.json").read_bytes()
    rig(*RUN, "--seed", "2", "--report", "whole", code=11)
    expect((FOLDER / "whole" / "report.json").read_bytes() == before, "a report was overwritten without --force")
    rig(*RUN, "--report", "whole", "--force")
    expect(figures("whole") == {name: value for name, value in json.loads(before).items() if name != "elapsed_ms"},
           "the same run twice gives the same figures")


def check_shards():
    for shard in (1, 2, 3):
        rig(*RUN, "--shard", f"{shard}/3", "--jobs", shard, "--report", f"shard{shard}")
    shards = [f"shard{shard}/report.json" for shard in (1, 2, 3)]
    expect("2 of 3 shards" in rig("merge", *shards[:2]).stdout, "an incomplete merge says so")
    rig("merge", shards[2], *shards[:2], "--report", "merged")
    expect(figures("merged") == figures("whole"), "the shards do not add up to the whole")
    expect("shards.done" in rig("merge", shards[0], shards[0], code=6).stderr, "a shard twice is refused by name")
    rig(*RUN, "--seed", "2", "--shard", "2/3", "--report", "other-seed")
    expect("seed: expected 1, found 2" in rig("merge", shards[0], "other-seed/report.json", code=6).stderr, "other seed")


def check_refusals():
    for shard in ("0/3", "4/3", "1", "1/", "/3", "x/3", "1/3x", "-1/3", "1/99999999"):
        expect("--shard" in rig(*RUN, f"--shard={shard}", code=2).stderr, f"--shard {shard} is refused by name")
    rig(*RUN, "--patterns", "0", code=2)
    rig(*RUN, "--patterns", "5", code=2)
    rig("run", BOARD, "--story", "absent", code=2)
    rig("run", BOARD, BOARD, code=2)
    rig("run", code=2)
    rig("run", "absent.json", code=11)
    rig("merge", code=2)
    rig("merge", "absent.json", code=11)
    (FOLDER / "cut.json").write_text((FOLDER / "whole" / "report.json").read_text()[:-40])
    expect("cut.json: not JSON" in rig("merge", "cut.json", code=5).stderr, "a report that is cut off")


def check_stories():
    listed = [line.split()[0] for line in rig("stories", BOARD).stdout.splitlines()]
    found = json.loads(rig("stories", BOARD, "--json").stdout)
    expect("image-confirm" in listed and listed == [story["name"] for story in found["stories"]], "the list of stories")


def check_json():
    found = json.loads(rig(*RUN, "--json").stdout)
    expect(found["ok"] and found["total"]["failed"] == 0 and found["total"]["schedules"] > 100, "figures with --json")


TOOL = str(pathlib.Path(sys.argv[1]).resolve())
with tempfile.TemporaryDirectory(prefix="switchback-rig-") as name:
    FOLDER = pathlib.Path(name)
    for check in (check_files, check_overwriting, check_shards, check_refusals, check_stories, check_json):
        check()
print("".join(f"{problem}\n" for problem in problems), end="")
print(f"rig_report: {len(problems)} problems")
sys.exit(1 if problems else 0)
