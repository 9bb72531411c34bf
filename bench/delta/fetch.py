"""Fetches the firmware of the pairs by package name and version, with the clients that this machine
has configured.
"""

import pathlib
import shutil
import subprocess
import tarfile

from pairs import Unavailable

HERE = pathlib.Path(__file__).resolve().parent


def fetch(pairs, work, say):
    """Obtains what is missing of the pairs. The reasons, by id, of those that cannot be had."""
    downloads = work / "downloads"
    downloads.mkdir(parents=True, exist_ok=True)
    wanted = [(pair, side) for pair in pairs for side in pair.missing(work)]
    debs = sorted({specification(pair, side) for pair, side in wanted if pair.source == "deb"})
    if debs:
        say(f"unpacking {len(debs)} Debian packages")
        _run([HERE / "download_debs", downloads, *debs], may_fail=True)
    reasons = {}
    for pair, side in wanted:
        try:
            say(f"obtaining {pair.id}, {side}")
            pair.store(work, side, READERS[pair.source](pair, side, downloads))
        except Unavailable as why:
            reasons[pair.id] = str(why)
    return reasons


def specification(pair, side):
    """Package and version as the package's client writes them."""
    return f"{pair.package}{'@' if pair.source == 'npm' else '='}{getattr(pair, side).version}"


def _run(command, may_fail=False, **options):
    """Runs a client; what it prints to its output. Unavailable where it fails."""
    if not shutil.which(command[0]):
        raise Unavailable(f"{command[0]} is not installed")
    done = subprocess.run(command, check=False, capture_output=True, **options)
    if done.returncode and not may_fail:
        lines = done.stderr.decode(errors="replace").strip().splitlines() or ["no message"]
        raise Unavailable(f"{pathlib.Path(command[0]).name} failed: {lines[-1]}")
    return done.stdout


def _from_npm(pair, side, downloads):
    wanted = specification(pair, side)
    archive = downloads / f"{wanted.replace('/', '+')}.tgz"
    if not archive.is_file():
        printed = _run(["npm", "pack", "--silent", "--ignore-scripts", wanted], cwd=downloads)
        (downloads / printed.decode().split()[-1]).rename(archive)
    with tarfile.open(archive) as opened:
        try:
            return opened.extractfile(getattr(pair, side).path).read()
        except KeyError:
            raise Unavailable(f"{wanted} has no file {getattr(pair, side).path}") from None


def _from_deb(pair, side, downloads):
    wanted = specification(pair, side)
    if not (downloads / wanted).is_dir():
        raise Unavailable(f"{wanted} is not on this machine's Debian mirror, or it cannot be reached")
    file = downloads / wanted / getattr(pair, side).path
    if not file.is_file():
        raise Unavailable(f"{wanted} has no file {getattr(pair, side).path}")
    return file.read_bytes()


def _from_git(pair, side, downloads):
    clone = downloads / (pair.package.rstrip("/").rsplit("/", 1)[-1] + ".git")
    if not clone.is_dir():
        _run(["git", "clone", "--quiet", "--bare", pair.package, clone])
    version = getattr(pair, side)
    return _run(["git", "-C", clone, "show", f"{version.version}:{version.path}"])


READERS = {"npm": _from_npm, "deb": _from_deb, "git": _from_git}
