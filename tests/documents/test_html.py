"""Web pages: what a browser shows, and nothing else."""

import pytest

from jiufang.documents.html import read_html
from jiufang.documents.records import Status
from jiufang.errors import UnreadableDocument


def read(body, style=""):
    page = f'<html><head><meta charset="utf-8"><title>t</title><style>{style}</style></head><body>{body}</body></html>'
    return read_html(page.encode(), name="cv.html")


def test_a_profile_reads_line_by_line():
    """Blocks are lines, lists get bullets, rows get tabs, headings stand apart and are large."""
    found = read(
        "<nav><a href='/'>Home</a></nav><h1>Ada Quill</h1><p>Nurse<br>Leeds</p><h2>Work</h2><div><span class=a>Moor Clinic</span><span class=b>2019 - 2021</span></div>"
        "<ul><li>Ran the ward</li></ul><table><tr><td>Phone</td><td>555</td></tr></table><ol><li>one</li><li>two</li></ol><script>x()</script>"
    )

    assert found.text == "Ada Quill\nNurse\nLeeds\n\nWork\nMoor Clinic 2019 - 2021\n• Ran the ward\n\nPhone\t555\n\n1. one\n2. two"
    assert found.lines[0].bold
    assert found.lines[0].size > found.lines[1].size
    assert not found.hidden


@pytest.mark.parametrize(
    ("style", "family"),
    [
        ("display:none", "vanish"),
        ("visibility: hidden", "vanish"),
        ("opacity:0", "transparent"),
        ("font-size:1px", "tiny"),
        ("color:#fff", "white"),
        ("color: rgb(254, 254, 254)", "white"),
        ("color:transparent", "transparent"),
        ("position:absolute; left:-9999px", "off_page"),
        ("text-indent:-9999px", "off_page"),
        ("height:0;overflow:hidden", "clipped"),
    ],
)
@pytest.mark.parametrize("as_rule", [True, False])
def test_words_that_nobody_sees_are_kept_apart(style, family, as_rule):
    """Each way of hiding is found on the element and in a rule of the page."""
    hidden = '<div class="x">Kubernetes expert</div>' if as_rule else f'<div style="{style}">Kubernetes expert</div>'

    found = read(f"<p>Nurse</p>{hidden}", style=f".x {{{style}}}" if as_rule else "")

    assert found.text == "Nurse"
    assert [(h.family, h.quote) for h in found.hidden] == [(family, "Kubernetes expert")]


def test_white_words_on_a_dark_banner_are_visible():
    """A dark banner, a background picture, a rule for printing: nothing is hidden by these."""
    found = read(
        '<div style="background:#123"><p style="color:white">Ada</p></div><div style="background:url(x.png)"><p style="color:#fff">Quill</p></div><p class=a>Nurse</p>',
        style="@media print { .a { display:none } } .a:hover { opacity:0 }",
    )

    assert found.text == "Ada\nQuill\nNurse"
    assert not found.hidden


def test_the_declared_character_set_is_used():
    """A GBK page is read as GBK."""
    page = '<html><head><meta charset="gb2312"></head><body><h1>林晓雯</h1></body></html>'
    assert read_html(page.encode("gbk"), name="a.html").text == "林晓雯"


def rows_of(body, style=""):
    return read(body, style).text.split("\n")


def test_boxes_beside_each_other_are_parted():
    """Children of a flex or grid box stand beside each other: a tab parts them, a letter in bold stays in its word."""
    row = "<div class=row><h3>Ward Nurse, Elm Clinic</h3><span>May 2018</span></div>"

    assert rows_of(row, ".row{display:flex}") == ["Ward Nurse, Elm Clinic\tMay 2018"]
    assert rows_of('<div style="display:flex"><b>护士</b><i>2018.05</i></div>') == ["护士\t2018.05"]
    assert rows_of("<div><span>Ward Nurse</span><span>May 2018</span></div>") == ["Ward Nurse May 2018"]
    assert rows_of("<p><b>J</b>ava <span>Kuber</span><span>netes</span></p>") == ["Java Kubernetes"]


def test_a_grid_has_as_many_boxes_in_a_row_as_columns():
    """A grid of labels and values is read row by row; a box that is laid out downwards keeps its lines."""
    cells = "".join(f"<div>{word}</div>" for word in ("Phone", "555", "City", "Elm"))

    assert rows_of(f"<div class=g>{cells}</div>", ".g{display:grid;grid-template-columns:38mm 1fr}") == ["Phone\t555", "City\tElm"]
    assert rows_of(f"<div class=g>{cells}</div>", ".g{display:flex;flex-direction:column}") == ["Phone", "555", "City", "Elm"]


def test_pages_longer_than_any_resume_are_cut():
    """A page of hundreds of thousands of elements is read to a bound and told to be partial."""
    document = read_html(b"<html><body>" + b"<p>Li Wei</p>" * 200_000, name="cv.html")

    assert document.status is Status.PARTIAL
    assert "too_long" in {p.code for p in document.problems}
    with pytest.raises(UnreadableDocument):
        read_html(b"<p " + b" ".join(b"a%d=1" % i for i in range(20_000)) + b">x</p>", name="cv.html")
