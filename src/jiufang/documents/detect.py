"""Turn the first bytes of a file into its kind; the extension only breaks ties, and is told when it lies."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from jiufang.errors import UnreadableDocument

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "doc": "application/msword",
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
    "html": "text/html",
    "markdown": "text/markdown",
    "text": "text/plain",
    "json": "application/json",
    "image": "image/*",
    "eml": "message/rfc822",
    "zip": "application/zip",
}

EXTENSIONS = {
    "pdf": "pdf",
    "docx": "docx dotx",
    "doc": "doc dot wps",
    "odt": "odt ott",
    "rtf": "rtf",
    "html": "html htm xhtml",
    "markdown": "md markdown",
    "text": "txt text",
    "json": "json",
    "image": "png jpg jpeg jpe jfif tif tiff webp bmp gif heic heif",
    "eml": "eml mht mhtml",
    "zip": "zip",
}
KIND_OF = {extension: kind for kind, extensions in EXTENSIONS.items() for extension in extensions.split()}

REFUSED: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "it is a program, not a résumé"),
    (b"\x7fELF", "it is a program, not a résumé"),
    (b"\xca\xfe\xba\xbe", "it is a program, not a résumé"),
    (b"\xcf\xfa\xed\xfe", "it is a program, not a résumé"),
    (b"\xfe\xed\xfa", "it is a program, not a résumé"),
    (b"#!", "it is a script, not a résumé"),
    (b"Rar!\x1a\x07", "it is a RAR archive; please pack it as .zip"),
    (b"7z\xbc\xaf\x27\x1c", "it is a 7z archive; please pack it as .zip"),
    (b"\x1f\x8b", "it is a gzip archive; please pack it as .zip"),
    (b"BZh", "it is a bzip2 archive; please pack it as .zip"),
    (b"\xfd7zXZ\x00", "it is an xz archive; please pack it as .zip"),
    (b"ID3", "it is a sound file"),
    (b"OggS", "it is a sound file"),
    (b"%!PS", "it is a PostScript file; please save it as PDF"),
    (b"SQLite format 3", "it is a database"),
)

IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF87a", b"GIF89a")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis")

# An e-mail starts with header lines; two of these in the first lines are no accident.
MAIL_HEADERS = re.compile(
    rb"^(received|return-path|delivered-to|message-id|mime-version|dkim-signature|from|to|subject|date|content-type|reply-to|x-[a-z-]+):",
    re.IGNORECASE | re.MULTILINE,
)
SURE_MAIL_HEADERS = re.compile(
    rb"^(received|return-path|delivered-to|message-id|mime-version|dkim-signature):", re.IGNORECASE | re.MULTILINE
)
HTML_START = re.compile(
    rb"<(!doctype\s+html|html|head|body|meta|title|table|div|p|h[1-6]|style|span|br|ul|section|article)\b", re.IGNORECASE
)
# Bytes that no text encoding in use has; random bytes hold one in ten.
CONTROL = bytes(set(range(32)) - {7, 8, 9, 10, 11, 12, 13, 26, 27})
MAX_CONTROL_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is. `expected` is what its name says, empty when that says nothing or the same."""

    name: str
    expected: str = ""

    @property
    def media_type(self) -> str:
        """Return the media type, for the record of the document."""
        return MEDIA_TYPES[self.name]


def detect(data: bytes, *, name: str) -> Kind:
    """Tell what a file is by its bytes.

    Args:
        data: the whole file.
        name: its name; the extension parts plain text from Markdown, and a wrong one is reported.

    Returns:
        The kind, with the kind that the name promised when it is another.

    Raises:
        UnreadableDocument: the file is empty, of a kind that is never read, or of no known kind.
    """
    hinted = KIND_OF.get(extension_of(name), "")
    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableDocument("the file is empty", subject=name, hint="ask for it again")
    kind = _by_magic(data, name) or _by_text(data, name, hinted)
    alike = {"markdown", "text"}
    differs = hinted and hinted != kind and not {hinted, kind} <= alike
    return Kind(kind, expected=hinted if differs else "")


def extension_of(name: str) -> str:
    """Return the extension of a file name in lower case, without the dot."""
    return PurePosixPath(name.replace("\\", "/")).suffix.lower().lstrip(".")


def _by_magic(data: bytes, name: str) -> str:
    head = data[:4096].lstrip(b"\xef\xbb\xbf\x00 \t\r\n")
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip_kind(data, name)
    if data.startswith(OLE):
        return _ole_kind(data, name)
    if head.startswith(b"{\\rt"):
        return "rtf"
    if data.startswith(IMAGES) or _is_bmp(data) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return "image"
    if data[4:8] == b"ftyp":
        return _iso_media_kind(data, name)
    for magic, reason in REFUSED:
        if data.startswith(magic):
            raise UnreadableDocument(reason, subject=name)
    # Some programs put a few bytes of their own before the PDF; every viewer looks for it in the first kilobyte.
    if b"%PDF-" in data[:1024] and not HTML_START.search(head[:64]):
        return "pdf"
    return ""


def _is_bmp(data: bytes) -> bool:
    return data[:2] == b"BM" and data[6:10] == b"\x00" * 4 and data[14:18] in (b"\x0c\0\0\0", b"(\0\0\0", b"l\0\0\0", b"|\0\0\0")


def _iso_media_kind(data: bytes, name: str) -> str:
    if data[8:12] in HEIC_BRANDS:
        return "image"
    raise UnreadableDocument("it is a video or sound file", subject=name, hint="ask for a written résumé")


