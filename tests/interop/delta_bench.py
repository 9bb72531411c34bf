#!/usr/bin/python3
"""bench/delta measures a generated pair, leaves out missing tools, and detects a tool that lies.

    delta_bench.py <path of the switchback program>
"""

import csv
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

from delta_sample import INSERTED_BYTES, old_and_new

RUN = pathlib.Path(__file__).resolve().parents[2] / "bench/delta/run"

# A switchback that spoils one of its outputs. {command}: diff or patch; {file}: its output.
SPOILER = """#!/usr/bin/python3
import pathlib, subprocess, sys
status = subprocess.run([{tool!r}, *sys.argv[1:]]).returncode
if sys.argv[2:3] == [{command!r}]:
    spoilt = pathlib.Path({file!r})
    content = bytearray(spoilt.read_bytes())
    content[-1] ^= 1
    spoilt.write_bytes(content)
sys.exit(status)
"""


def check(condition, what):
    if not condition:
        sys.exit(f"delta_bench: {what}")


def git(folder, *words):
    done = subprocess.run(["git", "-C", folder, "-c", "user.name=test", "-c", "user.email=test", *words], check=True,
                          capture_output=True, text=True)
    return done.stdout.strip()


def side(commit, path, content):
    return {"version": commit, "path": path, "sha256": hashlib.sha256(content).hexdigest()}


def write_corpus(folder):
    """A repository with both files, and a corpus of two pairs of which the second has a wrong
    digest."""
    old, new = old_and_new()
    repository = folder / "firmware"
    repository.mkdir()
    (repository / "old.bin").write_bytes(old)
    (repository / "new.bin").write_bytes(new)
    git(repository, "init", "--quiet")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "--message", "firmware")
    commit = git(repository, "rev-parse", "HEAD")
    right = {"id": "sample", "arch": "none", "isa": "thumb2", "step": "made here", "source": "git",
             "package": str(repository), "format": "bin", "old": side(commit, "old.bin", old),
             "new": side(commit, "new.bin", new)}
    wrong = {**right, "id": "replaced", "new": side(commit, "new.bin", old)}
    (folder / "pairs.json").write_text(json.dumps({"pairs": [right, wrong]}), encoding="utf-8")


def bench(folder, tool):
    """One run: its exit status, its output, and the CSV's line of each tool."""
    done = subprocess.run([RUN, "--pairs", folder / "pairs.json", "--work", folder / "work", "--out", folder / "out",
                           "--repeat", "1", "--no-decode", "--switchback", tool], check=False, capture_output=True, text=True)
    with open(folder / "out/deltas.csv", encoding="utf-8") as file:
        return done, {line["tool"]: line for line in csv.DictReader(file)}


def check_honest_run(folder, tool):
    done, lines = bench(folder, tool)
    check(done.returncode == 0, f"an honest run failed: {done.stderr}")
    new_bytes = len(old_and_new()[1])
    for name in ("bsdiff", "switchback"):
        line = lines[name]
        check(line["pair"] == "sample" and int(line["new_bytes"]) == new_bytes, f"another pair was measured: {line}")
        check(INSERTED_BYTES < int(line["patch_bytes"]) < new_bytes / 10, f"not the size of a patch: {line}")
        check(float(line["encode_seconds"]) > 0 and int(line["encode_peak_kib"]) > 0, f"nothing was measured: {line}")
    expected = int(lines["switchback"]["patch_bytes"]) / int(lines["bsdiff"]["patch_bytes"])
    check(abs(float(lines["switchback"]["ratio_to_bsdiff"]) - expected) < 1e-3, "the ratio is not that of the sizes")
    check(f"| {expected:.2f} |" in done.stdout, f"the table has another ratio than {expected:.2f}: {done.stdout}")
    check_files(folder / "out", new_bytes)


def check_files(out, new_bytes):
    results = (out / "results.md").read_text(encoding="utf-8")
    check("replaced: left out: " in results and "SHA-256 differs" in results, "the replaced file was not left out")
    with open(out / "images.csv", encoding="utf-8") as file:
        image = next(csv.DictReader(file))
    for column in ("switchback_bytes", "deflate_4k_bytes", "lzma_bytes"):
        check(new_bytes / 4 < int(image[column]) < new_bytes / 2, f"not the size of an image of 7 symbols: {image}")
    texts = [element.text for element in xml.etree.ElementTree.parse(out / "sizes.svg").iter() if element.text]
    check("sample" in texts and "switchback" in texts, "the chart does not name the pair and the tool")


def check_spoilt_run(folder, tool, command, file, expected):
    spoiler = folder / f"spoilt-{command}"
    spoiler.write_text(SPOILER.format(tool=tool, command=command, file=file), encoding="utf-8")
    spoiler.chmod(0o755)
    done, lines = bench(folder, spoiler)
    check(done.returncode == 1, f"a spoilt {file} did not fail the run")
    check(expected in lines["switchback"]["problem"], f"a spoilt {file} is called {lines['switchback']['problem']!r}")
    check(lines["switchback"]["ratio_to_bsdiff"] == "", f"the size of a spoilt {file} counts")
    check("**wrong**" in done.stdout, f"the table is silent about a spoilt {file}")
    check(lines["bsdiff"]["problem"] == "", f"bsdiff is blamed for a spoilt {file}")


def main():
    tool = sys.argv[1]
    with tempfile.TemporaryDirectory(prefix="delta-bench-") as name:
        folder = pathlib.Path(name)
        write_corpus(folder)
        check_honest_run(folder, tool)
        check_spoilt_run(folder, tool, "diff", "patch", "could not be applied")
        check_spoilt_run(folder, tool, "patch", "rebuilt", "makes another file")
    print("an honest run is measured, a spoilt patch and a wrong result are found out")


main()
