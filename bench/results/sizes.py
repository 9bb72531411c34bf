"""Sections of other scripts: footprint and coverage."""

import json

from tables import table
from tree import ROOT


def footprint(run):
    """Flash, RAM and stack of the nRF51's bootloaders."""
    figures = ("flash_bytes", "static_ram_bytes", "stack_bytes", "ram_bytes")
    rows = [[row["installs"], *(row[figure] for figure in figures)] for row in json.loads(run.text("scripts/footprint --json"))]
    return table(["artefacts that it installs", ">flash", ">static RAM", ">stack", ">RAM in all"], rows)


def coverage(run):
    """Lines that the host's tests execute, for each folder."""
    run.text("scripts/coverage")
    return (ROOT / "build/coverage/lines.md").read_text(encoding="utf-8")
