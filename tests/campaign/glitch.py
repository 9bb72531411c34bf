"""No single glitch makes the nRF51's bootloader start an image that it must refuse, in a share of all glitches.

Usage: glitch.py SWITCHBACK ARM_BUILD PRIVATE_KEY      in the checkout's root

That the rig would find one: tests/unit/rig/arm_glitch_test.cc.
"""

import json
import subprocess
import sys

PROFILE = "manifests/samples/profiles/nrf51.json"
SHARES = {"bad-signature": "5/96", "wrong-key": "7/32", "changed": "9/32", "downgraded": "7/24",
          "update-bad-signature": "3/384", "update-downgraded": "5/384"}
LEAST_TRIALS = 9_000


def main():
    tool, arm_build, key = sys.argv[1:]
    trials = 0
    for case, share in SHARES.items():
        command = [tool, "--json", "rig", "arm", "glitch", PROFILE, "--case", case, "--shard", share, "--jobs", "2",
                   "--arm-bootloader", f"{arm_build}/bootloader/ports/nrf51/boot_nrf51.elf", "--signing-key", key]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"glitch: {' '.join(command)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
        for ends in json.loads(done.stdout)["cases"][0]["trials"].values():
            trials += sum(ends.values())
    if trials < LEAST_TRIALS:
        sys.exit(f"glitch: only {trials} glitches were tried")
    print(f"glitch: {trials} glitches, none starts an image that must be refused")


main()
