#!/usr/bin/python3
"""The nRF51's bootloaders keep to budget.json: flash, static RAM, stack, and instructions per
story.

Usage: check.py SWITCHBACK ARM_BUILD PRIVATE_KEY [--record]      in the checkout's root

Any growth fails and names the symbols that grew. --record writes the current figures; the commit
says why they grew.
"""

import json
import pathlib
import subprocess
import sys

BUDGET = pathlib.Path(__file__).with_name("budget.json")
PROFILE = "manifests/samples/profiles/nrf51.json"
PROGRAMS = ("boot_nrf51", "boot_nrf51_every", "boot_nrf51_full", "boot_nrf51_plain", "boot_nrf51_images")
STORIES = ("image-confirm", "patch-delta-confirm")
# The story with the deepest stack, and one that heals.
STACK_STORIES = ("patch-delta-confirm", "heal-after-revert")
# Each checkout has a key of its own. With it, signatures vary in length and divisions in steps.
SIGNATURES_VARY = 1.02
NO_FURTHER_CUT = 10**12  # one cut, before the first instruction of each start


def printed(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def program_figures(elf):
    text, data, bss = (int(word) for word in printed("arm-none-eabi-size", elf).splitlines()[1].split()[:3])
    symbols = {}
    for line in printed("arm-none-eabi-nm", "-S", "-C", elf).splitlines():
        words = line.split(None, 3)
        if len(words) == 4 and words[2] in "tTrRdDwW":
            symbols[words[3]] = symbols.get(words[3], 0) + int(words[1], 16)
    return {"flash_bytes": text + data, "static_ram_bytes": data + bss, "symbols": dict(sorted(symbols.items()))}


def instructions(tool, elf, key, story):
    """Instructions of all starts of a story, without the signatures' arithmetic, which is always
    the same."""
    report = json.loads(printed(tool, "--json", "rig", "arm", "cuts", PROFILE, "--story", story, "--every",
                                str(NO_FURTHER_CUT), "--arm-bootloader", elf, "--signing-key", key, "--jobs", "1"))
    return report["stories"][0]["instructions"]


def stack_bytes(tool, elf, key):
    """The most stack in a story's last start, which has nothing to do, and in those that install or
    heal."""
    wanted = [word for story in STACK_STORIES for word in ("--story", story)]
    report = json.loads(printed(tool, "--json", "rig", "arm", "cost", PROFILE, *wanted, "--arm-bootloader", elf,
                                "--signing-key", key))
    return {story["name"]: {kind: story[kind]["stack_bytes"] for kind in ("boot", "install")} for story in report["stories"]}


def measure(tool, arm_build, key):
    folder = f"{arm_build}/bootloader/ports/nrf51"
    figures = {name: program_figures(f"{folder}/{name}.elf") for name in PROGRAMS}
    figures["instructions"] = {story: instructions(tool, f"{folder}/boot_nrf51.elf", key, story) for story in STORIES}
    figures["stack_bytes"] = stack_bytes(tool, f"{folder}/boot_nrf51.elf", key)
    return figures


def bloat(old, new):
    """Symbols whose size changed, largest growth first."""
    changes = {name: new.get(name, 0) - old.get(name, 0) for name in old.keys() | new.keys()}
    ranked = sorted((-change, name) for name, change in changes.items() if change)
    return [f"    {-rank:+6} {name[:120]}" for rank, name in ranked]


def problems(budget, now):
    found = []
    for name in PROGRAMS:
        for figure in ("flash_bytes", "static_ram_bytes"):
            allowed, taken = budget[name][figure], now[name][figure]
            if taken > allowed:
                found.append(f"{name}: {figure} expected at most {allowed}, found {taken}")
                found += bloat(budget[name]["symbols"], now[name]["symbols"])
    for story in STORIES:
        allowed, taken = budget["instructions"][story], now["instructions"][story]
        if taken > allowed * SIGNATURES_VARY:
            found.append(f"{story}: expected at most {allowed} instructions, found {taken}")
    for story, kinds in budget["stack_bytes"].items():
        for kind, allowed in kinds.items():
            taken = now["stack_bytes"][story][kind]
            if taken > allowed:
                found.append(f"{story}, {kind}: expected at most {allowed} bytes of stack, found {taken}")
    return found


def main():
    arguments = [word for word in sys.argv[1:] if word != "--record"]
    now = measure(*arguments)
    if "--record" in sys.argv:
        BUDGET.write_text(json.dumps(now, indent=1) + "\n")
        return
    found = problems(json.loads(BUDGET.read_text()), now)
    if found:
        sys.exit("\n".join(["budget:", *found, "tests/budget/check.py … --record raises it, in a commit that says why."]))
    sizes = ", ".join(f"{name} {now[name]['flash_bytes']}" for name in PROGRAMS)
    print(f"budget: {sizes} bytes of flash; instructions {now['instructions']}; stack {now['stack_bytes']}")


main()
