"""A06, the part of files and JSON: three hundred pieces of markup in every text of a candidate, and none acts in a report or an answer.

What the pages do with them is tried in a browser, in test_a06_pages.py.
"""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest
from tests.counts import count

from jiufang import shortlist
from jiufang.documents.records import HiddenText
from jiufang.jobs.records import Job
from jiufang.matching import match
from jiufang.profiles.records import Profile
from jiufang.reports.html import render_html

PAYLOADS = count(60, 300, variable="JIUFANG_A06_PAYLOADS")
CALLS = ["alert(1)", "fetch('http://127.0.0.1:9/')", "document.title='x'", "top['al'+'ert'](1)", "import('http://127.0.0.1:9/x.js')"]
SHAPES = [
    "<script>{0}</script>", "<ScRiPt >{0}</sCrIpT>", "<scr<script>ipt>{0}</script>", "</script><script>{0}//", "<script/src=http://127.0.0.1:9/x.js>",
    "<img src=x onerror={0}>", "<img/src=x/onerror={0}>", '"><img src=x onerror="{0}">', "'><svg/onload={0}>", "<svg><script>{0}</script></svg>",
    "<body onload={0}>", "<iframe srcdoc='<script>{0}</script>'>", "<iframe src=javascript:{0}>", "<a href=javascript:{0}>cv</a>",
    "<a href='java\tscript:{0}'>cv</a>", "<form action=javascript:{0}><button>cv", "<details open ontoggle={0}>", "<video><source onerror={0}>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror={0}>", "<!--><img src=x onerror={0}>-->", "<![CDATA[<script>{0}</script>]]>",
    "&lt;script&gt;{0}&lt;/script&gt;", "&#60;script&#62;{0}&#60;/script&#62;", "\\u003cscript\\u003e{0}", "%3Cscript%3E{0}%3C/script%3E", "<style>@import'http://127.0.0.1:9/'</style>",
    "<link rel=stylesheet href=http://127.0.0.1:9/x.css>", "<meta http-equiv=refresh content='0;url=javascript:{0}'>", "<base href=http://127.0.0.1:9/>",
    "<object data=data:text/html,<script>{0}</script>>", "<embed src=http://127.0.0.1:9/x>", "![x](http://127.0.0.1:9/?q={0})", "[x](javascript:{0})", "{{{{{0}}}}}", "{{% {0} %}}",
    "${{{0}}}", "<%= {0} %>", "<xss id=x tabindex=1 onfocus={0}></xss>", "<noscript><p title='</noscript><img src=x onerror={0}>'>", "<textarea></textarea><script>{0}</script>",
    "<title></title><script>{0}</script>", "＜script＞{0}＜/script＞", "<input autofocus onfocus={0}>", "<marquee onstart={0}>", "<table background=javascript:{0}>", "\u2028<script>{0}</script>",
    "`;{0};//", "';{0};'", '";{0};"', "*/{0}/*", "]]>;{0}", "-->{0}<!--", "<template><script>{0}</script></template>", "<x contenteditable onblur={0}>lose focus",
    "<button popovertarget=x>c</button><xss onbeforetoggle={0} popover id=x>", "<a href=data:text/html;base64,PHNjcmlwdD4=>{0}", "<img srcset=http://127.0.0.1:9/x.png>", "<picture><source srcset=http://127.0.0.1:9/>",
    "<svg><use href=http://127.0.0.1:9/#x>", "<svg><image href=http://127.0.0.1:9/x.png>", "<div style=background:url(http://127.0.0.1:9/)>",
]  # fmt: skip
ACTING = {"iframe", "object", "embed", "base", "form", "video", "source", "svg:use", "link", "math", "template", "marquee"}
ADDRESSES = ("src", "href", "action", "formaction", "data", "srcset", "background", "poster", "xlink:href", "ping")


class Page(HTMLParser):
    """Collects what of a page may act."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.scripts, self.acting, self.text = 0, [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        """Note a tag that acts: a script, a handler, an address."""
        self.scripts += tag == "script"
        if tag in ACTING:
            self.acting.append(tag)
        for name, value in attrs:
            told = (value or "").strip().lower()
            outside = name in ADDRESSES and not told.startswith(("#", "data:image/"))
            if name.startswith("on") or name == "srcdoc" or outside or (name == "style" and "url(" in told):
                self.acting.append(f"{tag} {name}={told[:60]}")

    def handle_data(self, data):
        """Note the words."""
        self.text.append(data)


def payloads():
    """Return so many pieces of markup."""
    return [shape.format(call) for call in CALLS for shape in SHAPES][:PAYLOADS]


def ranked(few):
    """Return a shortlist in which every text of a candidate is such a piece: names, files, employers, titles, skills, sentences, hidden text."""
    job = Job.from_text(f"Engineer {few[0]}\n\nRequirements\n- Experience with Python\n- Experience with {few[-1]}\n")
    found = []
    for number, piece in enumerate(few):
        text = f"Ada Lindqvist\nada{number}@example.com\n\nEXPERIENCE\nEngineer {piece}, Harbour {piece}. March 2019 - present\n- Wrote Python {piece}.\n\nSKILLS\nPython, {piece}\n"
        profile = Profile.from_text(text, as_of="2026-11-01")
        document = profile.document.model_copy(update={"hidden": (HiddenText(family="white", quote=piece),), "name": f"{piece}.txt"})
        contact = profile.contact.model_copy(update={"name": piece})
        found.append(
            match(profile.model_copy(update={"contact": contact, "document": document, "file": f"{piece}.txt"}), job, encoder=None)
        )
    return shortlist.order(job, found).model_copy(update={"failed": ({"file": few[0], "reason": few[-1]},)})


@pytest.mark.timeout(900)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a06_nothing_acts_in_a_report(lang):
    """The report has its own script and no other, no handler, no address; every piece stands there as words."""
    told, acting, lost = payloads(), [], []
    for start in range(0, len(told), 20):
        few = told[start : start + 20]
        page = Page(render_html(ranked(few), lang=lang))
        shown = "".join(page.text)
        acting += page.acting + ["script"] * (page.scripts - 1)
        lost += [piece for piece in few if piece.strip() not in shown]
    print(f"A06: {len(told)} pieces of markup in every text of a report ({lang}): {len(acting)} act, {len(lost)} lost")  # noqa: T201 - the figures

    assert acting == []
    assert lost == []


def test_a06_the_eyes_see():
    """Written as they are, nearly all of them would act; those that would not are of other languages."""
    seen = [piece for piece in payloads() if (page := Page(f"<p>{piece}</p>")).scripts or page.acting]

    assert len(seen) > len(payloads()) / 2


def test_a06_json_stays_json():
    """An answer with such texts parses to the very same texts, in one line."""
    from jiufang.web.replying import dumps

    told = payloads()
    line = dumps({"texts": told})

    assert json.loads(line) == {"texts": told}
    assert b"\n" not in line
