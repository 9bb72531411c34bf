"""The parts of a document that scripts/results writes.

Such a part lies between two comments. The first names the section. After it come the date, the
commit and the command lines, then the tables:

    <!-- generated: scripts/results NAME -->
    Measured on DATE at COMMIT:

    ```sh
    COMMAND
    ```

    | … |
    <!-- end -->

A part that begins with `copied` instead of `generated` was not written by scripts/results yet. It
says so, and has the same form otherwise.
"""

import dataclasses
import re

BLOCK = re.compile(r"<!-- (?P<kind>generated|copied): scripts/results (?P<name>[a-z-]+) -->\n(?P<body>.*?)<!-- end -->\n",
                   re.DOTALL)
COMMENT = re.compile(r"<!-- (?:generated|copied|end)\b.*?-->")
MEASURED = re.compile(r"^Measured [^:`]*:$", re.MULTILINE)
COMMANDS = re.compile(r"^```sh\n(.+?)^```$", re.MULTILINE | re.DOTALL)
DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
COMMIT = re.compile(r"\b[0-9a-f]{7,40}\b")
TABLE = re.compile(r"^\|(?: -+:? \|)+$", re.MULTILINE)
COPIED = "Copied by hand"


@dataclasses.dataclass(frozen=True)
class Block:
    name: str
    is_copied: bool
    body: str

    @property
    def measured(self):
        """The lines that say when and at which commits: several, where a copied table has figures
        of several trees."""
        return "\n".join(MEASURED.findall(self.body))

    @property
    def dates(self):
        return DATE.findall(self.measured)

    @property
    def commits(self):
        return COMMIT.findall(self.measured)

    @property
    def commands(self):
        return [line for block in COMMANDS.findall(self.body) for line in block.splitlines() if line.strip()]


def blocks(text):
    return [Block(match["name"], match["kind"] == "copied", match["body"]) for match in BLOCK.finditer(text)]


def generated(name, date, commit, lines, tables):
    """The text of a block."""
    commands = "\n".join(lines)
    return (f"<!-- generated: scripts/results {name} -->\nMeasured on {date} at {commit}:\n\n```sh\n{commands}\n```\n\n"
            f"{tables.rstrip()}\n<!-- end -->\n")


def replaced(text, name, block):
    """The text with a section's block replaced. None unless it has the section exactly once."""
    places = [match.span() for match in BLOCK.finditer(text) if match["name"] == name]
    if len(places) != 1:
        return None
    (start, end), = places
    return text[:start] + block + text[end:]


def problems(block):
    """What a reader would miss in a block."""
    found = []
    if not block.dates:
        found.append("no date: expected a line 'Measured on DATE at COMMIT:'")
    if not block.commits:
        found.append("no commit: expected a line 'Measured on DATE at COMMIT:'")
    if not block.commands:
        found.append("no command: expected a block of ```sh")
    if not TABLE.search(block.body):
        found.append("no table")
    if block.is_copied != (COPIED in block.body):
        found.append(f"'{COPIED}' is said by blocks that are marked as copied, and by no other")
    return found
