#!/usr/bin/python3
"""The demo's key is made once, in the build tree, and never changes: demo_key.py SWITCHBACK
DEPENDENCIES

This holds after any configuration, for builds at the same time, and with other keys.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOL = str(pathlib.Path(sys.argv[1]).resolve())


def make(key):
    return subprocess.Popen(["cmake", f"-DCLI={TOOL}", f"-DKEY={key}", "-P", ROOT / "cmake/demo_key.cmake"],
                            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def pair(key):
    return [pathlib.Path(f"{key}{end}").read_bytes() for end in (".pem", ".pub.pem")]


def check_pair(key):
    derived = subprocess.run([TOOL, "key", f"{key}.pem", "--format", "pem"], capture_output=True, check=True).stdout
    assert derived == pair(key)[1], "the public key is not the private one's"


def made_once(folder):
    key = folder / "demo" / "release"
    for process in [make(key) for _ in range(8)]:
        assert process.wait(60) == 0, process.stderr.read()
    check_pair(key)
    first = pair(key)
    assert make(key).wait(60) == 0 and pair(key) == first, "it was made again"
    key.with_suffix(".pub.pem").unlink()
    assert make(key).wait(60) == 0 and pair(key) == first, "the public key was not made from the private one"
    key.with_suffix(".pem").unlink()
    assert make(key).wait(60) == 0
    check_pair(key)
    print("demo_key: made once by 8 builds at a time")


def configure(checkout, build, *options):
    words = ["cmake", "--preset", "arm", "-B", build, f"-DSWITCHBACK_CLI={TOOL}", *options]
    done = subprocess.run(words, cwd=checkout, capture_output=True, text=True, timeout=120)
    return done.returncode, re.sub(r"\s+", " ", done.stderr)


def targets_of(build):
    text = (build / "build.ninja").read_text()
    return "switchback_demo_key" in text, set(re.findall(r"-DKEY=(\S+)", text))


def configured(folder):
    """A copy of the checkout's configuration, so that no build of this one is touched."""
    checkout = folder / "checkout"
    shutil.copytree(ROOT, checkout, ignore=shutil.ignore_patterns("build", ".git", ".deps", "corpus"))
    deps = [f"-DSWITCHBACK_DEPS={sys.argv[2]}"]
    keys = set()
    for name in ("arm", "arm-debug"):
        code, said = configure(checkout, checkout / "build" / name, *deps)
        assert code == 0, said
        made, named = targets_of(checkout / "build" / name)
        assert made
        keys |= named
    assert keys == {str(checkout / "build/demo/release")}, keys
    assert configure(checkout, folder / "else", *deps)[0] == 0
    assert targets_of(folder / "else") == (True, {str(folder / "else/demo/release")})
    subprocess.run([TOOL, "keygen", "--out", checkout / "own.pem", "-q"], check=True)
    assert configure(checkout, folder / "own", "-DSWITCHBACK_ROOT_KEYS=own.pub.pem", *deps)[0] == 0
    assert targets_of(folder / "own") == (False, set())
    assert str(checkout / "own.pub.pem") in (folder / "own/build.ninja").read_text()
    for value, said in (("", "found none; is a variable not set?"), ("absent.pub.pem", "does not exist")):
        code, error = configure(checkout, folder / "wrong", f"-DSWITCHBACK_ROOT_KEYS={value}", *deps)
        assert code != 0 and said in error, error
        shutil.rmtree(folder / "wrong")
    assert not (checkout / "build/demo").exists()
    print("demo_key: configured")


def main():
    with tempfile.TemporaryDirectory(prefix="switchback-demo-") as name:
        made_once(pathlib.Path(name))
        configured(pathlib.Path(name))


main()
