#!/usr/bin/python3
"""Unusual files and streams: files_and_streams.py SWITCHBACK

Simple file systems, closed streams, names of the greatest length, and systems that grant no
threads. strace puts faults into system calls; without it, these parts print SKIPPED.
"""

import itertools
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

FIXTURE = pathlib.Path(__file__).resolve().parent / "fixture"
STRACE = shutil.which("strace")
TOOL = str(pathlib.Path(sys.argv[1]).resolve())
# The leak check of a build with sanitizers fails under strace. Other tests check for leaks.
os.environ["ASAN_OPTIONS"] = ":".join(filter(None, [os.environ.get("ASAN_OPTIONS"), "detect_leaks=0"]))


def run(*words, code=0, prefix=(), **options):
    done = subprocess.run([*prefix, TOOL, *words], capture_output=True, timeout=120, **options)
    assert done.returncode == code, (words, prefix, done.returncode, done.stderr.decode())
    return done


def files_below(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def prepare(folder):
    shutil.copytree(FIXTURE, folder, dirs_exist_ok=True)
    subprocess.run(["./make_firmware.py", "app-1.0.0.bin", "5000"], cwd=folder, check=True)
    run("keygen", "--out", "k.pem", "-q", cwd=folder)


IMAGE = ("image", "app-1.0.0.bin", "--key", "k.pem", "--version", "1.0.0", "-q", "--out")


def poor_file_systems(folder):
    """Every call that some file system lacks, with every error that reports this, alone and all
    together."""
    if not STRACE:
        return print("SKIPPED poor_file_systems: no strace")
    run(*IMAGE, "expected", cwd=folder)
    expected = (folder / "expected").read_bytes()
    lacks = [["renameat2"], ["renameat2", "link", "linkat"], ["fsync"], ["fchmod", "chmod", "fchmodat", "umask"],
             ["renameat2", "link", "linkat", "fsync", "fchmod", "chmod", "chown", "fchown"]]
    for calls, error in itertools.product(lacks, ["EPERM", "EINVAL", "ENOSYS", "EOPNOTSUPP", "EACCES"]):
        prefix = [STRACE, "-qq", "-o", os.devnull, "-e", "trace=" + ",".join(calls)]
        prefix += [word for call in calls for word in ("-e", f"inject={call}:error={error}")]
        run(*IMAGE, "out", prefix=prefix, cwd=folder)
        run(*IMAGE, "out", code=11, prefix=prefix, cwd=folder)
        assert (folder / "out").read_bytes() == expected
        (folder / "out").write_text("old")
        run(*IMAGE, "out", "--force", prefix=prefix, cwd=folder)
        assert (folder / "out").read_bytes() == expected, (calls, error)
        (folder / "out").unlink()
        for _ in range(2):  # into no folder, and over a release
            run("build", "app-1.0.0.json", "--key", "k.pem", "--out", "rel", "--force", "-q", prefix=prefix, cwd=folder)
            run("verify", "rel/release.json", "--key", "k.pub.pem", "-q", cwd=folder)
        shutil.rmtree(folder / "rel")
        assert not list(folder.glob(".switchback-*")), (calls, error)
    for error in ["EIO", "ENOSPC", "EDQUOT"]:  # these report lost content
        prefix = [STRACE, "-qq", "-o", os.devnull, "-e", "trace=fsync", "-e", f"inject=fsync:error={error}"]
        run(*IMAGE, "out", code=11, prefix=prefix, cwd=folder)
        assert not (folder / "out").exists() and not list(folder.glob(".switchback-*"))
    print(f"poor_file_systems: {len(lacks) * 5} of them")


def closed_streams(folder):
    """Whichever of the three streams are closed at the start, files hold their own content and
    nothing else."""
    run(*IMAGE, "expected", "--force", cwd=folder)
    expected = (folder / "expected").read_bytes()
    for closed in itertools.chain.from_iterable(itertools.combinations((0, 1, 2), n) for n in (1, 2, 3)):
        def shell(line, closed=closed):
            closing = " ".join(f"{number}{'<' if number == 0 else '>'}&-" for number in closed)
            return subprocess.run(["sh", "-c", f"{line} {closing}"], cwd=folder, capture_output=True, timeout=120,
                                  stdin=subprocess.DEVNULL, env={**os.environ, "S": TOOL})
        for old in folder.glob("x*"):
            old.unlink()
        done = shell('"$S" keygen --out x.pem')
        assert done.returncode == 0, (closed, done)
        lines = (folder / "x.pem").read_text().splitlines()
        assert lines[0] == "-----BEGIN PRIVATE KEY-----" and lines[-1] == "-----END PRIVATE KEY-----", (closed, lines)
        assert (folder / "x.pub.pem").read_text().endswith("-----END PUBLIC KEY-----\n")
        done = shell('"$S" image app-1.0.0.bin --key k.pem --version 1.0.0 --out x')
        assert done.returncode == 0 and (folder / "x").read_bytes() == expected, (closed, done)
        assert shell('"$S" image absent --key k.pem --version 1.0.0 --out x2').returncode == 11
        assert not (folder / "x2").exists()
        done = shell('"$S" image - --key k.pem --version 1.0.0 --out x3 < app-1.0.0.bin')
        assert done.returncode == (11 if 0 in closed else 0), (closed, done)
        # Output to a named file must not get lost without an error.
        for words in ("key k.pem", "key k.pem --format pem", "key k.pem --json", "--version", "--help"):
            assert shell(f'"$S" {words}').returncode == (11 if 1 in closed else 0), (closed, words)
    print("closed_streams: 7 combinations")


def long_names(folder):
    for size in (250, 255):
        name = "n" * size
        run(*IMAGE, name, cwd=folder)
        run(*IMAGE, name, "--force", cwd=folder)
        run("sign-file", "profile.json", "--key", "k.pem", "--out", name, "--force", "-q", cwd=folder)
        (folder / name).unlink()
        run("keygen", "--out", name[: size - 8] + ".pem", "-q", cwd=folder)
    run(*IMAGE, "n" * 256, code=11, cwd=folder)
    # The public key's name would be too long.
    run("keygen", "--out", "n" * 251 + ".pem", "-q", code=11, cwd=folder)
    assert not (folder / ("n" * 251 + ".pem")).exists()
    run("build", "app-1.0.0.json", "--key", "k.pem", "--out", "d" * 255, "-q", cwd=folder)
    run("build", "app-1.0.0.json", "--key", "k.pem", "--out", "d" * 255, "--force", "-q", cwd=folder)
    run("verify", "d" * 255 + "/release.json", "--key", "k.pub.pem", "-q", cwd=folder)
    assert not list(folder.glob(".switchback-*"))
    print("long_names: up to 255 bytes")


def replaced_releases(folder):
    """--force keeps the other files of a release's folder, its mode, and its place."""
    build = ("build", "app-1.0.0.json", "--key", "k.pem", "--force", "-q", "--out")
    run(*build, "r", cwd=folder)
    release = files_below(folder / "r")
    place = folder / "r"
    place.chmod(0o750)
    (place / "notes.txt").write_text("mine")
    (place / "link").symlink_to("notes.txt")
    (place / "release.json").write_text("old")
    run(*build, "r", cwd=folder)
    assert files_below(place) == {**release, "notes.txt": b"mine", "link": b"mine"}
    assert place.stat().st_mode & 0o777 == 0o750 and (place / "link").is_symlink()
    (place / "more").mkdir()  # without a second place for the folder: one file after the other
    (place / "more" / "file").write_text("deep")
    inode = place.stat().st_ino
    (place / "release.json").write_text("old")
    run(*build, "r", cwd=folder)
    assert place.stat().st_ino == inode and (place / "more" / "file").read_text() == "deep"
    assert (place / "release.json").read_bytes() == release["release.json"]
    shutil.rmtree(place / "more")
    (place / "release.json").write_text("old")
    run("build", "../app-1.0.0.json", "--key", "../k.pem", "--force", "-q", "--out", ".", cwd=place)
    assert place.stat().st_ino == inode, "a shell in the folder would stand in a deleted one"
    (folder / "way").symlink_to("r")
    (place / "release.json").write_text("old")
    run(*build, "way", cwd=folder)
    assert (folder / "way").is_symlink() and (place / "release.json").read_bytes() == release["release.json"]
    key = place / "release.json"
    key.write_bytes((folder / "k.pem").read_bytes())
    run("build", "app-1.0.0.json", "--key", "r/release.json", "--force", "-q", "--out", "r", code=2, cwd=folder)
    assert key.read_bytes() == (folder / "k.pem").read_bytes()
    assert not list(folder.glob(".switchback-*"))
    print("replaced_releases: done")


def no_threads(folder):
    """If the system grants no thread, or none after the first, fewer do the work; no number
    crashes."""
    words = ("rig", "run", "profile.json", "--story", "image-confirm", "--patterns", "1", "--json")
    expected = json.loads(run(*words, "--jobs", "1", cwd=folder).stdout)
    for jobs in ("0", "2", "1000", "4294967295"):
        found = json.loads(run(*words, "--jobs", jobs, cwd=folder).stdout)
        assert found["stories"] == expected["stories"], jobs
    if not STRACE:
        return print("SKIPPED no_threads: no strace")
    for when in ("1+", "2+", "3"):
        prefix = [STRACE, "-f", "-qq", "-o", os.devnull, "-e", "trace=clone,clone3"]
        prefix += ["-e", f"inject=clone3:error=EAGAIN:when={when}", "-e", f"inject=clone:error=EAGAIN:when={when}"]
        found = json.loads(run(*words, "--jobs", "8", prefix=prefix, cwd=folder).stdout)
        assert found["stories"] == expected["stories"], when
    print("no_threads: done")


def main():
    for part in (poor_file_systems, closed_streams, long_names, replaced_releases, no_threads):
        with tempfile.TemporaryDirectory(prefix="switchback-files-") as folder:
            prepare(pathlib.Path(folder))
            part(pathlib.Path(folder))


main()
