"""The nRF51's bootloader as machine code goes through the same schedules as the one that is compiled for the host.

Usage: arm.py SWITCHBACK ARM_BUILD PRIVATE_KEY      in the checkout's root

A few shares of two stories, every cut of theirs: nothing may fail, and both must do the same operations and end alike.
Then power fails between instructions.
"""

import json
import subprocess
import sys

PROFILE = "manifests/samples/profiles/nrf51.json"
# Story and share. Which bits a weak cell gives differs between the two, so second cuts are not compared.
SHARES = [("image-confirm", "7/32"), ("patch-delta-confirm", "5/64"), ("patch-delta-revert", "3/96")]


def run(tool, story, share, machine_code):
    command = [tool, "rig", "run", PROFILE, "--story", story, "--shard", share, "--jobs", "1", "--json"] + machine_code
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"arm: {' '.join(command)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    (report,) = json.loads(done.stdout)["stories"]
    return report


def main():
    tool, arm_build, key = sys.argv[1:]
    elf = f"{arm_build}/bootloader/ports/nrf51/boot_nrf51.elf"
    cuts = 0
    for story, share in SHARES:
        host = run(tool, story, share, [])
        arm = run(tool, story, share, ["--arm-bootloader", elf, "--signing-key", key])
        for figure in ("operations", "faults"):
            if host[figure] != arm[figure]:
                sys.exit(f"arm: {story}, share {share}, {figure}: host {host[figure]}, machine code {arm[figure]}")
        cuts += arm["faults"]["cut"]["schedules"]
    for story, every in (("image-confirm", 400_009), ("patch-delta-confirm", 900_001)):
        command = [tool, "--json", "rig", "arm", "cuts", PROFILE, "--story", story, "--every", str(every), "--offset", "77",
                   "--arm-bootloader", elf, "--signing-key", key]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"arm: {' '.join(command)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
        (report,) = json.loads(done.stdout)["stories"]
        if report["cuts"] < 8 or not report["ended_old"] or not report["ended_new"]:
            sys.exit(f"arm: {story}: too little was cut between instructions: {report}")
    if cuts < 30:
        sys.exit(f"arm: only {cuts} cuts were tried")
    print(f"arm: {cuts} cuts, the same ends")


main()
