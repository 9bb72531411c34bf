#!/usr/bin/python3
"""The test suite's share of forged flash contents: forged.py SWITCHBACK SHARD CONTENTS LEAST
PROFILE... [-- OPTION...]

Runs `rig run --forged` with this shard and CONTENTS drawn contents. Nothing unverified may be
entered, nothing outside the areas accessed. Every board must try at least LEAST contents, with
entries among them.
"""

import json
import subprocess
import sys


def main():
    tool, shard, contents, least, *rest = sys.argv[1:]
    end = rest.index("--") if "--" in rest else len(rest)
    profiles, options = rest[:end], rest[end + 1:]
    command = [tool, "--json", "rig", "run", *profiles, "--forged", "--contents", contents, "--shard", shard, *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}forged: {' '.join(command)}: exit code {done.returncode}")
    total = {}
    for story in json.loads(done.stdout)["stories"]:
        counts = story["forged"]
        if counts["contents"] < int(least) or counts["entries"] < int(least) // 4:
            sys.exit(f"forged: {story['board']}: too little was tried: {counts}")
        for name, count in counts.items():
            total[name] = max(total.get(name, 0), count) if name.startswith("most") else total.get(name, 0) + count
    bad = ("unverified_entries", "outside_accesses", "endless_starts", "floors_lost", "journals_stuck")
    if any(total[name] for name in bad):
        sys.exit(f"forged: {total}")
    print(f"forged: {len(profiles)} boards, {total}")


main()
