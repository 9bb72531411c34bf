#!/usr/bin/python3
"""Writes the files of tests/data/p256: known_answers.py [--check].

  multiples.txt    a multiple of the generator a line: the factor, x, y
  signatures.txt   a signature a line, many of them at edges of the verification: valid or invalid,
                   x and y of the public key, digest, r, s, and its name

All are computed with Python's integers (curve.py), apart from the signatures of RFC 6979. --check
compares the files with what would be written."""

import hashlib
import pathlib
import sys

from curve import G, N, P, inverse, key_for, multiply, negative, point_at, sign, verify

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "data/p256"

E = int.from_bytes(hashlib.sha256(b"a firmware").digest(), "big")
D = int.from_bytes(hashlib.sha256(b"a private key").digest(), "big") % N
K = int.from_bytes(hashlib.sha256(b"a nonce").digest(), "big") % N
RFC_6979_D = 0xc9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721
RFC_6979 = [
    ("sample", 0xefd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716,
     0xf7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8),
    ("test", 0xf1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367,
     0x019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083),
]


def scalars():
    """Small factors, and those at edges of a scalar's words, of a comb's teeth and of n."""
    yield from range(1, 21)
    yield 112233445566778899
    for bit in (31, 32, 63, 64, 127, 128, 191, 192, 255):
        yield from (2**bit - 1, 2**bit, 2**bit + 1)
    yield from ((N - 1) // 2, (N + 1) // 2, D, K)
    yield from range(N - 5, N)


def first_point(xs):
    return next(point for x in xs if (point := point_at(x)))


def of_standards():
    for message, r, s in RFC_6979:
        e = int.from_bytes(hashlib.sha256(message.encode()).digest(), "big")
        yield f"RFC 6979, A.2.5: {message}", multiply(RFC_6979_D), e, r, s


def of_keys():
    """Where sums meet multiples in the tables."""
    special = {"1": 1, "2": 2, "3": 3, "-1": N - 1, "-2": N - 2, "1 / 2": (N + 1) // 2, "2^64": 2**64,
               "-2^64": N - 2**64, "2^128": 2**128, "2^128 + 1": 2**128 + 1, "1 - 2^128": N + 1 - 2**128,
               "2^192": 2**192, "2^255": 2**255}
    for name, d in special.items():
        yield f"the private key is {name}", multiply(d), E, *sign(E, d, K)
    for name, k in special.items():
        yield f"the nonce is {name}", multiply(D), E, *sign(E, D, k)


def of_digests():
    key = multiply(D)
    for name, e in {"1": 1, "2": 2, "n - 1": N - 1, "n + 1": N + 1, "n + 2": N + 2, "2^256 - 1": 2**256 - 1,
                    "2^255": 2**255, "2^224": 2**224}.items():
        yield f"the digest is {name}", key, e, *sign(e, D, K)
    r, s = sign(N + 1, D, K)
    yield "the digest is 1, the signature that of n + 1", key, 1, r, s
    r, s = sign(E, D, K)
    yield "s is replaced by n - s", key, E, r, N - s


def of_factors():
    """u1, u2 and s at edges: the key is computed from the signature."""
    point = multiply(K)
    r = point[0] % N
    for name, u in {"1": 1, "2": 2, "3": 3, "n - 1": N - 1, "n - 2": N - 2, "2^255": 2**255, "2^128": 2**128,
                    "2^255 - 1": 2**255 - 1}.items():
        s = E * inverse(u, N) % N
        yield f"u1 is {name}", key_for(point, E, r, s), E, r, s
        s = r * inverse(u, N) % N
        yield f"u2 is {name}", key_for(point, E, r, s), E, r, s
        yield f"s is {name}", key_for(point, E, r, u), E, r, u
    yield "u1 and u2 are equal", key_for(point, r, r, 5), r, r, 5
    yield "u1 is -u2", key_for(point, N - r, r, 5), N - r, r, 5
    yield "u1 G is u2 key", multiply(E * inverse(r, N)), E, *_doubled(r)


def _doubled(r):
    """r is x(R) of R = 2 u1 G: u1 = K / 2, s = e / u1."""
    return r, E * inverse(K * inverse(2, N), N) % N


def of_points():
    """R with x at edges, where r and x differ by n."""
    for name, point in edge_points():
        r = point[0] % N
        yield f"x(R) is {name}", key_for(point, E, r, K), E, r, K
        yield f"x(R) is {name}, y(R) is negated", key_for(negative(point), E, r, K), E, r, K
        yield f"x(R) is {name}, s is 7", key_for(point, E, r, 7), E, r, 7


def edge_points():
    yield "the smallest", first_point(range(1, 100))
    yield "the largest below n", first_point(range(N - 1, N - 100, -1))
    yield "the smallest above n", first_point(range(N + 1, N + 100))
    yield "the largest", first_point(range(P - 1, P - 100, -1))
    yield "2^128 + n", first_point(range(N + 2**126, N + 2**126 + 100))


def of_bad_ranges():
    key, (r, s) = multiply(D), sign(E, D, K)
    for name, bad in {"0": 0, "n": N, "n + 1": N + 1, "p": P, "2^256 - 1": 2**256 - 1}.items():
        yield f"r is {name}", key, E, bad, s
        yield f"s is {name}", key, E, r, bad
        yield f"r and s are {name}", key, E, bad, bad
    for name, point in edge_points():
        r = point[0] % N
        if r + N < 2**256:
            yield f"x(R) is {name}, r is r + n", key_for(point, E, r, K), E, r + N, K
        yield f"x(R) is {name}, s is s + n", key_for(point, E, r, 7), E, r, 7 + N
    small = first_point(range(1, 100))
    yield "r is x(R) + 1", key_for(small, E, small[0], K), E, small[0] + 1, K
    # x(R) = r modulo p - n, but not modulo n
    yield "r is x(R) + p - n", key_for(small, E, small[0], K), E, small[0] + P - N, K


def of_zero():
    """u1 = 0, which anyone can reach, and R = 0."""
    key = multiply(D)
    for name, e in {"0": 0, "n": N}.items():
        yield f"the digest is {name}, r and s are x of the key", key, e, key[0] % N, key[0] % N
        yield f"the digest is {name}, signed", key, e, *sign(0, D, K)
    for name, d in {"any": D, "1": 1, "-1": N - 1, "2^64": 2**64}.items():
        yield f"R is 0, the private key is {name}", multiply(d), E, -E * inverse(d, N) % N, K
        yield f"R is 0, s is 1, the private key is {name}", multiply(d), E, -E * inverse(d, N) % N, 1


def of_changes():
    key, (r, s) = multiply(D), sign(E, D, K)
    yield "the digest is another", key, E ^ 1, r, s
    yield "the digest is negated", key, N - E % N, r, s
    yield "the key is negated", negative(key), E, r, s
    yield "the key is another", multiply(D + 1), E, r, s
    yield "the key is the generator", G, E, r, s
    yield "r and s are exchanged", key, E, s, r
    yield "r is negated", key, E, N - r, s
    yield "r is 1 more", key, E, r + 1, s
    yield "s is 1 less", key, E, r, s - 1


def signatures():
    for source in (of_standards, of_keys, of_digests, of_factors, of_points, of_bad_ranges, of_zero, of_changes):
        expected = source in (of_standards, of_keys, of_digests, of_factors, of_points)
        for name, key, e, r, s in source():
            valid = verify(key, e, r, s)
            if valid != expected:
                sys.exit(f"{name}: expected {expected}")
            yield name, key, e, r, s, valid


def hexadecimal(*numbers):
    return " ".join(f"{number:064x}" for number in numbers)


def texts():
    yield "multiples.txt", [hexadecimal(k, *multiply(k)) for k in scalars()]
    yield "signatures.txt", [f"{'valid' if valid else 'invalid'} {hexadecimal(*key, e, r, s)} {name}"
                             for name, key, e, r, s, valid in signatures()]


def main():
    check = sys.argv[1:] == ["--check"]
    for name, lines in texts():
        text = "\n".join(lines) + "\n"
        if not check:
            (FOLDER / name).write_text(text, encoding="utf-8")
        elif (FOLDER / name).read_text(encoding="utf-8") != text:
            sys.exit(f"{name} differs from what this script writes")
        print(f"{name}: {len(lines)} lines")


if __name__ == "__main__":
    main()
