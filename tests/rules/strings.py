#!/usr/bin/python3
"""No file mentions the machine it was written on: no private absolute path, nothing outside the
checkout."""

import re

from sources import finish, project_files, read

# Spelled so that this file does not break its own rule.
FORBIDDEN = [
    (re.compile(r"(?<![\w.$}/-])/(?:home|root|work)/"), "an absolute path of one machine"),
    (re.compile(r"\.\./" + "shared"), "a path outside the checkout"),
]


def main():
    violations, checked = [], 0
    for path in project_files():
        text = read(path)
        if text is None:
            continue
        checked += 1
        for number, line in enumerate(text.splitlines(), 1):
            for pattern, what in FORBIDDEN:
                if pattern.search(line):
                    violations.append(f"{path}:{number}: {what}: {line.strip()[:100]}")
    finish("strings", checked, violations)


main()
