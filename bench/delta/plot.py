"""The sizes as a bar chart in SVG: a group for each pair, and a bar for each tool, whose length is
its patch size relative to bsdiff's.
"""

from html import escape

from tables import ratio, summary
from tools import OURS, REFERENCE

# Colours that the colour-blind can tell apart; ours is the dark one.
OUR_COLOUR = "#16325c"
COLOURS = ["#e69f00", "#56b4e9", "#009e73", "#cc79a7", "#a6a6a6", "#d55e00", "#f0e442"]
WIDTH, LEFT, RIGHT, TOP = 900, 200, 50, 104
BAR, OUR_BAR, GAP = 7, 12, 14  # ours is thick enough for its value to stand beside it
LONGEST = 2.0  # bars that would be longer are cut and say their value
SCALE = (WIDTH - LEFT - RIGHT) / LONGEST


def chart(rows, names):
    """`names` are the tools; the reference is the line at 1."""
    names = [OURS, *(name for name in names if name not in (OURS, REFERENCE))]
    colours = dict(zip(names, [OUR_COLOUR, *COLOURS]))
    groups = [("Geometric mean", f"of all {len(rows)} pairs", {name: summary(rows, name)["mean, all"] for name in names})]
    groups += [(row.pair.id, row.pair.arch, {name: ratio(row.results, name) for name in names}) for row in rows]
    pitch = OUR_BAR + BAR * (len(names) - 1) + GAP
    bottom = TOP + pitch * len(groups)
    parts = [*_head(bottom + 30), *_legend(names, colours), *_axis(bottom)]
    for index, (title, subtitle, values) in enumerate(groups):
        parts += _group(TOP + pitch * index + GAP / 2, title, subtitle, values, colours)
    return "\n".join([*parts, "</svg>", ""])


def _text(x, y, text, size=12, anchor="start", colour="#222", weight="normal"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}" '
            f'font-weight="{weight}">{escape(text)}</text>')


def _box(x, y, width, height, colour):
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'


def _line(x, top, bottom, colour, style=""):
    return f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top:.1f}" y2="{bottom:.1f}" stroke="{colour}" {style}/>'


def _head(height):
    return [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" '
            f'height="{height:.0f}" font-family="Helvetica, Arial, sans-serif">',
            _box(0, 0, WIDTH, height, "#ffffff"),
            _text(16, 28, f"Size of a patch as a fraction of {REFERENCE}'s", 18, weight="bold"),
            _text(16, 46, "Updates of real firmware; shorter is better.", 12, colour="#555")]


def _legend(names, colours):
    parts, x = [], 16.0
    for name in names:
        parts += [_box(x, 61, 12, 12, colours[name]), _text(x + 17, 71, name, weight="bold" if name == OURS else "normal")]
        x += 17 + 7.2 * len(name) + 22
    return parts


def _axis(bottom):
    parts = []
    for step in range(0, 9):
        value = step * LONGEST / 8
        x = LEFT + value * SCALE
        style = 'stroke-width="1.5" stroke-dasharray="5 3"' if value == 1 else ""
        parts += [_line(x, TOP, bottom, "#c0392b" if value == 1 else "#e2e2e2", style),
                  _text(x, bottom + 17, f"{value:g}", 11, "middle", "#555")]
    return [*parts, _text(LEFT + SCALE, TOP - 6, REFERENCE, 11, "middle", "#c0392b")]


def _group(y, title, subtitle, values, colours):
    middle = y + (OUR_BAR + BAR * (len(values) - 1)) / 2
    parts = [_text(LEFT - 8, middle - 1, title, 12, "end", weight="bold"),
             _text(LEFT - 8, middle + 12, subtitle, 10, "end", "#666")]
    for name, value in values.items():
        thickness = OUR_BAR if name == OURS else BAR
        if value is not None:
            length = min(value, LONGEST) * SCALE
            parts.append(_box(LEFT, y, length, thickness - 1, colours[name]))
            if name == OURS:
                parts.append(_text(LEFT + length + 4, y + 9, f"{value:.2f}", 11, weight="bold"))
            elif value > LONGEST:
                parts.append(_text(LEFT + length + 4, y + BAR, f"{value:.2f}", 10))
        y += thickness
    return parts
