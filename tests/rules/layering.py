#!/usr/bin/python3
"""Every #include of the project's own headers follows the table in cmake/layers.cmake and is rooted
at the repository."""

import re

from sources import CPP, finish, project_files, read

TABLE = "cmake/layers.cmake"
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)


def allowed_edges():
    text = read(TABLE)
    layers = re.search(r"set\(SWITCHBACK_LAYERS ([^)]*)\)", text).group(1).split()
    edges = {}
    for layer in layers:
        found = re.search(rf"set\(SWITCHBACK_MAY_USE_{layer}\b([^)]*)\)", text)
        edges[layer] = {layer, *found.group(1).split()}
    return edges


def layer_of(path):
    return "ports" if path.startswith("bootloader/ports/") else path.split("/")[0]


def main():
    edges = allowed_edges()
    violations, checked = [], 0
    for path in project_files(CPP):
        layer = layer_of(str(path))
        if layer not in edges:
            violations.append(f"{path}: lies in no layer of {TABLE}")
            continue
        for match in INCLUDE.finditer(read(path)):
            checked += 1
            included = match.group(1)
            target = layer_of(included)
            if target not in edges:
                violations.append(f'{path}: "{included}" is not rooted at the repository')
            elif target not in edges[layer]:
                violations.append(f'{path}: {layer} must not include "{included}"')
    finish("layering", checked, violations)


main()
