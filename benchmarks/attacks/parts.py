"""Families H14 and H16-H18: change the objects of a PDF, beside and behind its pages."""

from __future__ import annotations

import io
import re
import zlib
from html import escape

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from benchmarks.attacks.base import WIDTH, page
from benchmarks.attacks.payloads import squashed

OBJECT = re.compile(rb"(\d+) 0 obj\r?\n(.*?)\r?\nendobj", re.DOTALL)

Objects = dict[int, bytes]


def objects_of(pdf: bytes) -> Objects:
    """Return the numbered objects of a PDF written by reportlab."""
    return {int(number): body for number, body in OBJECT.findall(pdf)}


def written(objects: Objects) -> bytes:
    """Write numbered objects as a PDF with a correct table of references."""
    body, offsets = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", {}
    for number in sorted(objects):
        offsets[number] = len(body)
        body += b"%d 0 obj\n%b\nendobj\n" % (number, objects[number])
    size = max(objects) + 1
    table = b"0000000000 65535 f \n" + b"".join(
        b"%010d 00000 n \n" % offsets[n] if n in offsets else b"0000000000 65535 f \n" for n in range(1, size)
    )
    tail = b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return body + b"xref\n0 %d\n%b" % (size, table) + tail % (size, find(objects, b"/Type /Catalog"), len(body))


def find(objects: Objects, mark: bytes) -> int:
    """Return the number of the first object that holds a mark."""
    return next(number for number, body in sorted(objects.items()) if mark in body)


def add(objects: Objects, body: bytes) -> int:
    """Add an object and return its number."""
    number = max(objects) + 1
    objects[number] = body
    return number


def put(objects: Objects, number: int, entry: bytes) -> None:
    """Add an entry to a dictionary."""
    objects[number] = objects[number].replace(b"<<", b"<<\n" + entry, 1)


def stream(content: bytes, head: bytes = b"", *, packed: bool = False) -> bytes:
    """Return a stream object."""
    if packed:
        content, head = zlib.compress(content), head + b"/Filter/FlateDecode"
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (head, len(content), content)


def text(value: str) -> bytes:
    """Return a text string."""
    return b"<" + ("\ufeff" + value).encode("utf-16-be").hex().encode() + b">"


def layer_off(pdf: bytes) -> bytes:
    """Declare the layer on which a payload was drawn, and switch it off."""
    objects = objects_of(pdf)
    layer = add(objects, b"<</Type/OCG/Name(notes)>>")
    off = b"/OCProperties<</OCGs[%d 0 R]/D<</OFF[%d 0 R]/Order[%d 0 R]>>>>" % (layer, layer, layer)
    put(objects, find(objects, b"/Type /Catalog"), off)
    sheet = find(objects, b"/Type /Page\n")
    objects[sheet] = objects[sheet].replace(b"/Resources <<", b"/Resources <</Properties<</Notes %d 0 R>>" % layer, 1)
    return written(objects)


def information(pdf: bytes, payload: str, key: str) -> bytes:
    """Write the payload into the document information."""
    objects = objects_of(pdf)
    number = add(objects, b"<</%b %b>>" % (key.encode(), text(payload)))
    return written(objects).replace(b"<</Size", b"<</Info %d 0 R/Size" % number)


def xmp(pdf: bytes, payload: str, *, packed: bool = False) -> bytes:
    """Write the payload into the XMP packet of the document."""
    objects = objects_of(pdf)
    number = add(objects, stream(xmp_packet(payload), b"/Type/Metadata/Subtype/XML", packed=packed))
    put(objects, find(objects, b"/Type /Catalog"), b"/Metadata %d 0 R" % number)
    return written(objects)


