"""Common parts of the rule scripts: the repository's own files, and the report of violations."""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
CPP = (".h", ".cc", ".c")


def project_files(suffixes=None):
    """Files that git tracks or would track, as paths relative to the root; all of them, or those
    with a suffix."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True).stdout
    paths = [pathlib.PurePosixPath(name) for name in sorted(set(listing.split("\0"))) if name]
    return [p for p in paths if (ROOT / p).is_file() and (suffixes is None or p.suffix in suffixes)]


def read(path):
    """The text of a tracked file, or None if it is not text."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def finish(rule, checked, violations):
    """Prints the violations and ends the process; a rule that checked nothing has failed."""
    for violation in violations:
        print(violation)
    print(f"{rule}: {checked} checked, {len(violations)} violations")
    sys.exit(1 if violations or not checked else 0)
