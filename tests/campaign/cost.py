"""The phases of the nRF51 bootloader's cost add up, and a boot costs little more than its
unavoidable work.

Usage: cost.py SWITCHBACK ARM_BUILD PRIVATE_KEY      in the checkout's root

Names and inlining change with the bootloader, so shares only have generous bounds. A rule whose
function is gone makes its phase fall to 0, or policy grow.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

PROFILE = "manifests/samples/profiles/nrf51.json"
ELF = "bootloader/ports/nrf51/boot_nrf51.elf"
STORY = "patch-delta-confirm"
PHASES = {"boot": {"hash", "signature", "flash", "confirm"},
          "install": {"hash", "signature", "flash", "confirm", "decode", "journal", "copy"}}
MOST_POLICY = 0.10  # without the signatures' arithmetic
MOST_RATIO = 1.05   # all instructions of a boot / those of SHA-256's compressions and signatures


def expect(holds, what):
    if not holds:
        sys.exit(f"cost: {what}")


def check(kind, cost):
    phases = {phase["name"]: phase["instructions"] for phase in cost["phases"]}
    expect(sum(phases.values()) == cost["instructions"], f"{kind}: phases do not add up to {cost['instructions']}: {phases}")
    functions = sum(function["instructions"] for function in cost["functions"])
    expect(functions == cost["instructions"], f"{kind}: functions add up to {functions}, not {cost['instructions']}")
    for name in PHASES[kind]:
        expect(phases[name] > 0, f"{kind}: no instruction is told to be {name}")
    beside = cost["instructions"] - cost["primitives"]["signature_instructions"]
    expect(phases["policy"] < MOST_POLICY * beside, f"{kind}: policy has {phases['policy']} of {beside} instructions")
    unknown = [function for function in cost["functions"] if function["name"] == "?"]
    expect(not unknown, f"{kind}: instructions of no function: {unknown}")
    expect(cost["stack_bytes"] == max(phase["stack_bytes"] for phase in cost["phases"]), f"{kind}: stack does not agree")


def main():
    tool, arm_build, key = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        svg = pathlib.Path(folder) / "cost.svg"
        command = [tool, "--json", "rig", "arm", "cost", PROFILE, "--story", STORY, "--svg", str(svg),
                   "--arm-bootloader", f"{arm_build}/{ELF}", "--signing-key", key]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        expect(done.returncode == 0, f"{' '.join(command)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
        titles = [element.text for element in xml.parse(svg).iter("{http://www.w3.org/2000/svg}title")]
    (story,) = json.loads(done.stdout)["stories"]
    for kind in PHASES:
        check(kind, story[kind])
    ratio = story["boot"]["ratio"]
    expect(1 < ratio <= MOST_RATIO, f"a boot costs {ratio:.4f} times its primitives, more than {MOST_RATIO}")
    expect(sum(title.startswith("all: ") for title in titles) == 4, "expected 4 pictures: boot and installation, with and without signatures")
    print(f"cost: a boot is {ratio:.4f} times its primitives; {len(titles)} boxes in the picture")


main()
