"""Markdown tables."""


def shown(value):
    """A cell. None is empty."""
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else str(value)


def table(columns, rows):
    """A table. A column is aligned to the right if its heading begins with '>'."""
    rows = [[shown(value) for value in row] for row in rows]
    heads = [column.lstrip(">") for column in columns]
    rules = ["---:" if column.startswith(">") else "---" for column in columns]
    return "".join(f"|{'|'.join(f' {cell} ' if cell else ' ' for cell in cells)}|\n" for cells in [heads, rules, *rows])
