"""The checkout: its commit, its builds, and the commands that are run in it."""

import datetime
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FAULTS = 13  # exit code: a schedule failed. The table says how many.

BUILDS = {
    "release": "cmake --preset release && cmake --build --preset release --target switchback -- --quiet",
    "arm": "cmake --preset arm && cmake --build --preset arm -- --quiet",
}


def say(line):
    print(f"results: {line}", file=sys.stderr, flush=True)


def git(*words):
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def clean_commit():
    """The commit that the files outside docs/ are of. Ends the process if they are of none."""
    changed = git("status", "--porcelain", "--", ".", ":!docs")
    if changed:
        sys.exit(f"results: commit these changes first, so that the tables can name a commit:\n{changed.rstrip()}")
    return git("rev-parse", "--short=7", "HEAD").strip()


def today():
    return datetime.date.today().isoformat()


def shell(line, accepted=(0,)):
    """Runs a line in the checkout's root and returns its standard output. The line is for bash, so
    that a document can show it as it ran."""
    done = subprocess.run(["bash", "-c", line], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode not in accepted:
        sys.exit(f"{done.stdout}results: {line}: exit code {done.returncode}")
    return done.stdout


def build(presets):
    for preset in presets:
        say(f"building {preset}")
        done = subprocess.run(["bash", "-c", BUILDS[preset]], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              check=False)
        if done.returncode:
            sys.exit(f"{done.stdout}results: {BUILDS[preset]}: exit code {done.returncode}")


class Run:
    """Runs the commands of a section and keeps their lines."""

    def __init__(self):
        self.lines = []

    def text(self, line, accepted=(0,)):
        say(line)
        self.lines.append(line)
        return shell(line, accepted)

    def json(self, line):
        """The object that a command prints. It may have found faults."""
        return json.loads(self.text(line, (0, FAULTS)))

    def report(self, folder):
        """The report that a command left in a folder."""
        return json.loads((ROOT / folder / "report.json").read_text(encoding="utf-8"))
