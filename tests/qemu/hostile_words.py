#!/usr/bin/python3
"""An attacker's words are not on the stack while a bootloader reads flash.

The words are in images and in the journal. A fault in the processor would take one for a return
address. The flash holds the rig's cases, in which every free word or size is the address of the
image's own entry. Each start is stopped at every read of flash. The expected return addresses prove
that the stack was examined.
"""

import pathlib
import sys

from artefacts import ROOT, Artefacts, parse_arguments, symbols_of
from glitch_skips import LAST_WORDS, PATIENCE_SECONDS, Glitches
from machine import RAM_BYTES, RAM_START, Failure, Machine

CASES = ["filled-words", "filled-digest", "filled-odd", "filled-size", "filled-length", "journal-words", "journal-idle",
         "journal-trial", "journal-requested", "journal-staged", "journal-swapping", "journal-reverting", "update-filled-words",
         "update-filled-package", "update-filled-delta"]
READ = "5Flash4read"  # linker name
STACK_POINTER = 13
LINK_REGISTER = 14
WORD_BYTES = 4
LEAST_READS = 200  # in a start that comes to its end


def read_of(elf):
    """The address of the function that reads flash."""
    found = [address & ~1 for name, address in symbols_of(elf).items() if READ in name]
    if len(found) != 1:
        raise Failure(f"{elf.name}: {len(found)} functions are called {READ}")
    return found[0]


def words_on_stack(flash, word, read, bottom, boot_bytes):
    """The number of reads, and how often the word lies on the stack at one."""
    machine = Machine(flash, with_debugger=True)
    reads = words = 0
    try:
        while machine.run_to(read, PATIENCE_SECONDS, LAST_WORDS):
            registers, stack = machine.registers(), machine.memory(bottom, RAM_START + RAM_BYTES - bottom)
            found = [int.from_bytes(stack[at:at + WORD_BYTES], "little") for at in range(0, len(stack), WORD_BYTES)]
            live = found[(registers[STACK_POINTER] - bottom) // WORD_BYTES:]
            if not any(one & 1 and one < boot_bytes for one in live):
                raise Failure("no return address lies on the stack")
            words += found.count(word)
            reads += 1
            if not machine.run_to(registers[LINK_REGISTER] & ~1, PATIENCE_SECONDS, LAST_WORDS):
                break
    except Failure as failure:  # the permitted image was started, and cannot run
        if "Lockup" not in str(failure):
            raise
    finally:
        machine.end()
    return reads, words


def words_of(glitches, elf, boot_bytes):
    """Reads and words by case."""
    read, bottom = read_of(elf), symbols_of(elf)["switchback_stack_bottom"]
    found = {}
    for case in CASES:
        flash, entry = glitches.case(case)
        found[case] = words_on_stack(flash, entry | 1, read, bottom, boot_bytes)
    return found


def main():
    arguments = parse_arguments(__doc__.splitlines()[0])
    boot_bytes = Artefacts(arguments.tool, arguments.arm).boot_bytes
    elf = pathlib.Path(arguments.arm, "bootloader/ports/nrf51/boot_nrf51.elf").resolve()
    glitches = Glitches(arguments.tool, elf, ROOT / "build/demo/release.pem")
    try:
        found = words_of(glitches, elf, boot_bytes)
    except Failure as failure:
        sys.exit(f"FAILED: {failure}")
    wrong = [f"{case}: {words} words in {reads} reads" for case, (reads, words) in found.items() if words or reads < LEAST_READS]
    if wrong:
        sys.exit("\n".join(["FAILED:", *wrong]))
    print(f"hostile_words: none in {sum(reads for reads, _ in found.values())} reads of flash")


if __name__ == "__main__":
    main()
