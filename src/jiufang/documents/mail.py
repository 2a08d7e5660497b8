"""Turn an e-mail into the documents of one application: its attachments first, then what the message itself says."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.header import decode_header
from email.message import EmailMessage, Message
from typing import cast

from jiufang.documents.archive import read_member, tidy, unpack
from jiufang.documents.detect import detect
from jiufang.documents.reader import reading_of, reason_of
from jiufang.documents.records import Document, Problem, Reading, Status
from jiufang.errors import UnreadableDocument
from jiufang.protocols import TextRecognizer

MAX_PARTS = 200
MAX_DEPTH = 4
MAX_ATTACHMENTS = 40
BODY = "body"
# "Please find my résumé attached" with greetings; what is longer may be a letter worth reading.
TRIVIAL_BODY = {"zh": 120, "other": 350}
HAN = re.compile("[\u4e00-\u9fff]")
# Logos in signatures: small, and named by the message's own HTML.
SMALL_PICTURE = 30_000


def read_mail(data: bytes, *, name: str, ocr: TextRecognizer | None = None) -> Reading:
    """Read an e-mail with its attachments.

    Args:
        data: the whole message, as it came over the wire or out of a mailbox.
        name: its file name.
        ocr: reads pictures of text.

    Returns:
        The documents of the attachments in their order, `member` being the attachment's name. The message itself
        follows as member "body" unless it only announces them; without attachments it stands alone.

    Raises:
        UnreadableDocument: the message is damaged beyond use.
    """
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    parts = list(_leaves(message))
    documents: list[Document] = []
    problems: list[Problem] = []
    for part in [p for p in parts if _is_attachment(p)][:MAX_ATTACHMENTS]:
        _read_attachment(part, name, ocr, documents, problems)
    body = _body(message, parts, name, problems)
    if body and (not documents or not _is_trivial(body.text)):
        documents.append(body)
    return reading_of(name, documents, problems=tuple(problems))


def _leaves(message: Message, depth: int = 0, seen: list[int] | None = None) -> Iterator[Message]:
    """Yield the parts that hold something, forwarded messages opened, in order."""
    seen = [0] if seen is None else seen
    if depth > MAX_DEPTH * 4:
        return
    payload = message.get_payload()
    if not isinstance(payload, list):
        seen[0] += 1
        if seen[0] <= MAX_PARTS:
            yield message
        return
    for part in payload:
        if isinstance(part, Message):
            yield from _leaves(part, depth + 1, seen)


def _is_attachment(part: Message) -> bool:
    kind = part.get_content_type()
    named, disposition = filename(part), part.get_content_disposition()
    if kind.startswith("image/") and (disposition == "inline" or part.get("Content-ID")):
        return len(_payload(part)) > SMALL_PICTURE
    if kind in ("text/plain", "text/html") and disposition != "attachment" and not named:
        return False
    return kind not in ("text/calendar", "application/pgp-signature", "application/pkcs7-signature") and not kind.startswith("multipart/")


def _read_attachment(part: Message, name: str, ocr: TextRecognizer | None, documents: list[Document], problems: list[Problem]) -> None:
    content = _payload(part)
    member = filename(part) or f"attachment-{len(documents) + len(problems) + 1}{_extension(part)}"
    try:
        packed = detect(content, name=member).name == "zip"
        files = (
            [(f"{member}/{path}", inner) for path, inner in unpack(content, name=member, problems=problems)]
            if packed
            else [(member, content)]
        )
    except UnreadableDocument as error:
        problems.append(Problem(code="unreadable_member", message=f"{member}: {reason_of(error)}"))
        return
    for path, inner in files[:MAX_ATTACHMENTS]:
        read_member(inner, name=name, member=path, ocr=ocr, documents=documents, problems=problems)


def _extension(part: Message) -> str:
    kinds = {"application/pdf": ".pdf", "text/html": ".html", "text/plain": ".txt", "image/jpeg": ".jpg", "image/png": ".png"}
    return kinds.get(part.get_content_type(), "")


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def filename(part: Message) -> str:
    """Return the name of an attachment, whichever of RFC 2231, RFC 2047 or bare bytes the sender used."""
    try:
        given = part.get_filename() or ""
    except (LookupError, UnicodeError, ValueError, TypeError):
        given = ""
    return tidy(words(given).split("/")[-1].split("\\")[-1])


def words(value: object) -> str:
    """Return a header with its encoded words decoded, raw GBK or UTF-8 bytes included."""
    try:
        pieces = decode_header(str(value))
    except (ValueError, LookupError, email.errors.HeaderParseError):
        return str(value)
    return "".join(_decoded(raw, charset) for raw, charset in pieces).strip()


def _decoded(raw: bytes | str, charset: str | None) -> str:
    if isinstance(raw, str):
        raw = raw.encode("ascii", "surrogateescape") if raw.isascii() or _has_escapes(raw) else raw.encode("utf-8", "replace")
    for encoding in (charset or "utf-8", "utf-8", "gb18030", "latin-1"):
        try:
            return raw.decode("gb18030" if encoding.lower() in ("gb2312", "gbk") else encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("latin-1")


def _has_escapes(text: str) -> bool:
    return any(0xDC80 <= ord(c) <= 0xDCFF for c in text) and all(ord(c) < 128 or 0xDC80 <= ord(c) <= 0xDCFF for c in text)


def _body(message: Message, parts: list[Message], name: str, problems: list[Problem]) -> Document | None:
    """Return what the message says: plain text where there is some, else HTML, below its subject and sender."""
    texts = [p for p in parts if not _is_attachment(p)]
    plain = [p for p in texts if p.get_content_type() == "text/plain" and _payload(p).strip()]
    html = [p for p in texts if p.get_content_type() == "text/html"]
    try:
        return _from_html(html[0], name) if html and not _is_fuller(plain, html[0]) else _from_plain(message, plain, name)
    except Exception as error:
        problems.append(Problem(code="unreadable_member", message=f"{BODY}: {reason_of(error)}"))
        return _from_plain(message, plain, name)


def _is_fuller(plain: list[Message], html: Message) -> bool:
    return sum(len(_payload(p)) for p in plain) >= 40


def _from_html(part: Message, name: str) -> Document:
    from jiufang.documents.html import read_html

    markup = _decoded(_payload(part), part.get_content_charset())
    document = read_html(markup.encode("utf-8"), name=name)
    return document.model_copy(update={"member": BODY})


def _from_plain(message: Message, plain: list[Message], name: str) -> Document | None:
    from jiufang.documents.plain import document_from_text

    text = "\n\n".join(_decoded(_payload(p), p.get_content_charset()).strip() for p in plain)
    if not text.strip():
        return None
    document = document_from_text(text, name=name)
    return document.model_copy(update={"member": BODY})


def _is_trivial(text: str) -> bool:
    limit = TRIVIAL_BODY["zh" if len(HAN.findall(text)) > len(text) / 5 else "other"]
    return len(text.strip()) < limit


def headers_of(data: bytes) -> dict[str, str]:
    """Return sender, subject and date of an e-mail, decoded."""
    message = cast(EmailMessage, email.message_from_bytes(data))
    return {key: words(message.get(key, "")) for key in ("From", "Subject", "Date")}


__all__ = ["BODY", "Status", "filename", "headers_of", "read_mail", "words"]
