#!/usr/bin/python3
"""Runs the mutants through the campaign: run.py MUTANTS PROGRAMS BOARDS [--record] [--awaiting |
NAME...]

Prints the schedule that caught each mutant, and fails if one survives. A schedule catches a mutant
if it fails for the mutant and holds for the real bootloader. The schedule listed with the mutant
("try") runs first; if it does not catch the mutant, the whole campaign runs. --record writes the
schedules into the list, so that they run first next time. Mutants that await something are only
listed; --awaiting runs these alone.

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

from mutate import read_mutants, record_tries

SECONDS = int(os.environ.get("SECONDS", "240"))


@dataclass
class Result:
    caught: bool = False
    schedules: int = 0       # that were run until then
    line: str = ""           # the schedule that caught it
    problem: str = ""        # the problem in it
    real_failures: int = 0   # skipped schedules, which also fail for the real bootloader
    complete: bool = False   # the campaign ended


def hold(program, boards, line):
    """Whether the schedule holds for the program; if not, the first problem. None: there is no such
    schedule."""
    done = subprocess.run([program, boards, "--hold", line], capture_output=True, text=True)
    if done.returncode not in (0, 1):
        return None, done.stdout + done.stderr
    return done.returncode == 0, (done.stdout.splitlines() or ["bricked, or something unknown ran"])[0]


@functools.cache
def real_one_holds(programs, boards, line):
    holds, problem = hold(programs / "mutant_none", boards, line)
    if holds is None:
        sys.exit(f"mutant_none --hold {line}: {problem}")
    return holds


def run_first_try(programs, boards, mutant):
    """The result of the listed schedule; nothing if there is none, or it does not catch the
    mutant."""
    if not mutant.first_try:
        return None
    holds, problem = hold(programs / f"mutant_{mutant.name}", boards, mutant.first_try)
    if holds is not False or not real_one_holds(programs, boards, mutant.first_try):
        return None
    return Result(caught=True, schedules=1, line=mutant.first_try, problem=problem)


def read_results(lines, programs, boards):
    """The result from the lines of a mutant's output; reads no further than necessary."""
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


def run_campaign(programs, boards, mutant):
    with subprocess.Popen([programs / f"mutant_{mutant.name}", boards], stdout=subprocess.PIPE, text=True) as process:
        timer = threading.Timer(SECONDS, process.kill)
        timer.start()
        try:
            return read_results(process.stdout, programs, boards)
        finally:
            timer.cancel()
            process.kill()


def run(programs, boards, mutant):
    return run_first_try(programs, boards, mutant) or run_campaign(programs, boards, mutant)


def report(mutant, result):
    """Prints the result for the mutant. Returns whether it was caught."""
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
    listed, programs, boards = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve(), sys.argv[3]
    mutants = read_mutants(listed)
    chosen = choose(mutants, [argument for argument in sys.argv[4:] if argument != "--record"])
    tries = {}
    with ThreadPoolExecutor(int(os.environ.get("JOBS", "1"))) as pool:
        for mutant, result in zip(chosen, pool.map(lambda mutant: run(programs, boards, mutant), chosen)):
            if report(mutant, result):
                tries[mutant.name] = result.line
    if "--record" in sys.argv:
        record_tries(listed, tries)
    for mutant in mutants:
        if mutant.awaits and mutant not in chosen:
            print(f"{mutant.name:44} not run: awaits {mutant.awaits}")
    print(f"{len(tries)} of {len(chosen)} mutants caught; {len(mutants) - len(chosen)} not run")
    sys.exit(0 if len(tries) == len(chosen) > 0 else 1)


main()
