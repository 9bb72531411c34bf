#!/usr/bin/python3
"""Every #include of the project's own headers is rooted at the repository and runs down.

Between layers (top folders) and between the sub-folders of a layer: cmake/layers.cmake has the
tables. docs/ARCHITECTURE.md repeats the table of sub-folders and must agree."""

import re

from sources import CPP, finish, project_files, read

TABLE = "cmake/layers.cmake"
ARCHITECTURE = "docs/ARCHITECTURE.md"
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
ROW = re.compile(r"^\| `(\w+)` \| (`[^|]*`) \|", re.MULTILINE)


def table_lists(prefix):
    """Name after the prefix to words, for each set(PREFIX_name words…) of the table."""
    found = re.findall(rf"set\({prefix}_(\w+)\b([^)]*)\)", read(TABLE))
    return {name: words.split() for name, words in found}


def layer_of(path):
    return "ports" if path.startswith("bootloader/ports/") else path.split("/")[0]


def folder_of(path):
    """The sub-folder below the layer; `.` for the layer's own folder."""
    parts = path.split("/")[:-1]
    return "/".join(parts[1:]) or "."


def between_layers(path, included, may_use):
    layer, target = layer_of(path), layer_of(included)
    if target not in may_use:
        return f'{path}: "{included}" is not rooted at the repository'
    if target != layer and target not in may_use[layer]:
        return f'{path}: {layer} must not include "{included}"'
    return None


def between_folders(path, included, folders):
    layer = layer_of(path)
    if layer != layer_of(included) or layer not in folders:
        return None
    order, own, other = folders[layer], folder_of(path), folder_of(included)
    if other not in order:
        return f'{path}: "{included}" lies in no folder of {layer} in {TABLE}'
    if order.index(other) > order.index(own):
        return f'{path}: {layer}/{own} lies below {layer}/{other} and must not include "{included}"'
    return None


def check_place(path, may_use, folders):
    layer = layer_of(path)
    if layer not in may_use:
        return f"{path}: lies in no layer of {TABLE}"
    if layer in folders and folder_of(path) not in folders[layer]:
        return f"{path}: lies in no folder of {layer} in {TABLE}"
    return None


def check_architecture(folders):
    """The rows of the document's table against the lists, without `.`."""
    rows = {name: re.findall(r"`([\w/]+)`", cells) for name, cells in ROW.findall(read(ARCHITECTURE))}
    for layer, order in folders.items():
        expected = [folder for folder in order if folder != "."]
        if rows.get(layer) != expected:
            yield f"{ARCHITECTURE}: {layer}: expected {expected} as in {TABLE}, found {rows.get(layer)}"


def main():
    may_use = table_lists("SWITCHBACK_MAY_USE")
    folders = table_lists("SWITCHBACK_FOLDERS")
    violations, checked = list(check_architecture(folders)), 0
    for path in map(str, project_files(CPP)):
        misplaced = check_place(path, may_use, folders)
        if misplaced:
            violations.append(misplaced)
            continue
        for included in INCLUDE.findall(read(path)):
            checked += 1
            found = between_layers(path, included, may_use) or between_folders(path, included, folders)
            if found:
                violations.append(found)
    finish("layering", checked, violations)


main()
