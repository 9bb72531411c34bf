#!/usr/bin/python3
"""Prose and comments keep to 100 columns.

Prose is Markdown without tables, code blocks and pictures. Comments are lines of a source that hold
no code, and the docstrings of Python. A line may be longer if it has no space before the limit, for
example one with a long URL. Lines of code follow .clang-format.
"""

import ast
import re

from sources import finish, project_files, read

MAX_COLUMNS = 100

C_LIKE = (".h", ".cc", ".c", ".def", ".ld", ".S")
HASH = (".cmake", ".in", ".sh")
# Literals come first, so that a `//` in a string is no comment.
C_TOKEN = re.compile(
    r'R"(?P<tag>[^(\s]*)\(.*?\)(?P=tag)"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\''
    r'|(?P<comment>//[^\n]*|/\*.*?\*/)',
    re.DOTALL)
FENCE = re.compile(r"^\s*(?:>\s*)?(```+|~~~+)")
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
# The marks at the start of a line of prose: comment signs, quotes, list items, headings.
MARKS = re.compile(r"\s*(?:(?://+|/\*+|\*|#+|>|-|\d+\.)\s+)*")


def markdown_lines(text):
    """Numbers of the lines outside of code blocks and tables."""
    fence = None
    for number, line in enumerate(text.splitlines(), 1):
        mark = FENCE.match(line)
        if fence is None and mark:
            fence = mark.group(1)
        elif fence is not None:
            if line.strip().lstrip("> ") == fence:
                fence = None
        elif not line.lstrip().startswith(("|", "![")):
            yield number


def c_lines(text):
    """Numbers of the lines of comments, without comments behind code."""
    for token in C_TOKEN.finditer(text):
        if token.group("comment") is None:
            continue
        first = text.count("\n", 0, token.start()) + 1
        before = text[text.rfind("\n", 0, token.start()) + 1:token.start()]
        if not before.strip():
            yield first
        yield from range(first + 1, first + token.group().count("\n") + 1)


def hash_lines(text):
    lines = enumerate(text.splitlines(), 1)
    return [number for number, line in lines if line.lstrip().startswith("#")]


def docstring_lines(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            yield from range(node.body[0].lineno, node.body[0].end_lineno + 1)


def lines_of_prose(path, text):
    """Numbers of the lines to which the limit applies; None for a file of another kind."""
    shebang = text.split("\n", 1)[0] if text.startswith("#!") else ""
    if path.suffix == ".md":
        return markdown_lines(text)
    if path.suffix in C_LIKE:
        return c_lines(text)
    if path.suffix == ".py" or "python" in shebang:
        return [*hash_lines(text), *docstring_lines(text)]
    if path.suffix in HASH or path.name == "CMakeLists.txt" or shebang:
        return hash_lines(text)
    return None


def breakable(line):
    """Whether a space behind the first word lies within the limit."""
    start = MARKS.match(line).end()
    return " " in line[start:MAX_COLUMNS + 1]


def main():
    violations, checked = [], 0
    for path in project_files():
        text = read(path)
        numbers = lines_of_prose(path, text) if text is not None else None
        if numbers is None:
            continue
        lines = text.splitlines()
        for number in sorted(set(numbers)):
            checked += 1
            line = lines[number - 1]
            if len(line) > MAX_COLUMNS and breakable(line):
                start = line.strip()[:60]
                violations.append(f"{path}:{number}: {len(line)} columns, at most {MAX_COLUMNS}: {start}…")
    finish("columns", checked, violations)


main()
