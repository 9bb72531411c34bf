"""No tested glitch makes the nRF51's bootloader start an image that it must refuse.

A few flipped bits of instruction encodings are the exception (docs/testing/results.md); their
number is limited.

Usage: glitch.py SWITCHBACK ARM_BUILD PRIVATE_KEY      in the checkout's root

tests/unit/rig/studies/glitch_test.cc shows that the rig finds a bypass.
"""

import json
import subprocess
import sys

FOLDER = "bootloader/ports/nrf51"
SWAP = "manifests/samples/profiles/nrf51.json"
# By bootloader, profile ("" is the sample's, the others are the build's) and case: the shard to
# try.
SHARDS = {
    ("boot_nrf51", ""): {
        "bad-signature": "5/192", "wrong-key": "7/64", "changed": "9/64", "downgraded": "7/48", "update-bad-signature": "3/768",
        "update-downgraded": "5/768", "forged-no-g": "11/192", "forged-no-q": "13/384", "forged-e-is-r": "17/384",
        "forged-zero-r": "19/192", "filled-words": "23/192", "filled-swapped": "29/192", "changed-repeated": "31/192",
        "update-filled-package": "37/768", "filled-size": "73/3072", "journal-idle": "61/768", "journal-trial": "67/1536",
        "journal-reverting": "71/1536", "journal-requested": "79/768"},
    ("boot_nrf51_ab", "ab.json"): {"forged-one-g": "41/384", "filled-swapped": "43/384", "update-filled-words": "47/768"},
    ("boot_nrf51_images", "images.json"): {"forged-q-for-g": "53/384", "filled-words": "59/384"},
}
LEAST_TRIALS = 12_000
FLIP = "flip-bit"
MOST_FLIPS_IN_A_THOUSAND = 2
BYPASSES = 13  # the exit code


def run(tool, arm_build, key, device, case, shard):
    """The trials of each kind of glitch, and how many of them are bypasses."""
    name, profile = device
    command = [tool, "--json", "rig", "arm", "glitch", f"{arm_build}/{FOLDER}/{profile}" if profile else SWAP, "--case", case,
               "--shard", shard, "--jobs", "2", "--arm-bootloader", f"{arm_build}/{FOLDER}/{name}.elf", "--signing-key", key]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, BYPASSES):
        sys.exit(f"glitch: {' '.join(command)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    kinds = json.loads(done.stdout)["cases"][0]["trials"]
    if any(ends["bypass"] for kind, ends in kinds.items() if kind != FLIP):
        sys.exit(f"glitch: {' '.join(command)}: a bypass\n{done.stdout}{done.stderr}")
    return {kind: (sum(ends.values()), ends["bypass"]) for kind, ends in kinds.items()}


def main():
    tool, arm_build, key = sys.argv[1:]
    tried = [run(tool, arm_build, key, device, case, shard)
             for device, cases in SHARDS.items() for case, shard in cases.items()]
    trials = sum(trials for kinds in tried for trials, _ in kinds.values())
    flips, bypasses = (sum(kinds[FLIP][i] for kinds in tried) for i in range(2))
    if trials < LEAST_TRIALS:
        sys.exit(f"glitch: only {trials} glitches were tried")
    if bypasses * 1000 > flips * MOST_FLIPS_IN_A_THOUSAND:
        sys.exit(f"glitch: {bypasses} of {flips} flipped bits start an image that must be refused")
    print(f"glitch: {trials} glitches, of which {bypasses} of {flips} flipped bits start an image that must be refused")


main()
