#!/usr/bin/python3
"""Reports of the rig: files, their schema, shards that add up to the whole, refusals: rig_report.py
SWITCHBACK"""

import json
import re
import xml.etree.ElementTree

import jsonschema
from rig_tool import BOARD, command_on, expect, figures, main, schema

RUN = ["run", BOARD, "--story", "image-confirm", "--pairs", "1", "--repeated"]
FILES = ["junit.xml", "report.html", "report.json"]


def check_files(rig):
    done = rig(*RUN, "--report", "whole")
    expect(re.search(r"^  image-confirm +\d+ +\d+ ", done.stdout, re.MULTILINE), "the table has a line for the story")
    expect(re.search(r"\d+ schedules: .* 0 bricked, 0 failed$", done.stdout.strip()), "the totals come last")
    folder = rig.folder / "whole"
    expect(sorted(path.name for path in folder.iterdir()) == FILES, "a report is three files")
    jsonschema.validate(json.loads((folder / "report.json").read_text()), schema("rig-report.schema.json"))
    suites = xml.etree.ElementTree.parse(folder / "junit.xml").getroot()
    expect([case.get("name") for case in suites.iter("testcase")] == ["image-confirm"], "a test case for each story")
    expect(suites.get("failures") == "0", "no failure in junit.xml")
    page = (folder / "report.html").read_text()
    expect("Bricked: 0 of" in page and "//" not in page and "<script" not in page, "the page needs nothing else")
    rig(*command_on(folder / "report.html"), "--report", "again")
    expect(figures(rig.folder / "again" / "report.json") == figures(folder / "report.json"), "the page's command")


def check_overwriting(rig):
    report = rig.folder / "whole" / "report.json"
    before = report.read_bytes()
    rig(*RUN, "--seed", "2", "--report", "whole", code=11)
    expect(report.read_bytes() == before, "a report was overwritten without --force")
    expected = figures(report)
    rig(*RUN, "--report", "whole", "--force")
    expect(figures(report) == expected, "the same run twice gives the same figures")
    rig.expect_early_refusal("run", BOARD, "--all-pairs", "--damage", "100", files=FILES)
    rig.expect_all_or_none("whole/report.json", FILES)


def check_shards(rig):
    for shard in (1, 2, 3):
        rig(*RUN, "--shard", f"{shard}/3", "--jobs", shard, "--report", f"shard{shard}")
    shards = [f"shard{shard}/report.json" for shard in (1, 2, 3)]
    expect("2 of 3 shards" in rig("merge", *shards[:2]).stdout, "an incomplete merge says so")
    rig("merge", shards[2], *shards[:2], "--report", "merged")
    expect(figures(rig.folder / "merged" / "report.json") == figures(rig.folder / "whole" / "report.json"),
           "the shards do not add up to the whole")
    expect("shards.done" in rig("merge", shards[0], shards[0], code=6).stderr, "a shard twice is refused by name")
    rig(*RUN, "--seed", "2", "--shard", "2/3", "--report", "other-seed")
    expect("seed: expected 1, found 2" in rig("merge", shards[0], "other-seed/report.json", code=6).stderr, "other seed")


def check_refusals(rig):
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
    (rig.folder / "cut.json").write_text((rig.folder / "whole" / "report.json").read_text()[:-40])
    expect("cut.json: not JSON" in rig("merge", "cut.json", code=5).stderr, "a report that is cut off")


def check_stories(rig):
    listed = [line.split()[0] for line in rig("stories", BOARD).stdout.splitlines()]
    found = json.loads(rig("stories", BOARD, "--json").stdout)
    expect("image-confirm" in listed and listed == [story["name"] for story in found["stories"]], "the list of stories")


def check_json(rig):
    found = json.loads(rig(*RUN, "--json").stdout)
    expect(found["ok"] and found["total"]["failed"] == 0 and found["total"]["schedules"] > 100, "figures with --json")


main("rig_report", check_files, check_overwriting, check_shards, check_refusals, check_stories, check_json)
