#!/usr/bin/python3
"""Every table that scripts/results can measure stands in its document, with command, date and
commit, and the commit exists.

The history is not asked if there is none, or if it is not whole.
"""

import subprocess
import sys

from sources import ROOT, finish, read

sys.path.insert(0, str(ROOT / "bench/results"))

import blocks  # noqa: E402 (found through the line above)
from sections import SECTIONS  # noqa: E402


def git(*words):
    done = subprocess.run(["git", *words], cwd=ROOT, check=False, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else None


def unknown_commits(block):
    return [commit for commit in block.commits if git("cat-file", "-e", f"{commit}^{{commit}}") is None]


def check_document(document, expected):
    """The violations in a document, and the number of its blocks."""
    text = read(document)
    found = blocks.blocks(text)
    names = [block.name for block in found]
    violations = [f"{name}: expected one block, found {names.count(name)}" for name in expected if names.count(name) != 1]
    violations += [f"{name}: scripts/results has no such section for this document" for name in names if name not in expected]
    if len(blocks.COMMENT.findall(text)) != 2 * len(found):
        violations.append("a block's first or last comment is missing or misspelt")
    for block in found:
        violations += [f"{block.name}: {problem}" for problem in blocks.problems(block)]
    if git("rev-parse", "--is-shallow-repository") == "false":
        violations += [f"{block.name}: no commit {commit}" for block in found for commit in unknown_commits(block)]
    return [f"{document}: {violation}" for violation in violations], len(found)


def main():
    violations, checked = [], 0
    for document in sorted({section.document for section in SECTIONS.values()}):
        more, count = check_document(document, [name for name, section in SECTIONS.items() if section.document == document])
        violations += more
        checked += count
    finish("measured", checked, violations)


main()
