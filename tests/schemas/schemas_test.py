#!/usr/bin/python3
"""The JSON Schemas and the readers agree: both accept every sample, and readers refuse whatever a
schema refuses.

    schemas_test.py <manifest_check program>

Samples are changed in many ways: values are replaced, fields removed, doubled and added. The first
sample of each kind is changed in all places, the others in every fourth. A reader may be stricter,
because it knows how fields relate, but never laxer.
"""

import copy
import itertools
import json
import pathlib
import subprocess
import sys

import jsonschema

SAMPLES = {
    "profile": "manifests/samples/profiles/*.json",
    "manifest": "manifests/samples/*.json",
    "release": "manifests/samples/release/*.json",
    "rig-fleet": "tests/schemas/rig-fleet.json",
}
VALUES = [None, True, False, -1, 0, 1, 2, 3, 7, 16, 100, 255, 256, 1000, 32767, 65536, 2**32 - 1, 2**32, 2**63, 2**64, 2**70,
          1.5, -0.5, 1e30, "", "x", "X y", "../x", "/x", "a" * 65, "a" * 4097, "\u0001", "\u00e9", "0x", "0x1", "0xff",
          "0xfg", "0X10", "0x100", "0x100000000", "0x" + "1" * 17, "-1", "1", "1.2", "1.2.3", "01.2.3", "1.2.3+", "1.2.3+4",
          "256.0.0", "999.999.99999", "auto", "swap", "ab", "slot-tail", "full", "delta", "image", "deflate", "none",
          "8f6cbb34-5a3e-5d0c-9b7e-2f3d6c1a9e04", "8f6cbb345a3e5d0c9b7e2f3d6c1a9e04", "8F6CBB34-5A3E-5D0C-9B7E-2F3D6C1A9E04",
          "0" * 64, "A" * 64, "0" * 63, "2024-05-01T12:00:00Z", "2024-13-01T12:00:00Z", [], {}, [1], [{}], {"x": 1},
          ["full", "full"], ["full", "delta"], {"address": 0, "size": 1024}, {"slot0": "a", "slot1": "b"}]


def places(value, path=()):
    """The paths of all values within `value`."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from places(inner, path + (key,))


def changed(sample, path, change):
    """A copy of `sample` with change(container, key) done to the value at `path`."""
    result = {"": copy.deepcopy(sample)}
    container, key = result, ""
    for step in path:
        container, key = container[key], step
    change(container, key)
    return result[""]


def mutants(sample, schema):
    for path in places(sample):
        for value in VALUES:
            def put(container, key, value=value):
                container[key] = value
            yield changed(sample, path, put)
        if path:
            yield changed(sample, path, lambda container, key: container.pop(key))
        if path and isinstance(path[-1], int):
            yield changed(sample, path, lambda container, key: container.append(copy.deepcopy(container[key])))
        here = sample
        for step in path:
            here = here[step]
        if isinstance(here, dict):
            yield changed(sample, path, lambda container, key: container[key].update(surprise=1))
    for name in schema["properties"]:
        for value in VALUES:
            yield {**sample, name: value}


def verdicts(program, kind, documents):
    lines = "".join(json.dumps(document) + "\n" for document in documents)
    run = subprocess.run([program, kind], input=lines, check=True, capture_output=True, text=True)
    answers = run.stdout.splitlines()
    assert len(answers) == len(documents), f"{len(answers)} answers to {len(documents)} documents"
    return answers


def check_kind(program, kind, pattern):
    schema = json.loads(pathlib.Path(f"manifests/schemas/{kind}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    samples = sorted(pathlib.Path().glob(pattern))
    assert samples, f"no samples match {pattern}"
    failures, refused, stricter = [], 0, 0
    for number, path in enumerate(samples):
        sample = json.loads(path.read_text(encoding="utf-8"))
        validator.validate(sample)
        if kind == "release" and path.read_text(encoding="utf-8") != json.dumps(sample, sort_keys=True, indent=2) + "\n":
            failures.append(f"{path}: not in the canonical form of manifests/README.md")
        documents = [sample, *itertools.islice(mutants(sample, schema), number % 4, None, 4 if number else 1)]
        answers = verdicts(program, kind, documents)
        if answers[0] != "ok":
            failures.append(f"{path}: the reader refuses it: {answers[0]}")
        for document, answer in zip(documents, answers):
            valid = validator.is_valid(document)
            refused += not valid
            stricter += valid and answer != "ok"
            if not valid and answer == "ok":
                error = next(validator.iter_errors(document))
                failures.append(f"{path}: only the schema refuses: {error.json_path}: {error.message[:200]}")
            if "exception" in answer:
                failures.append(f"{path}: the message is not for people: {answer}")
    print(f"schemas: {kind}: {len(samples)} samples valid, {refused} mutants refused by both, {stricter} by the reader alone")
    assert refused > 100, "too few mutants to mean anything"
    return failures


def main():
    failures = []
    for kind, pattern in SAMPLES.items():
        failures += check_kind(sys.argv[1], kind, pattern)
    for failure in failures[:40]:
        print(failure)
    sys.exit(1 if failures else 0)


main()
