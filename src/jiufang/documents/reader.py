"""Turn the bytes of one file into a reading: its documents, or the reason why there are none. Never raises."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib import import_module
from subprocess import SubprocessError

from jiufang.documents.asides import asides, problems_of
from jiufang.documents.detect import Kind, detect
from jiufang.documents.records import Document, Problem, Reading, Status
from jiufang.errors import InternalError, JiufangError, UnreadableDocument
from jiufang.protocols import TextRecognizer

# A hundred pages of small print. What is longer is no résumé, and would slow everything that follows.
MAX_CHARACTERS = 400_000

Reader = Callable[..., Document]

READERS = {
    "docx": ("jiufang.documents.docx", "read_docx"),
    "doc": ("jiufang.documents.doc", "read_doc"),
    "odt": ("jiufang.documents.odt", "read_odt"),
    "rtf": ("jiufang.documents.rtf", "read_rtf"),
    "html": ("jiufang.documents.html", "read_html"),
    "markdown": ("jiufang.documents.markdown", "read_markdown"),
    "text": ("jiufang.documents.plain", "read_text"),
    "json": ("jiufang.documents.jsonresume", "read_json_resume"),
    "pdf": ("jiufang.documents.pdf", "read_pdf"),
    "image": ("jiufang.documents.images", "read_image"),
}
"""Kind → module and function; modules are imported when the first file of the kind comes."""

NEEDS_OCR = {"pdf", "image"}


def read_bytes(data: bytes, *, name: str, ocr: TextRecognizer | None = None) -> Reading:
    """Read one file in this process, without limits; `ReadingPool` is the safe way.

    Args:
        data: the whole file.
        name: its name, for the records and to break ties between kinds.
        ocr: reads pictures of text; without it they are `failed`.

    Returns:
        The reading. What cannot be read has status `failed` and a reason in plain words.
    """
    try:
        return _read(data, name, ocr)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        transient = isinstance(error.__cause__ or error, MemoryError | OSError | SubprocessError)
        return Reading(file=name, status=Status.FAILED, reason=reason_of(error), transient=transient)


def _read(data: bytes, name: str, ocr: TextRecognizer | None) -> Reading:
    kind = detect(data, name=name)
    if kind.name == "zip":
        from jiufang.documents.archive import read_zip

        return read_zip(data, name=name, ocr=ocr)
    if kind.name == "eml":
        from jiufang.documents.mail import read_mail

        return read_mail(data, name=name, ocr=ocr)
    document = read_document(data, kind=kind, name=name, ocr=ocr)
    return reading_of(name, [document])


def read_document(data: bytes, *, kind: Kind, name: str, ocr: TextRecognizer | None = None, member: str | None = None) -> Document:
    """Read a file that is one document.

    Args:
        data: the whole file.
        kind: what `detect` found.
        name: the name of the file, or of the archive that holds it.
        ocr: reads pictures of text.
        member: the path inside the archive, or the name of the attachment.

    Raises:
        UnreadableDocument: the file is broken, locked or without words.
        MissingCapability: what reads this kind is not installed.
    """
    reader = _reader(kind.name, name)
    document: Document = reader(data, name=name, ocr=ocr) if kind.name in NEEDS_OCR else reader(data, name=name)
    beside = asides(data, kind=kind.name, name=member or name)
    problems = document.problems + problems_of(beside) + _mismatch(kind)
    hidden, digest = document.hidden + beside, hashlib.sha256(data).hexdigest()
    document = document.model_copy(update={"name": name, "member": member, "sha256": digest, "problems": problems, "hidden": hidden})
    if not document.text.strip():
        raise UnreadableDocument("no words were found in it", subject=name, hint=_why_empty(document, ocr))
    return _capped(document)


def reading_of(name: str, documents: list[Document], *, problems: tuple[Problem, ...] = ()) -> Reading:
    """Return the reading of a file from what came out of it.

    Status is failed without a document; partial when something is missing.
    """
    if not documents:
        reason = problems[0].message if len(problems) == 1 else "nothing in it could be read"
        return Reading(file=name, status=Status.FAILED, reason=reason, problems=problems)
    partial = problems or any(d.status is not Status.OK for d in documents)
    return Reading(file=name, status=Status.PARTIAL if partial else Status.OK, documents=tuple(documents), problems=problems)


def reason_of(error: BaseException) -> str:
    """Return what went wrong in words for a recruiter: no class names where ours will do, no traces."""
    if isinstance(error, JiufangError) and not isinstance(error, InternalError):
        return f"{error.message} ({error.hint})" if error.hint else error.message
    if isinstance(error, MemoryError):
        return "reading it needed too much memory and was stopped"
    if isinstance(error, RecursionError):
        return "its parts are nested too deeply"
    if isinstance(error, PermissionError):
        return "it asked for something that reading a file must not do"
    name = type(error).__name__
    return f"it is damaged or made in an unusual way ({name})" if name != "error" else "it is damaged"


def _reader(kind: str, name: str) -> Reader:
    module, function = READERS[kind]
    try:
        reader: Reader = getattr(import_module(module), function)
    except (ImportError, AttributeError):
        raise UnreadableDocument(f"this installation cannot read {kind} files", subject=name, hint="ask for a PDF or DOCX") from None
    return reader


def _mismatch(kind: Kind) -> tuple[Problem, ...]:
    if not kind.expected:
        return ()
    return (Problem(code="type_mismatch", message=f"the name says {kind.expected}, the content is {kind.name}"),)


def _why_empty(document: Document, ocr: TextRecognizer | None) -> str:
    if document.problems:
        return "; ".join(list(dict.fromkeys(p.message for p in document.problems))[:3])
    return "" if ocr else "it may be a scan, and text recognition is off"


def _capped(document: Document) -> Document:
    if len(document.text) <= MAX_CHARACTERS:
        return document
    said = f"only the first {MAX_CHARACTERS:,} of {len(document.text):,} characters were read"
    return document.model_copy(
        update={
            "text": document.text[:MAX_CHARACTERS],
            "lines": tuple(line for line in document.lines if line.end <= MAX_CHARACTERS),
            "words": tuple(word for word in document.words if word.end <= MAX_CHARACTERS),
            "problems": (*document.problems, Problem(code="too_long", message=said)),
            "status": Status.PARTIAL,
        }
    )
