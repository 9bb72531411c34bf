#!/usr/bin/python3
"""A package with any byte changed, or cut anywhere, is refused: flip_every_byte.py SWITCHBACK

Refused means: a documented exit code, nothing on standard output, a message, and no output file.
"""

import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
KEY = HERE.parent / "data" / "mcuboot-vectors" / "release.pem"
REFUSALS = {3, 4, 5}  # signature, digest, format: possible results of damage


def run(*arguments):
    return subprocess.run([str(argument) for argument in arguments], capture_output=True, timeout=60)


def make_package(tool, folder):
    for name, seed in (("old", 0), ("new", 1)):
        run(sys.executable, HERE / "fixture" / "make_firmware.py", folder / f"{name}.bin", 200, seed)
        made = run(tool, "image", folder / f"{name}.bin", "--version", f"1.{seed}.0", "--key", KEY, "--out",
                   folder / f"{name}.signed.bin")
        assert made.returncode == 0, made.stderr
    profile = (HERE / "fixture" / "profile.json").read_text()
    (folder / "profile.json").write_text(profile[:profile.index('  "identity"')].rstrip().rstrip(",") + "\n}\n")
    (folder / "m.json").write_text('{"format_version": 1, "name": "app", "version": "1.1.0", "profile": "profile.json",'
                                   ' "input": "new.bin", "packages": ["delta"], "bases": [{"file": "old.signed.bin"}]}')
    made = run(tool, "build", folder / "m.json", "--key", KEY, "--out", folder / "dist")
    assert made.returncode == 0, made.stderr
    return (folder / "dist" / "app-1.1.0-from-1.0.0.sbpkg").read_bytes()


def is_refused(tool, folder, bad):
    (folder / "bad").write_bytes(bad)
    verified = run(tool, "verify", folder / "bad", "--key", KEY)
    if verified.returncode not in REFUSALS or verified.stdout or not verified.stderr.startswith(b"error: "):
        return False
    return True


def main():
    tool = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory(prefix="switchback-flip-") as name:
        folder = pathlib.Path(name)
        good = make_package(tool, folder)
        assert run(tool, "verify", "-q", *[folder / "dist" / "app-1.1.0-from-1.0.0.sbpkg"], "--key", KEY).returncode == 0
        flips = [good[:at] + bytes([good[at] ^ 0x01]) + good[at + 1:] for at in range(len(good))]
        cuts = [good[:size] for size in range(0, len(good), 7)]
        bad = [data for data in flips + cuts if not is_refused(tool, folder, data)]

        # The decoder also gets damage that only a digest guards; it must leave no file behind.
        for data in flips[::5]:
            (folder / "bad").write_bytes(data)
            applied = run(tool, "apply", folder / "bad", "--base", folder / "old.signed.bin", "--out", folder / "out")
            if applied.returncode != 0 and (folder / "out").exists():
                bad.append(data)
            (folder / "out").unlink(missing_ok=True)
    print(f"flip_every_byte: {len(flips)} bytes changed, {len(cuts)} cuts, {len(bad)} not refused")
    sys.exit(1 if bad else 0)


main()
