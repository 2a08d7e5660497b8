"""Dress a person as a web page in the designs of résumé builders, and print the pages with a browser."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from html import escape
from pathlib import Path

from benchmarks.honest.people import Person

BROWSER = shutil.which("chromium") or shutil.which("google-chrome") or ""
STYLE = """@page{size:A4;margin:0} *{box-sizing:border-box;-webkit-print-color-adjust:exact} body{margin:0;font:10.5pt/1.5 "Noto Sans CJK SC","DejaVu Sans",sans-serif;color:#222}
.p{padding:14mm} h1{font-size:22pt;margin:0} h2{font-size:12pt;margin:10pt 0 3pt} p{margin:2pt 0} ul{margin:2pt 0;padding-left:14pt}
.row{display:flex;justify-content:space-between} .serif{font-family:"Noto Serif CJK SC","DejaVu Serif",serif} .mono{font-family:"DejaVu Sans Mono",monospace}"""

Design = Callable[[Person], str]


def work(p: Person) -> str:
    """The jobs as rows with bullets."""
    rows = (
        f"<div class=row><b>{escape(title)}</b><span>{dates}</span></div><ul>{''.join(f'<li>{escape(d)}</li>' for d in done)}</ul>"
        for title, dates, done in p.jobs
    )
    return f"<h2>{p.headings[1]}</h2>{''.join(rows)}"


def rest(p: Person) -> str:
    """School and skills."""
    schools = "".join(f"<div class=row><span>{escape(a)}</span><span>{b}</span></div>" for a, b in p.schools)
    return f"<h2>{p.headings[2]}</h2>{schools}<h2>{p.headings[3]}</h2><p>{escape(' · '.join(p.skills))}</p>"


def about(p: Person) -> str:
    """The summary."""
    return f"<h2>{p.headings[0]}</h2><p>{escape(p.summary)}</p>"


def head(p: Person, style: str = "") -> str:
    """Name, trade and contact."""
    return f"<div style='{style}'><h1>{p.name}</h1><p>{p.trade}</p><p>{escape(' · '.join(p.contact))}</p></div>"


def side(p: Person) -> str:
    """What stands in a sidebar."""
    contact, skills = ("".join(f"<p>{escape(v)}</p>" for v in values) for values in (p.contact, p.skills))
    return f"<h1>{p.name}</h1><p>{p.trade}</p><h2>{p.headings[4]}</h2>{contact}<h2>{p.headings[3]}</h2>{skills}"


def columns(p: Person, paint: str, ink: str, *, right: bool = False) -> str:
    """Two columns, the narrow one painted."""
    parts = [
        f'<div style="background:{paint};color:{ink};padding:10mm 6mm">{side(p)}</div>',
        f"<div class=p>{about(p)}{work(p)}{rest(p)}</div>",
    ]
    return f'<div style="display:grid;grid-template-columns:{"1fr 62mm" if right else "62mm 1fr"};min-height:290mm">{"".join(parts[::-1] if right else parts)}</div>'


def body(p: Person) -> str:
    """All but the head."""
    return about(p) + work(p) + rest(p)


def bars(p: Person) -> str:
    """Skills as bars with light numbers on them."""
    bar = "<div style='background:#e5e5e5;margin:2pt 0'><div style='width:{}%;background:#2f855a;color:#fff;font-size:7pt;padding:1pt 4pt'>{}</div></div>"
    return "".join(bar.format(55 + 9 * n, escape(skill)) for n, skill in enumerate(p.skills))


def cards(p: Person) -> str:
    """Jobs as cards with a shadow."""
    card = "<div style='border:1px solid #ddd;border-radius:6pt;box-shadow:0 2px 6px rgba(0,0,0,.2);padding:8pt;margin:6pt 0'><b>{}</b><p style='color:#8a8a8a'>{}</p><p>{}</p></div>"
    return "".join(card.format(escape(title), dates, escape("; ".join(done))) for title, dates, done in p.jobs)


PHOTO = "radial-gradient(circle at 30% 40%,#385,#124 60%,#531)"
DESIGNS: dict[str, Design] = {
    "plain": lambda p: f"<div class=p>{head(p)}{body(p)}</div>",
    "serif": lambda p: f"<div class='p serif'>{head(p, 'text-align:center')}{body(p)}</div>",
    "mono": lambda p: f"<div class='p mono' style='font-size:9pt'>{head(p)}{body(p)}</div>",
    "dark banner": lambda p: f"{head(p, 'background:#1b2a3a;color:#fff;padding:12mm')}<div class=p>{body(p)}</div>",
    "gradient banner": lambda p: (
        f"{head(p, 'background:linear-gradient(90deg,#123,#69b);color:#fff;padding:12mm')}<div class=p>{body(p)}</div>"
    ),
    "photo banner": lambda p: f"{head(p, f'background:{PHOTO};color:#fff;padding:16mm')}<div class=p>{body(p)}</div>",
    "navy sidebar": lambda p: columns(p, "#24465a", "#fff"),
    "pale sidebar right": lambda p: columns(p, "#eef2f4", "#445", right=True),
    "rose sidebar": lambda p: columns(p, "#b03a5b", "#ffe9ef"),
    "yellow sidebar": lambda p: columns(p, "#ffd84d", "#333"),
    "all dark": lambda p: f"<div class=p style='background:#15181d;color:#d8dee9;min-height:296mm'>{head(p)}{body(p)}</div>",
    "light grey notes": lambda p: f"<div class=p>{head(p)}<p style='color:#b0b0b0'>{escape(p.summary)}</p>{work(p)}{rest(p)}</div>",
    "tiny footer": lambda p: (
        f"<div class=p style='min-height:280mm;position:relative'>{head(p)}{body(p)}<p style='position:absolute;bottom:6mm;font-size:5pt;color:#777'>{escape(' · '.join(p.contact))} · page 1 of 1</p></div>"
    ),
    "watermark": lambda p: (
        f"<div class=p style='position:relative'><div style='position:absolute;top:90mm;left:20mm;font-size:70pt;color:rgba(0,0,0,.07);transform:rotate(-30deg)'>{'简历' if p.chinese else 'RESUME'}</div>{head(p)}{body(p)}</div>"
    ),
    "bars": lambda p: f"<div class=p>{head(p)}{work(p)}<h2>{p.headings[3]}</h2>{bars(p)}</div>",
    "cards": lambda p: f"<div class=p style='background:#f6f7f9'>{head(p)}{cards(p)}{rest(p)}</div>",
    "timeline": lambda p: (
        f"<div class=p>{head(p)}<div style='border-left:2px solid #888;padding-left:8mm;margin-left:3mm'>{work(p)}</div>{rest(p)}</div>"
    ),
    "spread headings": lambda p: f"<div class=p style='letter-spacing:.06em'><h1 style='letter-spacing:.3em'>{p.name}</h1>{body(p)}</div>",
    "text shadow": lambda p: f"<div class=p>{head(p, 'text-shadow:1px 1px 2px #999;background:#dfe9f3;padding:8mm')}{body(p)}</div>",
    "outlined name": lambda p: (
        f"<div class=p><h1 style='font-size:40pt;color:transparent;-webkit-text-stroke:1px #224'>{p.name}</h1>{body(p)}</div>"
    ),
    "gradient name": lambda p: (
        f"<div class=p><h1 style='font-size:34pt;background:linear-gradient(90deg,#a12,#128);-webkit-background-clip:text;color:transparent'>{p.name}</h1>{body(p)}</div>"
    ),
    "small caps": lambda p: f"<div class='p serif' style='font-variant:small-caps'>{head(p)}{body(p)}</div>",
    "italic bold": lambda p: f"<div class=p style='font-style:italic;font-weight:700'>{head(p)}{body(p)}</div>",
    "rotated label": lambda p: (
        f"<div class=p style='padding-left:26mm;position:relative'><div style='position:absolute;left:-6mm;top:80mm;transform:rotate(-90deg);font-size:16pt;color:#99a'>CURRICULUM VITAE</div>{head(p)}{body(p)}</div>"
    ),
    "seven point": lambda p: f"<div class=p style='font-size:7pt'>{head(p)}{body(p)}</div>",
    "half opacity": lambda p: f"<div class=p><div style='opacity:.55'>{head(p)}</div>{body(p)}</div>",
    "sticker": lambda p: (
        f"<div class=p>{head(p)}{body(p)}<svg width=90 height=90><circle cx=45 cy=45 r=40 fill='#e53e3e'/><text x=45 y=52 font-size=20 fill='#fff' text-anchor=middle>A+</text></svg></div>"
    ),
    "table": lambda p: (
        "<div class=p>"
        + head(p)
        + "<table style='border-collapse:collapse;width:100%'>"
        + "".join(
            f"<tr style='background:{'#f0f0f0' if n % 2 else '#fff'}'><td style='border:1px solid #999;padding:3pt;width:38mm'>{dates}</td><td style='border:1px solid #999;padding:3pt'>{escape(title)}<br>{escape('; '.join(done))}</td></tr>"
            for n, (title, dates, done) in enumerate(p.jobs)
        )
        + f"</table>{rest(p)}</div>"
    ),
}


def printed(bodies: list[str], folder: Path) -> list[bytes]:
    """Print the bodies, each on a page of its own, and return each page as a PDF."""
    import pypdfium2

    sheets = "".join(f"<div style='position:relative;height:296mm;overflow:hidden;break-after:page'>{body}</div>" for body in bodies)
    page, target = folder / "pages.html", folder / "pages.pdf"
    page.write_text(
        f"<!DOCTYPE html><html><head><meta charset=utf-8><style>{STYLE}</style></head><body>{sheets}</body></html>", encoding="utf-8"
    )
    command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={folder / 'profile'}"]
    subprocess.run([*command, f"--print-to-pdf={target}", page.as_uri()], check=True, capture_output=True, timeout=240)
    whole = pypdfium2.PdfDocument(target)
    found = []
    for number in range(len(bodies)):
        single, out = pypdfium2.PdfDocument.new(), io.BytesIO()
        single.import_pages(whole, [number])
        single.save(out)
        found.append(out.getvalue())
    return found
