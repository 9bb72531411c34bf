"""A pair of firmware-like files: code-like, the new one with an inserted piece and some changed
words."""

import random

INSERTED_BYTES = 300


def old_and_new():
    chance = random.Random(1)
    old = bytes(chance.choice(b"\x00\x01\x46\x68\x20\xf0\xbd") for _ in range(20_000))
    new = bytearray(old)
    for _ in range(40):
        new[chance.randrange(len(new))] ^= 0x10
    new[7_000:7_000] = chance.randbytes(INSERTED_BYTES)
    return old, bytes(new)
