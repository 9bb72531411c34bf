#!/usr/bin/python3
"""Runs the mutants through the campaign: run.py MUTANTS PROGRAMS BOARDS [--awaiting | NAME...]

Prints which schedule caught each, and fails where one survives. A schedule catches a mutant when it does not hold for
the mutant and holds for the real bootloader. Mutants that await something are only listed, for a survivor takes the
whole campaign; --awaiting runs these alone, and says which of them need not wait any more.

Environment: JOBS, how many at a time (1); SECONDS, after which a mutant counts as a survivor (240).
"""

import functools
import os
import pathlib
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from mutate import read_mutants

SECONDS = int(os.environ.get("SECONDS", "240"))


@dataclass
class Result:
    caught: bool = False
    schedules: int = 0       # that were run until then
    line: str = ""           # the schedule that caught it
    problem: str = ""        # what went wrong in it
    real_failures: int = 0   # schedules that were passed over: the real bootloader fails them, too
    complete: bool = False   # the campaign came to its end


@functools.cache
def real_one_holds(programs, boards, line):
    done = subprocess.run([programs / "mutant_none", boards, "--hold", line], capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(f"mutant_none --hold {line}: ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done.returncode == 0


def read_results(lines, programs, boards):
    """What the lines of a mutant's output come to, as far as they have to be read."""
    result = Result()
    end = time.monotonic() + SECONDS
    for line in lines:
        if time.monotonic() > end:
            break
        kind, schedules, *fields = line.rstrip("\n").split("\t")
        result.schedules = int(schedules)
        if kind == "done":
            result.complete = True
            break
        if real_one_holds(programs, boards, fields[0]):
            result.caught, (result.line, result.problem) = True, fields
            break
        result.real_failures += 1
    return result


def run(programs, boards, mutant):
    with subprocess.Popen([programs / f"mutant_{mutant.name}", boards], stdout=subprocess.PIPE, text=True) as process:
        timer = threading.Timer(SECONDS, process.kill)
        timer.start()
        try:
            return read_results(process.stdout, programs, boards)
        finally:
            timer.cancel()
            process.kill()


def report(mutant, result):
    """Prints what became of the mutant. Whether it was caught."""
    end = "" if result.caught or result.complete else f", then {SECONDS} s were over"
    print(f"{mutant.name:44} {'caught' if result.caught else 'SURVIVED':8} {result.schedules:8} schedules{end}")
    if result.line:
        print(f"    {result.line}\n    {result.problem}")
    if result.real_failures:
        print(f"    {result.real_failures} earlier ones fail without the mistake, too")
    sys.stdout.flush()
    return result.caught


def choose(mutants, arguments):
    if arguments == ["--awaiting"]:
        return [mutant for mutant in mutants if mutant.awaits]
    if arguments:
        return [mutant for mutant in mutants if mutant.name in arguments]
    return [mutant for mutant in mutants if not mutant.awaits]


def main():
    mutants, boards = read_mutants(pathlib.Path(sys.argv[1])), sys.argv[3]
    programs = pathlib.Path(sys.argv[2]).resolve()
    chosen = choose(mutants, sys.argv[4:])
    with ThreadPoolExecutor(int(os.environ.get("JOBS", "1"))) as pool:
        results = pool.map(lambda mutant: run(programs, boards, mutant), chosen)
        caught = sum([report(mutant, result) for mutant, result in zip(chosen, results)])
    for mutant in mutants:
        if mutant.awaits and mutant not in chosen:
            print(f"{mutant.name:44} not run: awaits {mutant.awaits}")
    print(f"{caught} of {len(chosen)} mutants caught; {len(mutants) - len(chosen)} not run")
    sys.exit(0 if caught == len(chosen) > 0 else 1)


main()
