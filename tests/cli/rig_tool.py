"""Runs `switchback rig` in a folder of its own, and collects deviations, for the tests beside this
file."""

import html
import json
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BOARD = ROOT / "tests" / "campaign" / "boards" / "swap-tiny-64.json"
TOOL = str(pathlib.Path(sys.argv[1]).resolve())
SOON_S = 60  # for runs that are refused before they start
problems = []


def expect(holds, what):
    if not holds:
        problems.append(what)


def schema(name):
    return json.loads((ROOT / "manifests" / "schemas" / name).read_text())


def figures(path):
    """The parts of a report that are equal in every run."""
    report = json.loads(path.read_text())
    return {name: value for name, value in report.items() if name != "elapsed_ms"}


def command_on(page):
    """The arguments of the command that repeats the run, from its HTML page."""
    command = re.search(r'<p class="command"><code>(.*)</code>', page.read_text()).group(1)
    words = shlex.split(html.unescape(command))
    expect(words[:2] == ["switchback", "rig"], f"a command of the rig, not {command}")
    return words[2:]


class Rig:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def __call__(self, *arguments, code=0, timeout_s=None):
        done = subprocess.run([TOOL, "rig", *map(str, arguments)], cwd=self.folder, capture_output=True, text=True,
                              timeout=timeout_s)
        line = " ".join(map(str, arguments))
        expect(done.returncode == code, f"rig {line}: exit code {done.returncode}, expected {code}\n{done.stderr}")
        return done

    def expect_early_refusal(self, *arguments, files):
        """A run that would take hours is refused before it starts if any file of its report
        exists."""
        for name in files:
            (self.folder / f"has-{name}").mkdir()
            (self.folder / f"has-{name}" / name).write_text("mine")
            done = self(*arguments, "--report", f"has-{name}", code=11, timeout_s=SOON_S)
            expect(f"{name}: exists already" in done.stderr, f"{name} is refused by name, not with {done.stderr}")
            found = [path.read_text() for path in (self.folder / f"has-{name}").iterdir()]
            expect(found == ["mine"], f"beside {name} nothing is written, and it stays")
        (self.folder / "file").write_text("mine")
        done = self(*arguments, "--report", "file", code=11, timeout_s=SOON_S)
        expect("--report: expected a writable folder" in done.stderr, "a file in place of the folder is refused by name")
        self(*arguments, "--report", "file/folder", "--force", code=11, timeout_s=SOON_S)

    def expect_all_or_none(self, report, files):
        """If one file of a report cannot be written, no other appears."""
        for name in files:
            folder = self.folder / f"blocked-by-{name}"
            folder.mkdir()
            (folder / name).write_text("mine")
            self("merge", report, "--report", folder.name, code=11)
            expect([path.read_text() for path in folder.iterdir()] == ["mine"], f"beside {name} a part of a report appears")


def main(name, *checks):
    with tempfile.TemporaryDirectory(prefix="switchback-rig-") as folder:
        rig = Rig(folder)
        for check in checks:
            check(rig)
    print("".join(f"{problem}\n" for problem in problems), end="")
    print(f"{name}: {len(problems)} problems")
    sys.exit(1 if problems else 0)
