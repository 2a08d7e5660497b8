"""Turn what is written into a file that is there whole, or as it was before, whatever happens meanwhile."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let a file be written beside its place, and move it there once it is on the disk; its owner alone may read it (mode 600).

    Args:
        path: the place, in a folder that is there.
        write: writes the file that it is given.

    Raises:
        OSError: it could not be written; what stood there stands there still.
    """
    handle, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.")
    os.close(handle)
    part = Path(name)
    try:
        write(part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