def _zip_kind(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            mimetype = _first_line(archive, entries)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, IndexError):
        raise UnreadableDocument("the archive or Office file is damaged", subject=name, hint="ask for it again") from None
    names = {entry.filename for entry in entries}
    if any(n.lower().endswith("vbaproject.bin") for n in names):
        raise UnreadableDocument("it contains macros", subject=name, hint="ask for a copy without macros, or a PDF")
    if "[Content_Types].xml" in names:
        return _office_kind(names, name)
    if mimetype.startswith("application/vnd.oasis.opendocument"):
        return _oasis_kind(mimetype, name)
    if "AndroidManifest.xml" in names or "META-INF/MANIFEST.MF" in names:
        raise UnreadableDocument("it is a program, not a résumé", subject=name)
    return "zip"


def _first_line(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> str:
    for entry in entries[:3]:
        if entry.filename == "mimetype" and entry.file_size < 200:
            with archive.open(entry) as stream:
                return stream.read(200).decode("ascii", "replace").strip()
    return ""


def _office_kind(names: set[str], name: str) -> str:
    folders = {n.split("/", 1)[0].lower() for n in names}
    if "word" in folders:
        return "docx"
    if "xl" in folders:
        raise UnreadableDocument("it is a spreadsheet", subject=name, hint="save it as PDF")
    if "ppt" in folders:
        raise UnreadableDocument("it is a presentation", subject=name, hint="save it as PDF")
    raise UnreadableDocument("the Office file has no text part", subject=name, hint="ask for it again")


def _oasis_kind(mimetype: str, name: str) -> str:
    if mimetype.startswith("application/vnd.oasis.opendocument.text"):
        return "odt"
    raise UnreadableDocument("it is an OpenDocument file other than text", subject=name, hint="save it as PDF")


def _ole_kind(data: bytes, name: str) -> str:
    if _ole_entry(data, "EncryptedPackage"):
        raise UnreadableDocument("it is password-protected", subject=name, hint="ask for an unprotected copy")
    if _ole_entry(data, "WordDocument"):
        if _ole_entry(data, "_VBA_PROJECT"):
            raise UnreadableDocument("it contains macros", subject=name, hint="ask for a copy without macros, or a PDF")
        return "doc"
    for stream, what in (("Workbook", "a spreadsheet"), ("Book", "a spreadsheet"), ("PowerPoint Document", "a presentation")):
        if _ole_entry(data, stream):
            raise UnreadableDocument(f"it is {what}", subject=name, hint="save it as PDF")
    if _ole_entry(data, "__properties_version1.0"):
        raise UnreadableDocument("it is an Outlook message", subject=name, hint="save the message as .eml, or its attachment")
    raise UnreadableDocument("it is an old Office file of no known kind", subject=name, hint="save it as PDF")


def _ole_entry(data: bytes, stream: str) -> bool:
    """Tell whether the compound file's directory has a stream: entries are 128 bytes, the length of the name at 64."""
    wanted = stream.encode("utf-16-le") + b"\x00\x00"
    at = data.find(wanted)
    while at >= 0:
        if at % 128 == 0 and data[at + 64 : at + 66] == len(wanted).to_bytes(2, "little"):
            return True
        at = data.find(wanted, at + 1)
    return False


def _by_text(data: bytes, name: str, hinted: str) -> str:
    if not _looks_like_text(data):
        raise UnreadableDocument("it is of no known kind, or damaged", subject=name, hint="ask for a PDF or DOCX")
    head = data[:8192].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = data[:16384].decode("utf-16", "ignore").encode("utf-8")
    kind = _markup_kind(head, name)
    if kind:
        return kind
    if _is_mail(head, hinted):
        return "eml"
    if hinted == "json" or (head[:1] in (b"{", b"[") and data.rstrip()[-1:] in (b"}", b"]") and b'"basics"' in data):
        return "json"
    return hinted if hinted in ("markdown", "html") else "text"


def _markup_kind(head: bytes, name: str) -> str:
    start = head[:2048].lower()
    if not start.startswith(b"<"):
        return ""
    if re.match(rb"(<\?xml[^>]*>|<!--.*?-->|<!doctype\s+svg[^>]*>|\s)*<svg\b", start, re.DOTALL) or b"<!doctype svg" in start:
        raise UnreadableDocument("SVG pictures are not accepted", subject=name, hint="save it as PDF or PNG")
    if b"word.document" in start or b"<w:worddocument" in start:
        raise UnreadableDocument("it is a Word 2003 XML file", subject=name, hint="save it as DOCX or PDF")
    if HTML_START.search(start) and not (start.startswith(b"<?xml") and b"<html" not in start):
        return "html"
    if start.startswith((b"<?xml", b"<!doctype")):
        raise UnreadableDocument("it is an XML file of no known kind", subject=name, hint="ask for a PDF or DOCX")
    return ""


def _is_mail(head: bytes, hinted: str) -> bool:
    block = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    if not MAIL_HEADERS.match(block):
        return False
    found = {header.lower() for header in MAIL_HEADERS.findall(block)}
    if hinted == "eml":
        return True
    return len(found) >= 3 and bool(SURE_MAIL_HEADERS.search(block))


def _looks_like_text(data: bytes) -> bool:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    sample = data[:65536]
    if b"\x00" in sample and _is_bare_utf16(sample):
        return True
    control = len(sample) - len(sample.translate(None, CONTROL))
    return control <= MAX_CONTROL_SHARE * len(sample)


def _is_bare_utf16(sample: bytes) -> bool:
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    return max(even, odd) > 0.1 * len(sample) / 2 and min(even, odd) <= 0.01 * len(sample)
