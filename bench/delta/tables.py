"""Results as CSV and Markdown, and their means."""

import csv
import math

from tools import OURS, REFERENCE


def ratio(results, name):
    """Size of a tool's patch against bsdiff's; None where either does not count."""
    ours, reference = results.get(name), results.get(REFERENCE)
    if not ours or not reference or ours.problem or reference.problem:
        return None
    return ours.patch_bytes / reference.patch_bytes


def time_ratio(results, name):
    """Encode time against bsdiff's of the same run; None as in ratio()."""
    if ratio(results, name) is None:
        return None
    return results[name].encode_seconds / results[REFERENCE].encode_seconds


def geometric_mean(values):
    values = [value for value in values if value is not None]
    return math.exp(sum(map(math.log, values)) / len(values)) if values else None


def summary(rows, name, of=ratio):
    """Geometric means over Thumb pairs and over all, and the worst pair."""
    thumb = geometric_mean(of(row.results, name) for row in rows if row.pair.isa.startswith("thumb"))
    every = [of(row.results, name) for row in rows]
    return {"mean, Thumb": thumb, "mean, all": geometric_mean(every),
            "worst": max((value for value in every if value is not None), default=None)}


def write_deltas_csv(path, rows):
    """One line for each pair and tool."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["pair", "isa", "old_bytes", "new_bytes", "tool", "patch_bytes", "ratio_to_bsdiff", "encode_seconds",
                      "encode_time_to_bsdiff", "encode_peak_kib", "decode_instructions_per_byte", "decode_ram_bytes",
                      "decode_stack_bytes", "problem"])
        for row in rows:
            for name, result in row.results.items():
                out.writerow([row.pair.id, row.pair.isa, row.old_bytes, row.new_bytes, name, result.patch_bytes,
                              _decimal(ratio(row.results, name), 4), _decimal(result.encode_seconds, 3),
                              _decimal(time_ratio(row.results, name), 2), result.encode_peak_kib,
                              *_cost(row.cost if name == OURS else None, row), result.problem or ""])


def write_images_csv(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["pair", "isa", "image_bytes", "switchback_bytes", "deflate_4k_bytes", "lzma_bytes",
                      "decode_instructions_per_byte", "decode_ram_bytes", "decode_stack_bytes"])
        for row in rows:
            image = row.image
            out.writerow([row.pair.id, row.pair.isa, row.new_bytes, image.stream_bytes, image.deflate_bytes, image.lzma_bytes,
                          *_cost(image.cost, row)])


def sizes(rows, names):
    """Markdown: bytes of every tool's patch, and the means against bsdiff."""
    lines = [_line(["pair", "image", *names, f"{OURS} / {REFERENCE}"]), _rule(1, len(names) + 2)]
    for row in rows:
        lines.append(_line([row.pair.id, f"{row.new_bytes:,}", *(_size(row.results.get(name)) for name in names),
                            _decimal(ratio(row.results, OURS))]))
    means = {name: summary(rows, name) for name in names}
    for what in summary(rows, OURS):
        lines.append(_line([f"**{what}**, against {REFERENCE}", "", *(_decimal(means[name][what]) for name in names),
                            _decimal(means[OURS][what])]))
    return "\n".join(lines)


def efforts(rows, names):
    """Markdown: what making a patch takes, means and the greatest."""
    lines = [_line(["tool", f"time / {REFERENCE}, mean", "worst", "greatest memory, MB"]), _rule(1, 3)]
    for name in names:
        times = summary(rows, name, time_ratio)
        peak = max((row.results[name].encode_peak_kib for row in rows if name in row.results), default=0)
        lines.append(_line([name, _decimal(times["mean, all"]), _decimal(times["worst"]), f"{peak * 1024 / 1e6:.0f}"]))
    return "\n".join(lines)


def costs(rows):
    """Markdown: the device's cost of decoding this project's patches and of unpacking whole images.
    """
    heads = ["instructions per byte", "static RAM", "stack"]
    lines = [_line(["pair", *heads, *(f"whole image: {head}" for head in heads)]), _rule(1, 2 * len(heads))]
    for row in rows:
        lines.append(_line([row.pair.id, *_cost(row.cost, row), *_cost(row.image.cost, row)]))
    means = [geometric_mean(cost(row).instructions / row.new_bytes for row in rows if cost(row))
             for cost in (lambda row: row.cost, lambda row: row.image.cost)]
    lines.append(_line(["**mean**", _decimal(means[0], 0), "", "", _decimal(means[1], 0), "", ""]))
    return "\n".join(lines)


def images(rows):
    """Markdown: whole images, packed."""
    columns = {OURS: "stream_bytes", "deflate, 4 KB window": "deflate_bytes", "LZMA2 with xz's code filter": "lzma_bytes"}
    lines = [_line(["image", "bytes", *columns, f"{OURS} / deflate", f"{OURS} / LZMA2"]), _rule(1, len(columns) + 3)]
    for row in rows:
        ours = row.image.stream_bytes
        lines.append(_line([row.pair.id, f"{row.new_bytes:,}", *(f"{getattr(row.image, field):,}" for field in columns.values()),
                            _decimal(ours / row.image.deflate_bytes), _decimal(ours / row.image.lzma_bytes)]))
    means = [geometric_mean(row.image.stream_bytes / getattr(row.image, field) for row in rows)
             for field in ("deflate_bytes", "lzma_bytes")]
    lines.append(_line(["**mean**", "", "", "", "", *map(_decimal, means)]))
    return "\n".join(lines)


def _cost(cost, row):
    """Cells: instructions for each byte of the target, and RAM."""
    if cost is None:
        return ["", "", ""]
    return [_decimal(cost.instructions / row.new_bytes, 0), str(cost.ram_bytes), str(cost.stack_bytes)]


def _line(cells):
    return f"| {' | '.join(cells)} |"


def _rule(texts, numbers):
    return _line(["---"] * texts + ["---:"] * numbers)


def _size(result):
    if result is None:
        return ""
    return "**wrong**" if result.problem else f"{result.patch_bytes:,}"


def _decimal(value, places=2):
    return "" if value is None else f"{value:.{places}f}"
