#!/usr/bin/python3
"""Runs the unit tests of the P-256 verifier with one mistake each: mutants.py MUTANTS PROGRAMS

Fails if a program passes, which has a mistake that the tests do not see. The program without a
mistake must pass. Environment: JOBS, how many at a time (1)."""

import os
import pathlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "mutants"))
from mutate import read_mutants  # noqa: E402

SECONDS = 120  # after which a program counts as caught: it does not end


def first_failure(program):
    """The test case that failed first, or nothing if all passed."""
    try:
        done = subprocess.run([program, "--abort-after=1"], capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return f"no end within {SECONDS} s"
    if done.returncode == 0:
        return None
    cases = [line for line in done.stdout.splitlines() if line.startswith("TEST CASE:")]
    return cases[0].removeprefix("TEST CASE:").strip() if cases else f"exit code {done.returncode}"


def main():
    names = [mutant.name for mutant in read_mutants(pathlib.Path(sys.argv[1]))]
    programs = pathlib.Path(sys.argv[2]).resolve()
    if failure := first_failure(programs / "p256_mutant_none"):
        sys.exit(f"without a mistake: {failure}")
    survivors = 0
    with ThreadPoolExecutor(int(os.environ.get("JOBS", "1"))) as pool:
        failures = pool.map(lambda name: first_failure(programs / f"p256_mutant_{name}"), names)
        for name, failure in zip(names, failures):
            print(f"{name:36} {failure or 'SURVIVED'}")
            survivors += not failure
    print(f"{len(names) - survivors} of {len(names)} mutants caught")
    sys.exit(1 if survivors or not names else 0)


main()
