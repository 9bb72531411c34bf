"""No single glitch makes the nRF51's bootloader start an image that it must refuse, in a share of all glitches.

Usage: glitch.py SWITCHBACK ARM_BUILD PRIVATE_KEY      in the checkout's root

That the rig would find one: tests/unit/rig/arm_glitch_test.cc.
"""

import json
import subprocess
import sys

FOLDER = "bootloader/ports/nrf51"
SWAP = "manifests/samples/profiles/nrf51.json"
# By bootloader, its profile ("" is the sample's, others are the build's) and case: the share that is tried.
SHARES = {
    ("boot_nrf51", ""): {
        "bad-signature": "5/192", "wrong-key": "7/64", "changed": "9/64", "downgraded": "7/48", "update-bad-signature": "3/768",
        "update-downgraded": "5/768", "forged-no-g": "11/192", "forged-no-q": "13/384", "forged-e-is-r": "17/384",
        "forged-zero-r": "19/192", "filled-words": "23/192", "filled-swapped": "29/192", "changed-repeated": "31/192",
        "update-filled-package": "37/768", "journal-idle": "61/768", "journal-trial": "67/1536", "journal-reverting": "71/1536"},
    ("boot_nrf51_ab", "ab.json"): {"forged-one-g": "41/384", "filled-swapped": "43/384", "update-filled-words": "47/768"},
    ("boot_nrf51_images", "images.json"): {"forged-q-for-g": "53/384", "filled-words": "59/384"},
}
LEAST_TRIALS = 12_000


def run(tool, arm_build, key, device, case, share):
    """How many glitches were tried."""
    name, profile = device
    command = [tool, "--json", "rig", "arm", "glitch", f"{arm_build}/{FOLDER}/{profile}" if profile else SWAP, "--case", case,
               "--shard", share, "--jobs", "2", "--arm-bootloader", f"{arm_build}/{FOLDER}/{name}.elf", "--signing-key", key]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"glitch: {' '.join(command)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return sum(sum(ends.values()) for ends in json.loads(done.stdout)["cases"][0]["trials"].values())


def main():
    tool, arm_build, key = sys.argv[1:]
    trials = sum(run(tool, arm_build, key, device, case, share)
                 for device, cases in SHARES.items() for case, share in cases.items())
    if trials < LEAST_TRIALS:
        sys.exit(f"glitch: only {trials} glitches were tried")
    print(f"glitch: {trials} glitches, none starts an image that must be refused")


main()
