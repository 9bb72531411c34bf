"""All sections, in the order of their documents."""

import dataclasses
from collections.abc import Callable

import campaigns
import machine
import sizes
from tree import Run

RESULTS = "docs/testing/results.md"
FOOTPRINT = "docs/testing/footprint.md"
HOST, BOTH = ("release",), ("release", "arm")


@dataclasses.dataclass(frozen=True)
class Section:
    measure: Callable[[Run], str]  # runs the commands; returns the tables
    time: str                      # on two cores
    builds: tuple = HOST
    document: str = RESULTS


SECTIONS = {
    "footprint": Section(sizes.footprint, "2 min", BOTH, FOOTPRINT),
    "signatures": Section(machine.signatures, "1 min", BOTH, FOOTPRINT),
    "suite": Section(campaigns.suite, "5 min"),
    "pairs": Section(campaigns.pairs, "20 min"),
    "samples": Section(campaigns.samples, "1 h"),
    "damage": Section(campaigns.damage, "20 min"),
    "short-power": Section(campaigns.short_power, "5 min"),
    "erases": Section(campaigns.erases, "1 min"),
    "fleets": Section(campaigns.fleets, "3 min"),
    "forged": Section(machine.forged, "6 min", BOTH),
    "machine-code": Section(machine.machine_code, "20 min", BOTH),
    "glitches": Section(machine.glitches, "2 h", BOTH),
    "cost": Section(machine.cost, "1 min", BOTH),
    "coverage": Section(sizes.coverage, "20 min", ()),
}
