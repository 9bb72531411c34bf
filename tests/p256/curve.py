"""P-256 (SP 800-186, 3.2.1.3) and ECDSA (FIPS 186-5, 6.4) with Python's integers: slow, and as
close to the standards' text as possible. A point is (x, y), or None for 0."""

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551
B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b
G = (0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296,
     0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5)


def inverse(a, m):
    return pow(a, -1, m)


def negative(point):
    return point and (point[0], -point[1] % P)


def add(one, two):
    if one is None or two is None:
        return one or two
    if one == negative(two):
        return None
    (x1, y1), (x2, y2) = one, two
    slope = (3 * x1 * x1 - 3) * inverse(2 * y1, P) if one == two else (y2 - y1) * inverse(x2 - x1, P)
    x = (slope * slope - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P


def multiply(k, point=G):
    result = None
    for bit in bin(k % N)[2:]:
        result = add(result, result)
        if bit == "1":
            result = add(result, point)
    return result


def is_on_curve(x, y):
    return 0 <= x < P and 0 <= y < P and (y * y - x**3 + 3 * x - B) % P == 0


def point_at(x):
    """A point with this x, or None if there is none. p is 3 modulo 4."""
    y = pow(x**3 - 3 * x + B, (P + 1) // 4, P)
    return (x, y) if is_on_curve(x, y) else None


def sign(e, d, k):
    r = multiply(k)[0] % N
    return r, inverse(k, N) * (e + r * d) % N


def verify(key, e, r, s):
    """As core's: a signature with u1 = 0 is refused. `e` is the digest as a number."""
    if not (0 < r < N and 0 < s < N) or e % N == 0:
        return False
    point = add(multiply(e * inverse(s, N)), multiply(r * inverse(s, N), key))
    return point is not None and point[0] % N == r


def key_for(point, e, r, s):
    """The public key with which u1 G + u2 key is `point`."""
    return add(multiply(s * inverse(r, N), point), multiply(-e * inverse(r, N)))
