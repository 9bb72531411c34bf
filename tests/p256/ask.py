#!/usr/bin/python3
"""Compares core's P-256 with Python's integers (curve.py): ask.py PROGRAM [--cases N] [--seed S]

PROGRAM is p256_answers, which describes the questions. Prints each answer that differs."""

import argparse
import collections
import random
import subprocess
import sys

from curve import (G, N, P, add, inverse, is_on_curve, key_for, multiply, negative, point_at, sign, verify)

R = 2**256
MIDDLES = [0, P, N, R - P, R - N, (P + 1) // 2, (N + 1) // 2] + [2**bit for bit in range(0, 257, 16)]
EDGES = sorted({(middle + distance) % R for middle in MIDDLES for distance in range(-2, 3)})
TEETH = (1, 2, 4)
BATCH = 5000


def number(bound=R):
    """At an edge, or with half of its words at an edge."""
    if random.random() < 0.5:
        return random.choice([edge for edge in EDGES if edge < bound])
    words = [random.choice((0, 1, 2**32 - 2, 2**32 - 1, *(random.getrandbits(32) for _ in range(4)))) for _ in range(8)]
    return sum(word << 32 * i for i, word in enumerate(words)) % bound


def scalar():
    return number(N) or 1


def a_point():
    """A small multiple of G, or a point with x at an edge or random."""
    if random.random() < 0.2:
        return random.choice(SMALL)
    while not (point := point_at(number(P))):
        pass
    return random.choice((point, negative(point)))


# Small multiples of G, and points with a small coordinate.
SMALL = [multiply(k % N) for k in range(-8, 9) if k]
SMALL += [point for x in range(20) if (point := point_at(x))]
SMALL.append((0xd7325d7646cd60d80a92738ceb345f844cffaf35841022cab176f692de8de1d7, 5))


def text(*numbers):
    return " ".join(f"{n:064x}" for n in numbers)


def text_of_point(point):
    return text(*point) if point else "zero"


# Each question is a generator of (question, expected answer).

def of_words():
    x, y = number(), number()
    yield f"add {text(x, y)}", f"{(x + y) >> 256} {text((x + y) % R)}"
    yield f"subtract {text(x, y)}", f"{int(x < y)} {text((x - y) % R)}"
    carry = random.randrange(2)
    yield f"halve {text(x, carry)}", text((carry << 256 | x) >> 1)
    yield f"digest {text(x)}", text(x % N)


def of_quotients():
    m = random.choice((P, N))
    a, b = number(m), number(m)
    yield f"divide {text(m, b, a)}", text(b * inverse(a, m) % m if a else 0)


def of_steps():
    x, y = number(P), number(P)
    results = x + y, x - y, x * y * inverse(R, P)
    operation = random.randrange(3)
    yield f"step {operation} {text(x, y)}", text(results[operation] % P)


def of_points():
    p, z = a_point(), number(P) or 1
    yield f"double {text(*p, z)}", text_of_point(add(p, p))
    q = random.choice((p, negative(p), a_point(), a_point()))
    minus = random.randrange(2)
    yield f"sum {text(*p, z, *q)} {minus}", text_of_point(add(p, negative(q) if minus else q))
    x, y = random.choice((p, (p[0], number()), (number(), p[1]), (p[0], p[1] ^ 1 << random.randrange(256)),
                          ((p[0] + P) % R, p[1]), (p[0], (p[1] + P) % R), (SMALL[-1][0], SMALL[-1][1] + P)))
    yield f"decode {text(x, y)}", str(int(is_on_curve(x, y)))


def of_multiples():
    u1, u2, q = scalar(), scalar(), a_point()
    teeth = f"{random.choice(TEETH)} {random.choice(TEETH)}"
    yield f"multiply {teeth} {text(u1, u2, *q)}", text_of_point(add(multiply(u1), multiply(u2, q)))


def of_signatures():
    e, s, point = random.choice((number(), number(), number(), 0, N)), scalar(), a_point()
    if random.random() < 0.2:  # r is x - n
        while not (point := point_at(N + number(P - N))):
            pass
    r = point[0] % N
    key = r and key_for(point, e, r, s)
    if not key:
        return
    if random.random() < 0.3:
        d = scalar()
        key, (r, s) = multiply(d), sign(e, d, scalar())
    for forged in (False, True):
        if forged:
            r, s, e, key = random.choice((
                ((r + N) % R, s, e, key), (r, (s + N) % R, e, key), (s, r, e, key),
                (r, s, e ^ 1 << random.randrange(256), key), (number(), s, e, key),
                (r, number(), e, key), (r, N - s, e, key), (r, s, e, negative(key))))
        teeth = f"{random.choice(TEETH)} {random.choice(TEETH)}"
        yield f"verify {teeth} {text(*key, e, r, s)}", str(int(verify(key, e, r, s)))


# Shares of 100: a point's multiple takes ten milliseconds.
KINDS = [of_words] * 35 + [of_quotients] * 25 + [of_steps] * 25 + [of_points] * 13 + [of_multiples] + [of_signatures]


def ask(program, questions):
    """The number of wrong answers."""
    asked = "".join(f"{question}\n" for question, _ in questions)
    answers = subprocess.run([program], input=asked, capture_output=True, text=True, check=True).stdout.splitlines()
    if len(answers) != len(questions):
        sys.exit(f"{len(answers)} answers to {len(questions)} questions")
    wrong = 0
    for (question, expected), answer in zip(questions, answers):
        if answer != expected:
            wrong += 1
            print(f"{question}\n  expected {expected}\n  found    {answer}")
    return wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--cases", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    counts, wrong, questions = collections.Counter(), 0, []
    for i in range(arguments.cases):
        questions += KINDS[i % len(KINDS)]()
        if len(questions) >= BATCH or i + 1 == arguments.cases:
            wrong += ask(arguments.program, questions)
            counts.update(question.split()[0] for question, _ in questions)
            questions = []
    asked = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
    print(f"seed {arguments.seed}: {asked}; {wrong} differ")
    sys.exit(1 if wrong or not counts else 0)


main()
