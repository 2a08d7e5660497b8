"""Small valid files of every format, made here, for tests that break them or read them as they are."""

from __future__ import annotations

import base64
import io
import json
import struct
import zipfile
import zlib

TEXT = "Zhang Min\nzhang.min@example.com\nEducation: Example University, BSc Physics, 2015-2019\nExperience: lab assistant, 2019-2023\n技能：熟悉 Python\n"
WORD_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def pdf(
    objects: dict[int, bytes] | None = None, *, content: bytes | None = None, media_box: str = "0 0 595 842", trailer: str = ""
) -> bytes:
    """Return a PDF of one page; given objects replace or add to the usual ones."""
    content = content if content is not None else b"BT /F1 12 Tf 72 760 Td (Zhang Min) Tj 0 -20 Td (Lab assistant 2019-2023) Tj ET"
    parts = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: f"<< /Type /Page /Parent 2 0 R /MediaBox [{media_box}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".encode(),
        4: stream(content),
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    } | (objects or {})
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in sorted(parts.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    out += f"trailer\n<< /Size {max(parts) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def stream(content: bytes, *, filters: str = "") -> bytes:
    """Return a PDF stream object."""
    return f"<< /Length {len(content)} {filters} >>\nstream\n".encode() + content + b"\nendstream"


def packed(files: dict[str, bytes | str], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


def docx(body: str | None = None, *, head: str = '<?xml version="1.0"?>', more: dict[str, bytes | str] | None = None) -> bytes:
    """Return a Word file with the given body XML."""
    body = body if body is not None else "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in TEXT.splitlines())
    document = f"{head}<w:document {WORD_NS}><w:body>{body}</w:body></w:document>"
    return packed({"[Content_Types].xml": CONTENT_TYPES, "_rels/.rels": RELS, "word/document.xml": document} | (more or {}))


def odt(body: str = "<text:p>Zhang Min</text:p><text:p>Lab assistant</text:p>", *, head: str = '<?xml version="1.0"?>') -> bytes:
    """Return an OpenDocument text."""
    office, text = "urn:oasis:names:tc:opendocument:xmlns:office:1.0", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    content = f'{head}<office:document-content xmlns:office="{office}" xmlns:text="{text}"><office:body><office:text>{body}</office:text></office:body></office:document-content>'
    return packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def rtf(body: str = r"Zhang Min\par Lab assistant \u25216?\par ") -> bytes:
    """Return a rich text file."""
    return (r"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}\f0\fs24 " + body + "}").encode("ascii", "replace")


def html(body: str = "<h1>Zhang Min</h1><ul><li>Lab assistant</li><li>技能：Python</li></ul>") -> bytes:
    """Return a web page."""
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>CV</title></head><body>{body}</body></html>'.encode()


def mail(
    body: str = "Dear team,\n\nplease find my résumé attached.\n",
    attachments: dict[str, bytes] | None = None,
    *,
    subject: str = "Application",
) -> bytes:
    """Return an e-mail."""
    parts = [f'--b\nContent-Type: text/plain; charset="utf-8"\nContent-Transfer-Encoding: base64\n\n{_base64(body.encode())}\n']
    for name, content in (attachments or {}).items():
        disposition = f'Content-Disposition: attachment; filename="{name}"'
        parts.append(
            f"--b\nContent-Type: application/octet-stream\n{disposition}\nContent-Transfer-Encoding: base64\n\n{_base64(content)}\n"
        )
    head = f'From: Zhang Min <zhang.min@example.com>\nTo: jobs@example.org\nSubject: {subject}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
    return (head + "".join(parts) + "--b--\n").encode("utf-8", "surrogateescape")


def _base64(content: bytes) -> str:
    return base64.encodebytes(content).decode()


def picture(kind: str = "PNG", size: tuple[int, int] = (420, 160), **options: object) -> bytes:
    """Return a picture of two lines of text."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", size, "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(28)
    draw.text((20, 20), "Zhang Min", fill="black", font=font)
    draw.text((20, 80), "Laboratory assistant", fill="black", font=font)
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def png_header(width: int, height: int, *, data: bytes = b"", chunks: bytes = b"") -> bytes:
    """Return a PNG that claims a size, with whatever data."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunks + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b"")


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a PNG chunk."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def ole(*streams: str) -> bytes:
    """Return the skeleton of an old Office file: header and a directory with the given streams."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\x00" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0) + b"\xff" * 432
    fat = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xff" * 504
    return header[:512] + fat + b"".join(_entry(name) for name in ("Root Entry", *streams))


def _entry(name: str) -> bytes:
    raw = name.encode("utf-16-le") + b"\x00\x00"
    return (raw.ljust(64, b"\x00") + struct.pack("<HBB", len(raw), 2, 1)).ljust(128, b"\x00")


def json_resume() -> bytes:
    """Return a JSON Resume."""
    return json.dumps(
        {"basics": {"name": "Zhang Min", "email": "zhang.min@example.com"}, "work": [{"name": "Example Lab", "position": "Assistant"}]}
    ).encode()


def all_formats() -> dict[str, bytes]:
    """Return one valid file of each format, by extension."""
    return {
        "pdf": pdf(),
        "docx": docx(),
        "odt": odt(),
        "rtf": rtf(),
        "html": html(),
        "md": b"# Zhang Min\n\n* Lab assistant\n",
        "txt": TEXT.encode("gb18030"),
        "json": json_resume(),
        "eml": mail(attachments={"cv.pdf": pdf()}),
        "zip": packed({"a/cv.docx": docx(), "b.txt": TEXT}),
        "png": picture("PNG"),
        "jpg": picture("JPEG"),
        "tif": picture("TIFF"),
        "webp": picture("WEBP"),
        "bmp": picture("BMP"),
    }
