"""Find what a PDF says outside its pages: metadata, annotations, form fields, attachments; only what is odd is told."""

from __future__ import annotations

import ctypes
import html
import re
from typing import Any

from jiufang.documents.records import HiddenText
from jiufang.documents.suspicion import is_suspicious

QUOTE = 300  # code points quoted of each
MAX_ANNOTATIONS = 500
MAX_ATTACHMENTS = 50
XMP = re.compile(rb"<(?:x:xmpmeta|rdf:RDF)\b.{0,200000}?</(?:x:xmpmeta|rdf:RDF)>", re.DOTALL)
MARKUP = re.compile(r"<[^>]*>")
FIELDS = ("Contents", "T", "TU", "V", "RC", "Subj")


def odd_metadata(document: Any, data: bytes) -> list[HiddenText]:
    """Report document information and XMP entries that speak to a machine or are too long to describe a file."""
    values = list(document.get_metadata_dict(skip_empty=True).values())
    for packet in XMP.findall(data):
        values += [html.unescape(v) for v in MARKUP.split(packet.decode("utf-8", "replace"))]
    odd = dict.fromkeys(v.strip()[:QUOTE] for v in values if v.strip() and is_suspicious(v.strip()))
    return [HiddenText(family="metadata", quote=v) for v in odd]


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
    """Report attached files whose name reads like a payload; what is inside is never read here."""
    names = [document.get_attachment(i).get_name() for i in range(min(document.count_attachments(), MAX_ATTACHMENTS))]
    return [HiddenText(family="attachment", quote=name[:QUOTE]) for name in names if is_suspicious(name)]


def _string(annotation: Any, key: str) -> str:
    import pypdfium2.raw as raw

    name = key.encode()
    size = raw.FPDFAnnot_GetStringValue(annotation, name, None, 0)
    if not 2 < size < 1_000_000:
        return ""
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFAnnot_GetStringValue(annotation, name, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")
