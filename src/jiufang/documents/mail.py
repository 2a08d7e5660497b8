"""Turn an e-mail into the documents of one application: its attachments first, then what the message itself says."""

from __future__ import annotations

import email
import email.errors
import email.policy
import re
from collections.abc import Iterator
from contextlib import suppress
from email.header import decode_header
from email.message import Message

from jiufang.documents.archive import read_member, tidy, unpack
from jiufang.documents.detect import detect
from jiufang.documents.plain import document_from_text
from jiufang.documents.reader import reading_of, reason_of
from jiufang.documents.records import Document, Problem, Reading
from jiufang.errors import UnreadableDocument
from jiufang.protocols import TextRecognizer

MAX_PARTS = 200
MAX_DEPTH = 16
MAX_ATTACHMENTS = 40
BODY = "body"
"""The `member` of the document made from the text of the message."""

# "Please find my résumé attached" with greetings; what is longer may be a letter worth reading.
TRIVIAL_HAN, TRIVIAL_OTHER = 120, 350
HAN = re.compile("[\u4e00-\u9fff]")
# Logos in signatures are small, and shown inside the message.
SMALL_PICTURE = 30_000
# "See the HTML version" is no text; below this the HTML part is read.
SHORT_PLAIN = 40

NO_DOCUMENT = {
    "text/calendar",
    "text/x-vcard",
    "text/vcard",
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/ms-tnef",
}
EXTENSION_OF = {"application/pdf": ".pdf", "text/html": ".html", "text/plain": ".txt", "image/jpeg": ".jpg", "image/png": ".png"}


def read_mail(data: bytes, *, name: str, ocr: TextRecognizer | None = None) -> Reading:
    """Read an e-mail with its attachments.

    Args:
        data: the whole message, as it came over the wire or out of a mailbox.
        name: its file name.
        ocr: reads pictures of text.

    Returns:
        The documents of the attachments in their order, `member` being the attachment's name. The message itself
        follows as member "body" unless it only announces them; without attachments it stands alone.
    """
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    parts = list(_leaves(message))
    documents: list[Document] = []
    problems: list[Problem] = []
    for number, part in enumerate([p for p in parts if _is_attachment(p)][:MAX_ATTACHMENTS], start=1):
        _read_attachment(part, number, name, ocr, documents, problems)
    body = _body([p for p in parts if not _is_attachment(p)], name, problems)
    if body is not None and documents and not _is_trivial(body.text):
        documents.append(body)
    elif body is not None and not documents:
        documents.append(_signed(body, message, name))
    return reading_of(name, documents, problems=tuple(problems))


