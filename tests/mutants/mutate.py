#!/usr/bin/python3
"""Makes mutants of the bootloader's sources from mutants.txt, and of the P-256 verifier's from
tests/p256/mutants.txt.

  mutate.py list MUTANTS                      one line for each mutant: its name, its file
  mutate.py write MUTANTS NAME ROOT OUTPUT    the mutated copy of NAME's file below ROOT

It is an error if a mutant's lines are not found exactly once in its file, or are found but not
changed.
"""

import pathlib
import re
import sys
from dataclasses import dataclass, field

HEADING = re.compile(r"^## (?P<name>[a-z0-9]+(?:-[a-z0-9]+)*): (?P<file>(?:bootloader|core/flash|core/crypto/p256)/\S+\.(?:cc|h))$")


@dataclass
class Mutant:
    name: str
    file: str
    breaks: str = ""                              # the mistake, in one sentence
    awaits: str = ""                              # what the campaign lacks to catch this mutant
    first_try: str = ""                           # the schedule that caught it last time
    old: list[str] = field(default_factory=list)  # lines of the source, without their indentation
    new: list[str] = field(default_factory=list)


class Malformed(Exception):
    pass


def read_mutants(path):
    mutants = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        heading = HEADING.match(line)
        if heading:
            mutants.append(Mutant(**heading.groupdict()))
        elif line.startswith("## "):
            raise Malformed(f"{path}:{number}: expected '## name-of-the-mutant: bootloader/file.cc' (or .h), found '{line}'")
        elif mutants:
            add_line(mutants[-1], line)
    check(path, mutants)
    return mutants


def add_line(mutant, line):
    if line.startswith("- "):
        mutant.old.append(line[2:].strip())
    elif line.startswith("+ "):
        mutant.new.append(line[2:].strip())
    elif line.startswith("awaits: "):
        mutant.awaits = line.removeprefix("awaits: ").strip()
    elif line.startswith("try: "):
        mutant.first_try = line.removeprefix("try: ").strip()
    elif line.strip():
        mutant.breaks = f"{mutant.breaks} {line.strip()}".strip()


def check(path, mutants):
    names = [mutant.name for mutant in mutants]
    for mutant in mutants:
        if names.count(mutant.name) != 1:
            raise Malformed(f"{path}: {mutant.name} is there more than once")
        if not mutant.breaks or not mutant.old or mutant.old == mutant.new:
            raise Malformed(f"{path}: {mutant.name} lacks a sentence, lines that it takes out, or a change")


def record_tries(path, tries):
    """Writes the schedule that caught each mutant (name → schedule) into the list, before the
    mutant's source lines."""
    text, due = [], ""
    for line in path.read_text(encoding="utf-8").splitlines():
        heading = HEADING.match(line)
        if heading:
            due = tries.get(heading.group("name"), "")
        if due and line.startswith(("try: ", "awaits: ")):
            continue
        if due and line.startswith("- "):
            text.append(f"try: {due}")
            due = ""
        text.append(line)
    path.write_text("\n".join(text) + "\n", encoding="utf-8")


def mutated(mutant, source):
    """The source with the one place changed. Indentation is ignored."""
    place = re.compile(r"\n[ ]*".join(re.escape(line) for line in mutant.old))
    found = place.findall(source)
    if len(found) != 1:
        raise Malformed(f"{mutant.name}: its lines are in {mutant.file} {len(found)} times, expected once: the source "
                        f"changed, so change the mutant with it")
    return place.sub(lambda _: "\n".join(mutant.new), source)


def write(mutants, name, root, output):
    mutant = next((m for m in mutants if m.name == name), None)
    if mutant is None:
        raise Malformed(f"no mutant {name}")
    text = f'#line 1 "{mutant.file}"\n' + mutated(mutant, (root / mutant.file).read_text(encoding="utf-8"))
    # An unchanged copy keeps its time, so that an edit of one mutant compiles only that mutant.
    if not output.exists() or output.read_text(encoding="utf-8") != text:
        output.write_text(text, encoding="utf-8")


def main():
    command, mutants = sys.argv[1], read_mutants(pathlib.Path(sys.argv[2]))
    if command == "list":
        for mutant in mutants:
            print(mutant.name, mutant.file)
    elif command == "write":
        write(mutants, sys.argv[3], pathlib.Path(sys.argv[4]), pathlib.Path(sys.argv[5]))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    try:
        main()
    except Malformed as error:
        sys.exit(f"mutate.py: {error}")
