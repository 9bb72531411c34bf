#!/usr/bin/python3
"""Time and peak memory of one command, measured from a process of its own.

A process starts with the peak of the one that it was forked from, so the program that starts it has
to be small: run as a script, this is one. A command that takes less reads as much as this does.
"""

import os
import sys
import time


def measure(command, folder):
    """Runs a command in a folder: seconds, peak in KiB, and None or why it failed."""
    import pathlib  # here, for the script must stay small
    import subprocess
    log = pathlib.Path(folder, "measured.log")
    report = subprocess.run(["/usr/bin/python3", "-I", "-S", __file__, log, *command], check=True, capture_output=True,
                            text=True, cwd=folder).stdout
    seconds, peak_kib, status = report.split()
    if int(status) == 0:
        return float(seconds), int(peak_kib), None
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines() or ["no message"]
    return float(seconds), int(peak_kib), f"exit status {status}: {lines[-1]}"


def main():
    log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    start = time.monotonic()
    child = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ,
                            file_actions=[(os.POSIX_SPAWN_DUP2, log, 1), (os.POSIX_SPAWN_DUP2, log, 2)])
    _, status, usage = os.wait4(child, 0)
    print(time.monotonic() - start, usage.ru_maxrss, os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
