"""Web pages: what a browser shows, and nothing else."""

import pytest

from jiufang.documents.html import read_html


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