def attachments(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of each attachment, archives opened, under the names that their documents bear."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for number, part in enumerate([p for p in _leaves(message) if _is_attachment(p)][:MAX_ATTACHMENTS], start=1):
        with suppress(UnreadableDocument):
            yield from _unpacked(_payload(part), _member_name(part, number), [])[:MAX_ATTACHMENTS]


def _leaves(message: Message) -> Iterator[Message]:
    """Yield the parts that hold something, forwarded messages opened, in order."""
    waiting = [(message, 0)]
    seen = 0
    while waiting and seen < MAX_PARTS:
        part, depth = waiting.pop()
        seen += 1
        payload = part.get_payload()
        if not isinstance(payload, list):
            yield part
        elif depth < MAX_DEPTH:
            waiting += [(inner, depth + 1) for inner in reversed(payload) if isinstance(inner, Message)]


def _is_attachment(part: Message) -> bool:
    kind, disposition = part.get_content_type(), part.get_content_disposition()
    if kind in NO_DOCUMENT:
        return False
    if kind.startswith("image/") and (disposition == "inline" or part.get("Content-ID")):
        return len(_payload(part)) > SMALL_PICTURE
    return kind not in ("text/plain", "text/html") or disposition == "attachment" or bool(filename(part))


def _read_attachment(
    part: Message, number: int, name: str, ocr: TextRecognizer | None, documents: list[Document], problems: list[Problem]
) -> None:
    content = _payload(part)
    member = _member_name(part, number)
    try:
        files = _unpacked(content, member, problems)
    except UnreadableDocument as error:
        problems.append(Problem(code="unreadable_member", message=f"{member}: {reason_of(error)}", member=member))
        return
    for path, inner in files[:MAX_ATTACHMENTS]:
        read_member(inner, name=name, member=path, ocr=ocr, documents=documents, problems=problems)


def _member_name(part: Message, number: int) -> str:
    return filename(part) or f"attachment-{number}{EXTENSION_OF.get(part.get_content_type(), '')}"


def _unpacked(content: bytes, member: str, problems: list[Problem]) -> list[tuple[str, bytes]]:
    if detect(content, name=member).name != "zip":
        return [(member, content)]
    return [(f"{member}/{path}", inner) for path, inner in unpack(content, name=member, problems=problems)]


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def filename(part: Message) -> str:
    """Return the name of an attachment, whichever of RFC 2231, RFC 2047 or bare bytes the sender used."""
    try:
        given = part.get_filename() or ""
    except (LookupError, UnicodeError, ValueError, TypeError):
        given = ""
    return tidy(decoded_words(given)).rsplit("/", 1)[-1]


def decoded_words(value: object) -> str:
    """Return a header with its encoded words decoded, raw GBK or UTF-8 bytes included."""
    try:
        pieces = decode_header(value)  # type: ignore[arg-type]
    except (ValueError, LookupError, email.errors.HeaderParseError):
        return printable(str(value))
    return ("".join(_text(*piece) for piece in pieces) or printable(str(value))).strip()


def _text(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, bytes):
        return _decoded(piece, None if charset == "unknown-8bit" else charset)
    if any(0xDC80 <= ord(c) <= 0xDCFF for c in piece):  # bytes that the sender did not encode
        return _decoded(piece.encode("utf-8", "surrogateescape"), None)
    return piece


def printable(text: str) -> str:
    """Return a text without halves of surrogate pairs, which no encoding can write."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _decoded(raw: bytes, charset: str | None) -> str:
    """Decode by the charset that is told, or the one that fits; GB2312 on a label usually means GB18030."""
    for encoding in (charset or "utf-8", "utf-8", "gb18030"):
        try:
            return raw.decode("gb18030" if encoding.lower() in ("gb2312", "gbk", "gb_2312-80") else encoding)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return raw.decode("latin-1")


def _body(texts: list[Message], name: str, problems: list[Problem]) -> Document | None:
    """Return what the message says: plain text where there is some, else HTML."""
    plain = [p for p in texts if p.get_content_type() == "text/plain"]
    html = [p for p in texts if p.get_content_type() == "text/html"]
    said = "\n\n".join(_decoded(_payload(p), p.get_content_charset()).strip() for p in plain)
    try:
        if html and len(said) < SHORT_PLAIN:
            return _from_html(html[0], name)
    except Exception as error:
        problems.append(Problem(code="unreadable_member", message=f"{BODY}: {reason_of(error)}"))
    return document_from_text(said, name=name).model_copy(update={"member": BODY}) if said.strip() else None


def _from_html(part: Message, name: str) -> Document | None:
    from jiufang.documents.html import read_html

    markup = _decoded(_payload(part), part.get_content_charset())
    document = read_html(markup.encode("utf-8"), name=name)
    return document.model_copy(update={"member": BODY, "media_type": "text/html"}) if document.text.strip() else None


def _signed(body: Document, message: Message, name: str) -> Document:
    """Put sender and subject below a message that is the application itself: they may be its only name and address.

    Below, since the first lines of a résumé are where its own name stands.
    """
    headers = [f"{key}: {value}" for key in ("From", "Subject") if (value := decoded_words(message.get(key, "")))]
    if not headers or body.media_type == "text/html":
        return body
    signed = document_from_text("\n".join([body.text, "", *headers]), name=name)
    return signed.model_copy(update={"member": BODY, "hidden": body.hidden, "problems": body.problems})


def _is_trivial(text: str) -> bool:
    limit = TRIVIAL_HAN if len(HAN.findall(text)) > len(text) / 5 else TRIVIAL_OTHER
    return len(text.strip()) < limit
