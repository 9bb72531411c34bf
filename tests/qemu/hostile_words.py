#!/usr/bin/python3
"""Words that an attacker chose, in images and in the journal, are not on the stack when an image's check begins.

There a fault in the processor would take one for a return address. The flash holds the rig's cases, in which every word that is
free to choose is the address of the image's own entry; the start is stopped wherever a check begins. The bootloader without
hardening is the one that this must not hold for. Not looked at: the place and size of a staged artefact, which do lie there
(docs/TESTING.md, "Glitches").
"""

import pathlib
import sys

from artefacts import ROOT, Artefacts, parse_arguments, symbols_of
from glitch_skips import LAST_WORDS, PATIENCE_SECONDS, Glitches
from machine import RAM_BYTES, RAM_START, Failure, Machine

CASES = ["filled-words", "filled-digest", "journal-words", "journal-trial", "journal-reverting"]
SEEN_WITHOUT_HARDENING = "filled-digest"
CHECK = "check_artefact"
LINK_REGISTER = 14
WORD_BYTES = 4


def check_of(elf):
    """Where the function that checks an image begins."""
    found = [address & ~1 for name, address in symbols_of(elf).items() if CHECK in name]
    if len(found) != 1:
        raise Failure(f"{elf.name}: {len(found)} functions are called {CHECK}")
    return found[0]


def words_on_stack(flash, word, check, bottom):
    """How many checks begin, and how often the word lies on the stack where one does."""
    machine = Machine(flash, with_debugger=True)
    checks = words = 0
    try:
        while machine.run_to(check, PATIENCE_SECONDS, LAST_WORDS):
            stack = machine.memory(bottom, RAM_START + RAM_BYTES - bottom)
            places = range(0, len(stack), WORD_BYTES)
            words += sum(int.from_bytes(stack[at:at + WORD_BYTES], "little") == word for at in places)
            checks += 1
            if not machine.run_to(machine.registers()[LINK_REGISTER] & ~1, PATIENCE_SECONDS, LAST_WORDS):
                break
    finally:
        machine.end()
    return checks, words


def words_of(tool, elf, key, cases):
    """Checks and words by case."""
    glitches, found = Glitches(tool, elf, key), {}
    for case in cases:
        flash, entry = glitches.case(case)
        found[case] = words_on_stack(flash, entry | 1, check_of(elf), symbols_of(elf)["switchback_stack_bottom"])
    return found


def main():
    arguments = parse_arguments(__doc__.splitlines()[0])
    Artefacts(arguments.tool, arguments.arm)
    folder = pathlib.Path(arguments.arm, "bootloader/ports/nrf51").resolve()
    key = ROOT / "build/demo/release.pem"
    try:
        hardened = words_of(arguments.tool, folder / "boot_nrf51.elf", key, CASES)
        other = words_of(arguments.tool, folder / "boot_nrf51_unhardened.elf", key, [SEEN_WITHOUT_HARDENING])
    except Failure as failure:
        sys.exit(f"FAILED: {failure}")
    wrong = [f"{case}: {words} words in {checks} checks" for case, (checks, words) in hardened.items() if words or not checks]
    if not any(words for _, words in other.values()):
        wrong.append(f"without hardening no word is found either: {other}")
    if wrong:
        sys.exit("\n".join(["FAILED:", *wrong]))
    print(f"hostile_words: none in {sum(checks for checks, _ in hardened.values())} checks; without hardening {other}")


if __name__ == "__main__":
    main()
