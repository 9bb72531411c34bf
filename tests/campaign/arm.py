"""The nRF51's bootloader as machine code runs the same schedules as the host's build.

Usage: arm.py SWITCHBACK ARM_BUILD PRIVATE_KEY      in the checkout's root

Runs every cut of a few shards of some stories, with swap and with A/B. Nothing may fail; both
bootloaders must do the same operations and end alike. Then power fails between instructions.
"""

import json
import subprocess
import sys

PORT = "bootloader/ports/nrf51"
SWAP = "manifests/samples/profiles/nrf51.json"
# Bootloader, story, shard, and the least number of cuts in it. Second cuts are not compared,
# because weak bits read differently in the two.
SHARDS = [("nrf51", "image-confirm", "7/32", 10), ("nrf51", "patch-delta-confirm", "5/64", 10),
          ("nrf51", "patch-delta-revert", "3/96", 10), ("nrf51_ab", "image-revert", "2/16", 10),
          ("nrf51_ab", "patch-delta-confirm", "1/24", 10)]
BETWEEN_INSTRUCTIONS = [("nrf51", "image-confirm", 400_009), ("nrf51", "patch-delta-confirm", 900_001),
                        ("nrf51_ab", "image-confirm", 400_009)]


def run(tool, profile, story, shard, machine_code):
    command = [tool, "rig", "run", profile, "--story", story, "--shard", shard, "--jobs", "1", "--json"] + machine_code
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"arm: {' '.join(command)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    (report,) = json.loads(done.stdout)["stories"]
    return report


def main():
    tool, arm_build, key = sys.argv[1:]
    profiles = {"nrf51": SWAP, "nrf51_ab": f"{arm_build}/{PORT}/ab.json"}

    def machine_code(name):
        return ["--arm-bootloader", f"{arm_build}/{PORT}/boot_{name}.elf", "--signing-key", key]

    cuts = 0
    for name, story, shard, least in SHARDS:
        # A signature's length varies with the key.
        host = run(tool, profiles[name], story, shard, ["--signing-key", key])
        arm = run(tool, profiles[name], story, shard, machine_code(name))
        for figure in ("operations", "faults"):
            if host[figure] != arm[figure]:
                sys.exit(f"arm: {name}, {story}, shard {shard}, {figure}: host {host[figure]}, machine code {arm[figure]}")
        tried = arm["faults"]["cut"]["schedules"]
        if tried < least:
            sys.exit(f"arm: {name}, {story}, shard {shard}: only {tried} cuts were tried")
        cuts += tried
    for name, story, every in BETWEEN_INSTRUCTIONS:
        command = [tool, "--json", "rig", "arm", "cuts", profiles[name], "--story", story, "--every", str(every), "--offset",
                   "77"] + machine_code(name)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"arm: {' '.join(command)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
        (report,) = json.loads(done.stdout)["stories"]
        if report["cuts"] < 8 or not report["ended_old"] or not report["ended_new"]:
            sys.exit(f"arm: {name}, {story}: too little was cut between instructions: {report}")
    print(f"arm: {cuts} cuts, the same ends")


main()
