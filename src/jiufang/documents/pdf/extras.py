"""Find what a PDF says outside its pages: metadata, annotations, form fields, attachments; only what is odd is told."""

from __future__ import annotations

import ctypes
import html
import re
import zlib
from contextlib import suppress
from itertools import islice
from typing import Any

from jiufang.documents.asides import odd_notes
from jiufang.documents.charset import decode
from jiufang.documents.records import HiddenText
from jiufang.documents.suspicion import is_suspicious

QUOTE = 300  # code points quoted of each
MAX_ANNOTATIONS = 500
MAX_ATTACHMENTS = 50
XMP = re.compile(rb"<(?:x:xmpmeta|rdf:RDF)\b.{0,200000}?</(?:x:xmpmeta|rdf:RDF)>", re.DOTALL)
METADATA = re.compile(rb"/Type\s*/Metadata\b")
PACKED = re.compile(rb"/Fl(?:ateDecode)?\b[^>]*>>\s*stream\r?\n")
HEAD = 400  # bytes of the dictionary of a metadata stream
MAX_PACKETS, MAX_PACKET = 30, 200_000
MAX_PICTURES = 40
LEAST_PICTURE, MAX_PICTURE = 200, 12 << 20  # bytes
FORM_DEPTH = 6
MAX_ATTACHED = 100_000  # bytes
MARKUP = re.compile(r"<[^>]*>")
FIELDS = ("Contents", "T", "TU", "V", "RC", "Subj")


def odd_metadata(document: Any, data: bytes) -> list[HiddenText]:
    """Report document information and XMP entries that speak to a machine or are too long to describe a file."""
    values = list(document.get_metadata_dict(skip_empty=True).values())
    for packet in [*XMP.findall(data), *_packed_metadata(data)]:
        values += [html.unescape(v) for v in MARKUP.split(packet.decode("utf-8", "replace"))]
    odd = dict.fromkeys(v.strip()[:QUOTE] for v in values if v.strip() and is_suspicious(v.strip()))
    return [HiddenText(family="metadata", quote=v) for v in odd]


def _packed_metadata(data: bytes) -> list[bytes]:
    """Return the metadata streams that are packed; those of pictures are the usual ones."""
    found = []
    for match in islice(METADATA.finditer(data), MAX_PACKETS):
        start = PACKED.search(data, match.start(), match.end() + HEAD)
        if start:
            with suppress(zlib.error):
                found.append(zlib.decompressobj().decompress(data[start.end() : start.end() + MAX_PACKET], MAX_PACKET))
    return found


def odd_pictures(page: Any, *, number: int) -> list[HiddenText]:
    """Report what stands in the data of the pictures of a page beside their pixels, where it reads like a payload."""
    import pypdfium2.raw as raw

    found: dict[str, None] = {}
    for item in islice(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=FORM_DEPTH), MAX_PICTURES):
        size = raw.FPDFImageObj_GetImageDataRaw(item, None, 0)
        if not LEAST_PICTURE < size <= MAX_PICTURE:
            continue
        buffer = ctypes.create_string_buffer(size)
        raw.FPDFImageObj_GetImageDataRaw(item, buffer, size)
        # Only JPEG and JPEG 2000 keep notes inside a PDF; packed pixels have none.
        if buffer.raw.startswith((b"\xff\xd8", b"\x00\x00\x00\x0cjP")):
            found |= dict.fromkeys(odd_notes(buffer.raw))
    return [HiddenText(family="picture", quote=note, page=number) for note in found]


def odd_annotations(page: Any, *, number: int) -> list[HiddenText]:
    """Report the texts of comments, pop-ups and form fields on a page that read like a payload."""
    import pypdfium2.raw as raw

    found: dict[str, None] = {}
    for i in range(min(max(0, raw.FPDFPage_GetAnnotCount(page.raw)), MAX_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, i)
        if not annotation:
            continue
        for key in FIELDS:
            value = _string(annotation, key).strip()
            if value and is_suspicious(MARKUP.sub("", value)):
                found[MARKUP.sub("", value)[:QUOTE]] = None
        raw.FPDFPage_CloseAnnot(annotation)
    return [HiddenText(family="annotation", quote=v, page=number) for v in found]


def odd_attachments(document: Any) -> list[HiddenText]:
    """Report attached files whose name, or whose text, speaks to a machine; they are never read as part of the résumé."""
    attached = [document.get_attachment(i) for i in range(min(document.count_attachments(), MAX_ATTACHMENTS))]
    said = [text for item in attached for text in (item.get_name(), _text_inside(item))]
    return [HiddenText(family="attachment", quote=text[:QUOTE]) for text in dict.fromkeys(said) if is_suspicious(text)]


def _text_inside(attachment: Any) -> str:
    """Return the text of a small attached text file; anything else is left alone."""
    import pypdfium2

    try:
        content = bytes(attachment.get_data())
    except pypdfium2.PdfiumError:
        return ""
    return decode(content) if len(content) <= MAX_ATTACHED and b"\0" not in content else ""


def _string(annotation: Any, key: str) -> str:
    import pypdfium2.raw as raw

    name = key.encode()
    size = raw.FPDFAnnot_GetStringValue(annotation, name, None, 0)
    if not 2 < size < 1_000_000:
        return ""
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFAnnot_GetStringValue(annotation, name, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")
