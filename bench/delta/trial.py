"""One tool on one pair: a patch is made, applied again, and compared before its size counts."""

import dataclasses
import shlex
import shutil
import subprocess
import tempfile
import pathlib

from measure import measure


@dataclasses.dataclass
class Result:
    """What a tool made of a pair. `problem` says why the rest does not count."""
    patch_bytes: int = 0
    encode_seconds: float = 0.0
    encode_peak_kib: int = 0
    problem: str | None = None


class Trial:
    """A folder with the files of one pair in it, where tools run."""

    def __init__(self, old, new, isa, work):
        self._isa = isa
        self._folder = tempfile.TemporaryDirectory(prefix="trial-", dir=work)
        self.path = pathlib.Path(self._folder.name)
        shutil.copy(old, self.path / "old")
        shutil.copy(new, self.path / "new")

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self._folder.cleanup()

    def compare(self, tools, repeats):
        """Every tool's Result, by name. The tools take turns, so that other load on the machine
        slows all of them. The best time counts.
        """
        results = {}
        for _ in range(repeats):
            for tool in tools:
                latest = self.run(tool)
                best = results.setdefault(tool.name, latest)
                best.encode_seconds = min(best.encode_seconds, latest.encode_seconds)
                best.problem = best.problem or latest.problem
        return results

    def run(self, tool):
        """One patch by one tool, in the file `patch`."""
        for name in ("patch", "rebuilt"):
            (self.path / name).unlink(missing_ok=True)
        seconds, peak_kib, failure = measure(tool.make_for(self._isa), self.path)
        if failure:
            return Result(problem=f"could not make the patch: {failure}")
        patch = self.path / "patch"
        return Result(patch.stat().st_size, seconds, peak_kib, self._why_wrong(tool))

    def read(self, name):
        """A file of the trial: old, new, or the latest run's patch."""
        return (self.path / name).read_bytes()

    def empty_old(self):
        """From now on patches are made from nothing."""
        (self.path / "old").write_bytes(b"")

    def _why_wrong(self, tool):
        done = subprocess.run(shlex.split(tool.apply), cwd=self.path, check=False, capture_output=True)
        if done.returncode:
            return f"its patch could not be applied: exit status {done.returncode}"
        if not (self.path / "rebuilt").is_file() or self.read("rebuilt") != self.read("new"):
            return "its patch makes another file"
        return None