def xmp_packet(payload: str) -> bytes:
    """Return an XMP packet whose description is the payload."""
    words = escape(payload)
    return (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{words}</rdf:li></rdf:Alt></dc:description>'
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def annotation(pdf: bytes, payload: str, kind: str) -> bytes:
    """Attach the payload as a hidden note, or as the value of a hidden form field."""
    objects = objects_of(pdf)
    if kind == "note":
        body = b"<</Type/Annot/Subtype/Text/Rect[10 10 30 30]/F 2/Contents %b>>" % text(payload)
    else:
        body = b"<</Type/Annot/Subtype/Widget/FT/Tx/T(notes)/F 2/Rect[10 10 12 12]/V %b>>" % text(payload)
    number = add(objects, body)
    put(objects, find(objects, b"/Type /Page\n"), b"/Annots[%d 0 R]" % number)
    if kind == "field":
        put(objects, find(objects, b"/Type /Catalog"), b"/AcroForm<</Fields[%d 0 R]>>" % number)
    return written(objects)


def attachment(pdf: bytes, payload: str, *, by_name: bool) -> bytes:
    """Attach a file whose name, or whose text, is the payload."""
    objects = objects_of(pdf)
    name = text(payload[:120] + ".txt" if by_name else "notes.txt")
    file = add(objects, stream(b"see above" if by_name else payload.encode(), b"/Type/EmbeddedFile"))
    specification = add(objects, b"<</Type/Filespec/F %b/UF %b/EF<</F %d 0 R>>>>" % (name, name, file))
    put(objects, find(objects, b"/Type /Catalog"), b"/Names<</EmbeddedFiles<</Names[%b %d 0 R]>>>>" % (name, specification))
    return written(objects)


def head_shot(payload: str, where: str) -> bytes:
    """Return a JPEG of nobody whose data, or whose face, carries the payload."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (240, 300), (196, 208, 220))
    pen = ImageDraw.Draw(image)
    pen.ellipse((80, 50, 160, 150), fill=(224, 186, 160))
    pen.ellipse((40, 160, 200, 380), fill=(52, 70, 96))
    if where == "words":
        _letter(pen, payload)
    exif = Image.Exif()
    if where == "exif":
        exif[0x9286] = b"UNICODE\0" + payload.encode("utf-16-le")
        exif[0x9C9C] = payload.encode("utf-16-le")
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif, quality=88, comment=payload.encode() if where == "comment" else b"")
    return buffer.getvalue() + (payload.encode() * 3 if where == "tail" else b"")


def _letter(pen: object, payload: str) -> None:
    from PIL import ImageFont

    width = 26 if payload.isascii() else 12
    font = ImageFont.load_default(15) if payload.isascii() else _han_font(18)
    for number in range(0, min(len(payload), 9 * width), width):
        pen.text((6, 8 + 30 * (number // width)), payload[number : number + width], fill=(20, 20, 20), font=font)  # type: ignore[attr-defined]


def _han_font(size: int) -> object:
    """Return a font with Han characters, where the machine has one."""
    from pathlib import Path

    from PIL import ImageFont

    for path in sorted(Path("/usr/share/fonts").rglob("*CJK*.ttc")):
        return ImageFont.truetype(str(path), size)
    return ImageFont.load_default(size)


def with_head_shot(lines: tuple[str, ...], payload: str, where: str, *, late: bool) -> bytes:
    """Return a page with the picture in its corner."""
    picture = head_shot(payload, where)

    def draw(canvas: Canvas, _: str, y: float) -> None:
        canvas.drawImage(ImageReader(io.BytesIO(picture)), WIDTH - 130, y - (0 if late else 100), 72, 90)

    pdf = page(lines, payload, trick=draw, late=late)
    return pdf if where == "words" else _as_it_came(pdf, picture)


def _as_it_came(pdf: bytes, picture: bytes) -> bytes:
    """Put the JPEG into the page byte for byte, as word processors do."""
    objects = objects_of(pdf)
    head = b"/Type/XObject/Subtype/Image/Width 240/Height 300/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode"
    objects[find(objects, b"/Subtype /Image")] = stream(picture, head)
    return written(objects)


def short_name(payload: str) -> str:
    """Return a payload as the name of a file."""
    return re.sub(r'[\\/:*?"<>|\r\n]', " ", payload)[:100] if squashed(payload) else "cv"
