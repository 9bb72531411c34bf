#!/usr/bin/python3
"""Runs the mutants through the campaign: run.py MUTANTS FOLDER [--awaiting | NAME...]

Prints which schedule caught each, and fails where one survives, or where the schedule that caught it does not hold for
the real bootloader either. Mutants that await something are only listed, for a survivor takes the whole campaign;
--awaiting runs these alone, and says which of them need not wait any more.
"""

import os
import pathlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from mutate import read_mutants

TIMEOUT_SECONDS = 280


def run(folder, mutant):
    """Whether the mutant was caught, after how many schedules, the schedule, and what went wrong in it."""
    done = subprocess.run([folder / f"mutant_{mutant.name}"], capture_output=True, text=True, timeout=TIMEOUT_SECONDS)
    fields = done.stdout.strip().split("\n")[-1].split("\t") if done.stdout.strip() else []
    if done.returncode == 0 and fields[:1] == ["caught"]:
        return True, int(fields[1]), fields[2], fields[3]
    if done.returncode == 1 and fields[:1] == ["survived"]:
        return False, int(fields[1]), "", ""
    sys.exit(f"mutant_{mutant.name} ended with {done.returncode}: {done.stdout}{done.stderr}")


def holds_without(folder, line):
    return subprocess.run([folder / "mutant_none", "--hold", line], capture_output=True).returncode == 0


def report(folder, mutant, result):
    """Prints what became of the mutant. Whether it is as it should be."""
    caught, count, line, problem = result
    text = "caught" if caught else "SURVIVED"
    if caught and not holds_without(folder, line):
        caught, text = False, "FAILS WITHOUT IT, TOO"
    print(f"{mutant.name:44} {text:8} {count:7} schedules", flush=True)
    if line:
        print(f"    {line}\n    {problem}", flush=True)
    return caught


def choose(mutants, arguments):
    if arguments == ["--awaiting"]:
        return [mutant for mutant in mutants if mutant.awaits]
    if arguments:
        return [mutant for mutant in mutants if mutant.name in arguments]
    return [mutant for mutant in mutants if not mutant.awaits]


def main():
    mutants, folder = read_mutants(pathlib.Path(sys.argv[1])), pathlib.Path(sys.argv[2])
    chosen = choose(mutants, sys.argv[3:])
    with ThreadPoolExecutor(int(os.environ.get("JOBS", "1"))) as pool:
        results = pool.map(lambda mutant: run(folder, mutant), chosen)
        caught = sum([report(folder, mutant, result) for mutant, result in zip(chosen, results)])
    for mutant in mutants:
        if mutant.awaits and mutant not in chosen:
            print(f"{mutant.name:44} not run: awaits {mutant.awaits}")
    print(f"{caught} of {len(chosen)} mutants caught; {len(mutants) - len(chosen)} not run")
    sys.exit(0 if caught == len(chosen) > 0 else 1)


main()
