"""Turn a zip archive into the documents of its members; a bomb is refused before and while it is unpacked."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from jiufang.documents.detect import KIND_OF, detect, extension_of
from jiufang.documents.reader import read_document, reading_of, reason_of
from jiufang.documents.records import Document, Problem, Reading
from jiufang.errors import UnreadableDocument
from jiufang.protocols import TextRecognizer

MAX_ENTRIES = 2_000
MAX_TOTAL = 100 << 20
MAX_ENTRY = 50 << 20
# Deflate reaches 1032:1 on zeros; a résumé compresses ten to one at best. Small files may be all blanks.
MAX_RATIO = 100
SMALL = 1 << 20
MAX_DEPTH = 2
MAX_DOCUMENTS = 200
CHUNK = 1 << 16

UTF8_FLAG, ENCRYPTED_FLAG = 0x800, 0x1
JUNK_FOLDERS = {"__MACOSX"}
JUNK_NAMES = {".ds_store", "thumbs.db", "desktop.ini"}


def read_zip(data: bytes, *, name: str, ocr: TextRecognizer | None = None) -> Reading:
    """Read each member of a zip archive as a document of its own.

    Args:
        data: the whole archive.
        name: its file name.
        ocr: reads pictures of text.

    Returns:
        The documents in the order of the archive; a member that cannot be read is told among the problems.

    Raises:
        UnreadableDocument: the archive is damaged, a bomb, or tries to leave its folder.
    """
    documents: list[Document] = []
    problems: list[Problem] = []
    for path, content in unpack(data, name=name, problems=problems):
        if len(documents) >= MAX_DOCUMENTS:
            problems.append(Problem(code="too_many", message=f"only the first {MAX_DOCUMENTS} documents were read"))
            break
        read_member(content, name=name, member=path, ocr=ocr, documents=documents, problems=problems)
    if not documents and not problems:
        raise UnreadableDocument("the archive is empty", subject=name)
    return reading_of(name, documents, problems=tuple(problems))


def read_member(
    content: bytes, *, name: str, member: str, ocr: TextRecognizer | None, documents: list[Document], problems: list[Problem]
) -> None:
    """Read one member or attachment; add its documents, or the reason why there are none, to the lists."""
    try:
        kind = detect(content, name=member)
        if kind.name == "eml":
            from jiufang.documents.mail import read_mail

            inner = read_mail(content, name=name, ocr=ocr)
            documents.extend(d.model_copy(update={"member": f"{member}/{d.member}" if d.member else member}) for d in inner.documents)
            problems.extend(inner.problems)
        elif kind.name == "zip":
            raise UnreadableDocument("archives are nested too deeply", subject=member)
        else:
            documents.append(read_document(content, kind=kind, name=name, ocr=ocr, member=member))
    except Exception as error:
        problems.append(Problem(code="unreadable_member", message=f"{member}: {reason_of(error)}", member=member))


def unpack(data: bytes, *, name: str, problems: list[Problem], depth: int = 1) -> Iterator[tuple[str, bytes]]:
    """Yield (path, bytes) of each file in an archive, archives in it included.

    Raises:
        UnreadableDocument: the archive is damaged, a bomb, or tries to leave its folder.
    """
    budget = [MAX_TOTAL]
    yield from _unpack(data, name, problems, depth, budget)


def _unpack(data: bytes, name: str, problems: list[Problem], depth: int, budget: list[int]) -> Iterator[tuple[str, bytes]]:
    with _opened(data, name) as archive:
        entries = checked(archive.infolist(), name=name)
        for entry in entries:
            path = decoded_name(entry)
            if entry.is_dir() or is_junk(path):
                continue
            content = _content(archive, entry, path, problems, budget)
            if content is None:
                continue
            if _is_archive(content, path) and depth < MAX_DEPTH:
                yield from _nested(content, path, problems, depth, budget)
            else:
                yield path, content


def _nested(content: bytes, path: str, problems: list[Problem], depth: int, budget: list[int]) -> Iterator[tuple[str, bytes]]:
    try:
        for inner, data in _unpack(content, path, problems, depth + 1, budget):
            yield f"{path}/{inner}", data
    except UnreadableDocument as error:
        problems.append(Problem(code="unreadable_member", message=f"{path}: {reason_of(error)}", member=path))


def _opened(data: bytes, name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, IndexError):
        raise UnreadableDocument("the archive is damaged", subject=name, hint="ask for it again") from None


def checked(entries: list[zipfile.ZipInfo], *, name: str) -> list[zipfile.ZipInfo]:
    """Return the entries of a central directory if what it claims is harmless.

    Raises:
        UnreadableDocument: too many or too large entries, too good a compression, links, or paths that climb.
    """
    if len(entries) > MAX_ENTRIES:
        raise UnreadableDocument(f"the archive has {len(entries):,} entries; {MAX_ENTRIES:,} is the limit", subject=name)
    if sum(entry.file_size for entry in entries) > MAX_TOTAL:
        raise UnreadableDocument(f"the archive unpacks to more than {MAX_TOTAL >> 20} MB", subject=name)
    for entry in entries:
        _check_entry(entry, name)
    return entries


def _check_entry(entry: zipfile.ZipInfo, name: str) -> None:
    if entry.file_size > MAX_ENTRY:
        raise UnreadableDocument(f"a file in the archive is larger than {MAX_ENTRY >> 20} MB", subject=name)
    if entry.file_size > SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise UnreadableDocument("the archive is compressed like a zip bomb", subject=name)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise UnreadableDocument("the archive contains a link to another place", subject=name)
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or (len(entry.filename) > 1 and entry.filename[1] == ":"):
        raise UnreadableDocument("the archive contains a path that leaves its folder", subject=name)


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: str, problems: list[Problem], budget: list[int]) -> bytes | None:
    if entry.flag_bits & ENCRYPTED_FLAG:
        problems.append(Problem(code="encrypted", message=f"{path}: it is password-protected", member=path))
        return None
    try:
        content = _counted(archive, entry, budget)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError, zlib.error):
        problems.append(Problem(code="unreadable_member", message=f"{path}: the packed data is damaged", member=path))
        return None
    return content


def _counted(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: list[int]) -> bytes:
    """Unpack one entry and count the bytes that really come: the directory may lie about sizes."""
    allowed = min(MAX_ENTRY, budget[0], max(SMALL, MAX_RATIO * max(entry.compress_size, 1)))
    parts, size = [], 0
    with archive.open(entry) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > allowed:
                raise UnreadableDocument("the archive unpacks to more than it says", subject=entry.filename)
            parts.append(chunk)
    budget[0] -= size
    return b"".join(parts)


def decoded_name(entry: zipfile.ZipInfo) -> str:
    """Return the path of an entry as its maker meant it.

    Without the UTF-8 flag the standard says CP437; Chinese Windows writes GBK, macOS writes UTF-8.
    """
    if entry.flag_bits & UTF8_FLAG:
        return tidy(entry.filename)
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return tidy(entry.filename)
    for encoding in ("ascii", "utf-8", "gb18030"):
        try:
            return tidy(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return tidy(entry.filename)


def tidy(path: str) -> str:
    """Return a path fit to be shown: no control characters, slashes one way, of bounded length."""
    shown = "".join(c for c in path if c.isprintable()).replace("\\", "/").strip("/")
    return shown if len(shown) <= 240 else f"{shown[:200]}…{shown[-39:]}"


def is_junk(path: str) -> bool:
    """Tell whether a file was left in an archive by an operating system."""
    parts = path.split("/")
    return parts[0] in JUNK_FOLDERS or parts[-1].lower() in JUNK_NAMES or parts[-1].startswith(("._", "~$"))


def _is_archive(content: bytes, path: str) -> bool:
    if not content.startswith(b"PK") or KIND_OF.get(extension_of(path)) not in (None, "zip"):
        return False
    try:
        return detect(content, name=path).name == "zip"
    except UnreadableDocument:
        return False
