"""Read old Word (.doc) and WPS (.wps) files by way of LibreOffice, where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from jiufang.documents.docx import read_docx
from jiufang.documents.records import Document
from jiufang.errors import UnreadableDocument

MEDIA_TYPE = "application/msword"
SECONDS = 25  # below the 30 s that a reading worker may take
PROGRAMS = ("soffice", "libreoffice")


def read_doc(data: bytes, *, name: str) -> Document:
    """Read a file in the old Word format.

    LibreOffice runs without its window, with a profile of its own that is thrown away, and turns the file into a
    .docx; macros do not run in a conversion.

    Args:
        data: the bytes of the file.
        name: the file's name, for messages and the record.

    Raises:
        UnreadableDocument: LibreOffice is absent or cannot read the file.
    """
    if data.startswith(b"PK"):
        return read_docx(data, name=name)
    office = next((found for program in PROGRAMS if (found := shutil.which(program))), None)
    if office is None:
        raise UnreadableDocument("the old Word format needs LibreOffice", subject=name, hint="save it as .docx, or install LibreOffice")
    document = read_docx(_converted(data, office=office, name=name), name=name)
    return document.model_copy(update={"media_type": MEDIA_TYPE})


def _converted(data: bytes, *, office: str, name: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="jiufang-") as folder:
        source = Path(folder) / "resume.doc"
        source.write_bytes(data)
        command = [
            office,
            f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            "docx",
            "--outdir",
            folder,
            str(source),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=SECONDS, check=False, cwd=folder)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _failed(name) from error
        target = source.with_suffix(".docx")
        if not target.is_file():
            raise _failed(name)
        return target.read_bytes()


def _failed(name: str) -> UnreadableDocument:
    return UnreadableDocument("LibreOffice cannot read the file", subject=name, hint="save it as .docx or PDF")
