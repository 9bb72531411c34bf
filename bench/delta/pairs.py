"""The pairs of the benchmark: the entries of pairs.json, and the two fetched files of each."""

import dataclasses
import hashlib
import json
import pathlib

FLASH_END = 0x10000000  # configuration words of Nordic chips lie above


class Unavailable(Exception):
    """Why a pair cannot be measured here."""


@dataclasses.dataclass(frozen=True)
class Version:
    """One side of a pair: a version of the package and the file in it."""
    version: str
    path: str
    sha256: str


@dataclasses.dataclass(frozen=True)
class Pair:
    id: str
    arch: str
    isa: str  # thumb1, thumb2, arm, riscv, xtensa
    step: str
    source: str  # npm, deb, git
    package: str
    format: str  # bin, hex
    old: Version
    new: Version

    def file(self, work, side):
        return work / "pairs" / self.id / f"{side}.bin"

    def missing(self, work):
        """The sides ("old", "new") whose file is absent, or not the one that pairs.json describes.
        """
        return [side for side in ("old", "new") if not self._is_right(self.file(work, side), side)]

    def store(self, work, side, content):
        """Keeps the fetched file of a side as a flat binary. Raises Unavailable if it is not the
        one that pairs.json describes.
        """
        path = self.file(work, side)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(flat_binary(content.decode("ascii")) if self.format == "hex" else content)
        if not self._is_right(path, side):
            path.unlink()
            raise Unavailable(f"{getattr(self, side).path} is not the file that was measured: its SHA-256 differs")

    def _is_right(self, path, side):
        return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == getattr(self, side).sha256


def load(path):
    """All pairs of a corpus file, in its order."""
    entries = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))["pairs"]
    names = [field.name for field in dataclasses.fields(Pair)]
    pairs = []
    for entry in entries:
        values = {name: entry[name] for name in names}
        pairs.append(Pair(**{**values, "old": Version(**entry["old"]), "new": Version(**entry["new"])}))
    return pairs


def flat_binary(hex_text):
    """Flash contents of an Intel HEX file, from the first byte to the last. Gaps hold the erased
    value.
    """
    base, flash = 0, {}
    for line in hex_text.split():
        record = bytes.fromhex(line[1:])
        kind, data = record[3], record[4:4 + record[0]]
        if kind == 2:
            base = int.from_bytes(data, "big") << 4
        elif kind == 4:
            base = int.from_bytes(data, "big") << 16
        elif kind == 0 and base < FLASH_END:
            start = base + int.from_bytes(record[1:3], "big")
            flash.update((start + i, byte) for i, byte in enumerate(data))
    return bytes(flash.get(address, 0xFF) for address in range(min(flash), max(flash) + 1))
