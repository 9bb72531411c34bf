#!/usr/bin/python3
"""Functions stay below 70 lines and source files below 400, so that each can be read in one go.

The scanner knows only enough C++: it blanks comments and literals, follows the braces, and takes a
block for a function body if a parameter list stands before it. Blocks inside a function belong to
that function. Assembly in a raw string, one instruction to a line, does not count.
"""

import re

from sources import CPP, finish, project_files, read

MAX_FUNCTION_LINES = 70
MAX_FILE_LINES = 400

NOISE = re.compile(
    r'R"(?P<tag>[^(\s]*)\(.*?\)(?P=tag)"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'|//[^\n]*|/\*.*?\*/',
    re.DOTALL)
CONTINUED = re.compile(r"^[ \t]*#(?:[^\n\\]|\\\n|\\.)*", re.MULTILINE)
NOT_A_FUNCTION = re.compile(r"\b(?:namespace|class|struct|union|enum)\b")
NAME = re.compile(r"([~\w:]+|operator\S+)\s*\(|TEST_CASE")


UNCOUNTED = "\v"  # a line end inside a raw string


def blank(match):
    text = re.sub(r"[^\n]", " ", match.group(0))
    return text.replace("\n", UNCOUNTED) if match.group(0).startswith("R") else text


def is_function(head):
    """Whether the text between the last `;`, `{` or `}` and a `{` reads like a function's
    declaration."""
    head = re.sub(r"template\s*<[^{]*?>\s*(?=\w)", "", head.strip())
    return "(" in head and not NOT_A_FUNCTION.match(head)


def functions(text):
    """Yields (line, lines, head) of every outermost function body."""
    text = CONTINUED.sub(blank, NOISE.sub(blank, text))
    stack, head_start, line, uncounted = [], 0, 1, 0
    inside = None
    for position, character in enumerate(text):
        if character in ("\n", UNCOUNTED):
            line += 1
            uncounted += character == UNCOUNTED
        elif character == "{":
            head = text[head_start:position]
            if inside is None and is_function(head):
                inside = len(stack)
            stack.append((line, uncounted, head))
            head_start = position + 1
        elif character == "}":
            if stack:
                opened, before, head = stack.pop()
                if inside == len(stack):
                    inside = None
                    yield opened, line - opened + 1 - (uncounted - before), head
            head_start = position + 1
        elif character == ";":
            head_start = position + 1


def name_of(head):
    match = NAME.search(head)
    return match.group(0).rstrip("( ") if match else "function"


def main():
    violations, checked = [], 0
    for path in project_files(CPP):
        text = read(path)
        lines = text.count("\n")
        if lines > MAX_FILE_LINES:
            violations.append(f"{path}: {lines} lines, at most {MAX_FILE_LINES}")
        for line, length, head in functions(text):
            checked += 1
            if length > MAX_FUNCTION_LINES:
                violations.append(f"{path}:{line}: {name_of(head)} has {length} lines, at most {MAX_FUNCTION_LINES}")
    finish("lengths", checked, violations)


main()
