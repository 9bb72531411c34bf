#!/usr/bin/python3
"""Device archives need only four mem functions, libgcc and the libraries they are linked with.

    device_symbols.py <arm build directory>

A heap, exceptions, static destructors or guards of function statics each leave an undefined symbol,
so this one list refuses them all. Weak and template instances count as definitions.
"""

import pathlib
import re
import subprocess
import sys

from sources import finish

CHECKED = ["libswitchback_core.a", "libswitchback_bootloader.a", "libswitchback_boot_nrf51_code.a"]
PROVIDERS = ["libswitchback_inflate.a"]
# Calls that the compiler may add: freestanding C needs these four functions, and libgcc has the
# arithmetic that ARM lacks.
ALLOWED = re.compile(r"memcpy|memset|memcmp|memmove|__aeabi_\w+|__gnu_thumb1_case_\w+")
# A port defines these members in its bootloader.
PORT = re.compile(r"_ZN10switchback10bootloader(5Flash|8Observer)\w+")
DEFINED, UNDEFINED = set("TtDdBbRrVvWwCSsGgAuin"), "U"


def symbols(archive):
    """The defined and the undefined names of an archive; the latter with the object that needs
    each."""
    listing = subprocess.run(["arm-none-eabi-nm", "-A", str(archive)], check=True, capture_output=True, text=True)
    defined, undefined = set(), {}
    for line in listing.stdout.splitlines():
        where, rest = line.rsplit(":", 1)[0], line.rsplit(":", 1)[1].split()
        kind, name = rest[-2], rest[-1]
        if kind == UNDEFINED:
            undefined.setdefault(name, where.rsplit(":", 1)[-1])
        elif kind in DEFINED:
            defined.add(name)
    return defined, undefined


def main():
    build = pathlib.Path(sys.argv[1])
    archives = {path.name: path for path in build.rglob("libswitchback_*.a")}
    missing = [name for name in CHECKED + PROVIDERS if name not in archives]
    if missing:
        sys.exit(f"{build}: no {', '.join(missing)}; build the arm preset first")
    known = set().union(*(symbols(archives[name])[0] for name in CHECKED + PROVIDERS))
    violations, checked = [], 0
    for name in CHECKED:
        defined, undefined = symbols(archives[name])
        checked += len(defined)
        for symbol, where in sorted(undefined.items()):
            if symbol not in known and not ALLOWED.fullmatch(symbol) and not PORT.fullmatch(symbol):
                violations.append(f"{name}({where}): undefined {symbol}")
    finish("device_symbols", checked, violations)


main()
