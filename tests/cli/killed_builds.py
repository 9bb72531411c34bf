#!/usr/bin/python3
"""A build that is killed before any of its system calls leaves a whole release: killed_builds.py
SWITCHBACK

The release is the old one or the new one, and `keygen --force` leaves no public key beside another
private one. strace kills the tool on entry to the n-th call of each kind, for every n. Without
strace the test prints SKIPPED.
"""

import collections
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

FIXTURE = pathlib.Path(__file__).resolve().parent / "fixture"
STRACE = shutil.which("strace")
TOOL = str(pathlib.Path(sys.argv[1]).resolve())
RELEASE = "rel"
BUILD = ("build", "app-1.0.0.json", "--key", "k.pem", "--out", RELEASE, "--force", "-q")


def run(*words, **options):
    return subprocess.run([TOOL, *words], capture_output=True, timeout=120, **options)


def calls_of(folder, words):
    """Every call of the tool itself: (name, n), in order of the names."""
    log = folder / "log"
    subprocess.run([STRACE, "-qq", "-o", log, TOOL, *words], cwd=folder, capture_output=True, check=True, timeout=120)
    names = collections.Counter(re.findall(r"^(\w+)\(", log.read_text(), re.MULTILINE))
    del names["execve"], names["exit_group"]
    return [(name, number) for name in sorted(names) for number in range(1, names[name] + 1)]


def kill_at(folder, call, words):
    name, number = call
    done = subprocess.run([STRACE, "-qq", "-o", os.devnull, "-e", f"trace={name}",
                           "-e", f"inject={name}:signal=SIGKILL:when={number}", TOOL, *words],
                          cwd=folder, capture_output=True, timeout=120)
    if done.returncode not in (0, -9, 137):
        sys.exit(f"{call}: exit code {done.returncode}, {done.stderr.decode()}")
    return done.returncode != 0


def files_in(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def restore(place, files, clean):
    for path in clean.glob(".switchback-*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for name, content in files.items():
        (place / name).write_bytes(content)


def made(folder, size, out, key="k.pem"):
    subprocess.run(["./make_firmware.py", "app-1.0.0.bin", str(size)], cwd=folder, check=True)
    done = run("build", "app-1.0.0.json", "--key", key, "--out", out, "-q", cwd=folder)
    assert done.returncode == 0, done.stderr
    return files_in(folder / out)


def builds(folder):
    """The same version built again: every file has new content under the same name. One more file
    lies beside them."""
    old = {**made(folder, 5000, "old"), "notes.txt": b"mine"}
    new = {**made(folder, 5300, "new"), "notes.txt": b"mine"}
    assert old.keys() == new.keys() and all(old[name] != new[name] for name in old if name != "notes.txt")
    ends = {"old": 0, "new": 0}
    restore(folder / RELEASE, old, folder)
    for call in calls_of(folder, BUILD):
        restore(folder / RELEASE, old, folder)
        kill_at(folder, call, BUILD)
        left = files_in(folder / RELEASE)
        if left not in (old, new):
            sys.exit(f"killed at {call}: a release that is neither: {sorted(left)}")
        checked = run("verify", f"{RELEASE}/release.json", "--key", "k.pub.pem", "-q", cwd=folder)
        if checked.returncode != 0:
            sys.exit(f"killed at {call}: {checked.stderr.decode()}")
        ends["old" if left == old else "new"] += 1
    if ends["old"] < 100 or ends["new"] < 5:
        sys.exit(f"builds: expected kills before and behind the exchange, found {ends}")
    print(f"builds: {sum(ends.values())} kills left {ends}")


def one_by_one(folder):
    """If the folder cannot be exchanged because it holds another one: a release.json is there only
    with its own files."""
    old, new = made(folder, 5000, "old2"), made(folder, 5300, "new2")
    ends = collections.Counter()

    def start():
        restore(folder / RELEASE, old, folder)
        (folder / RELEASE / "more").mkdir()

    start()
    for call in calls_of(folder, BUILD):
        start()
        kill_at(folder, call, BUILD)
        left = {path.name: path.read_bytes() for path in (folder / RELEASE).iterdir()
                if path.is_file() and not path.name.startswith(".")}
        state = "old" if left == old else "new" if left == new else "none" if "release.json" not in left else "mixed"
        ends[state] += 1
        if state == "mixed":
            sys.exit(f"killed at {call}: release.json beside other files than its own")
    if set(ends) != {"old", "none", "new"}:
        sys.exit(f"one_by_one: expected old, none and new, found {ends}")
    print(f"one_by_one: {sum(ends.values())} kills left {dict(ends)}")


def key_pairs(folder):
    words = ("keygen", "--out", "pair.pem", "--force", "-q")
    run(*words, cwd=folder)
    calls = calls_of(folder, words)
    for call in calls:
        kill_at(folder, call, words)
        ids = [run("key", name, cwd=folder).stdout[:64] for name in ("pair.pem", "pair.pub.pem")
               if (folder / name).exists()]
        if not (folder / "pair.pem").exists() or len(set(ids)) != 1:
            sys.exit(f"killed at {call}: a key pair that is none: {ids}")
        for path in folder.glob(".switchback-*"):
            path.unlink()
    print(f"key_pairs: {len(calls)} kills")


def main():
    if not STRACE:
        return print("SKIPPED killed_builds: no strace")
    with tempfile.TemporaryDirectory(prefix="switchback-killed-") as name:
        folder = pathlib.Path(name)
        shutil.copytree(FIXTURE, folder, dirs_exist_ok=True)
        assert run("keygen", "--out", "k.pem", "-q", cwd=folder).returncode == 0
        for part in (builds, one_by_one, key_pairs):
            part(folder)


main()
