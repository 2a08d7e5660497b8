"""A04: a file that is another kind than it says, or two at once, is refused or kept, and given out as nothing that a browser would run.

A05: no name of a file, in an upload, an archive or an e-mail, chooses where anything is written, nor breaks out of a header (RFC 6266).
"""

from __future__ import annotations

import random
import re
import tempfile
from email.message import Message
from pathlib import Path

import pytest

pytest.importorskip("fastapi")

from tests.counts import count
from tests.security.house import cases, hostile, seeds, served
from tests.web.browser import Browser
from tests.web.people import CAST

NOBODY = "http://127.0.0.1:9/"
NAMES = count(60, 200, variable="JIUFANG_A05_NAMES")
WAIT = 300.0
STEPS = ["../", "..\\", "/", "\\", "....//", "%2e%2e%2f", "..%c0%af", "C:\\", "\\\\server\\share\\", "file:///", "~/", "./././", "a/../../"]
STEMS = ["etc/passwd", "jiufang-climbed.txt", "CON", "NUL.txt", "com1.pdf", "cv.pdf", ".bashrc", "…", "张伟 简历.pdf", "cv\u202efdp.exe"]
ODD = [
    "", " ", ".", "..", "...", "\x00", "cv.pdf\x00.exe", "a" * 4096 + ".pdf", "\r\nSet-Cookie: a=b", '"; filename="evil.html', "a;b=c", "'",
    "<script>alert(1)</script>.html", "{{7*7}}.txt", "${jndi:x}.txt", "%s%n%x.txt", "`id`.txt", "$(id).txt", "; rm -rf x.txt", "'; DROP TABLE x; --",
    "\ufeffcv.txt", "\u200bcv.txt", "cv\u2028.txt", "\U0001f984.pdf", "ﷺ.txt", "Ω≈ç√∫.txt", "田中さん.pdf", "ｆｕｌｌ.ｐｄｆ", "a\tb.txt", "a\nb.txt", "-rf", "--help",
    "cv.pdf.", "cv.pdf ", "cv.pdf::$DATA", "undefined", "null", "NaN", "1/0", "\\u0000", "&lt;b&gt;", "\x7f", "\x1b[2J.txt", "..;/x", "x" * 255 + "é",
]  # fmt: skip


@pytest.fixture
def house(store, tmp_path):
    """A server with a worker."""
    with served(store, tmp_path) as opened:
        yield opened


def polyglots():
    """Return sixty files that are not what they say, or more than one thing."""
    made = dict(hostile.forbidden(NOBODY))
    made |= {
        case.file: case.data for case in cases(NOBODY) if case.family in {"wrong extension", "two files in one"} if len(case.data) < 1 << 20
    }
    page = b"<html><script>alert(document.domain)</script></html>"
    made |= {
        "page.pdf": page, "page.png": page, "page.txt": page, "gif.html": b"GIF89a/*" + page + b"*/=0;", "pdf.html": b"%PDF-1.4\n" + page,
        "svg.png": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "svg.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        "jar.zip": seeds.packed({"META-INF/MANIFEST.MF": "x"}), "macro.docx": seeds.packed({"[Content_Types].xml": seeds.CONTENT_TYPES, "word/vbaProject.bin": b"x"}),
    }  # fmt: skip
    made |= {f"page.{kind}": page + kind.encode() for kind in ("docx", "eml", "jpg", "zip", "json", "md")}
    made |= {"pe.zip": b"MZ\x90" + seeds.packed({"cv.txt": seeds.TEXT}), "xsl.docx": b'<?xml-stylesheet href="x.xsl"?><html/>'}
    made.pop("huge.txt", None)
    return dict(list(made.items())[:60])


@pytest.mark.timeout(1200)
@pytest.mark.slow
def test_a04_nothing_is_run(house):
    """Sixty such files: each settled, and each that is kept is given out to be saved, sniffed by nobody, in a sandbox."""
    files = polyglots()
    taken = house.hand_in(files)
    ended = {name: house.wait_for(one["task"], seconds=WAIT) for name, one in taken.items() if one["task"]}
    kept = {name: one for name, data in files.items() for one in house.outcome(data) if not one.member}
    owner, served_as = Browser.of(house.app, CAST["mei"]), {}
    for name, one in kept.items():
        answer = owner.get(f"/documents/{one.id}/original")
        served_as[name] = _harmless(answer)
        assert answer.status_code == 200, (name, answer.status_code)
        assert answer.content == files[name], name
    refused = sum(one.status == "failed" for one in kept.values())
    print(f"A04: {len(files)} files, {refused} not read, {len(kept)} kept as they came, {sum(served_as.values())} given out harmlessly")  # noqa: T201 - the figures

    assert len(files) >= 60
    assert {task.state for task in ended.values()} == {"done"}
    assert all(served_as.values()), [name for name, well in served_as.items() if not well]
    assert all(one.reason for one in kept.values() if one.status == "failed")


def test_a04_what_runs_is_never_read(house):
    """Programs, macros and archives of programs are not read under any name."""
    files = dict(hostile.forbidden(NOBODY))
    dangerous = {name: files[name] for name in ("run.exe", "cv.pdf", "tool.docx", "run.txt", "A.class", "app.jar", "cv.doc")}
    for one in house.hand_in(dangerous).values():
        house.wait_for(one["task"], seconds=WAIT)

    assert {name: [one.status for one in house.outcome(data)] for name, data in dangerous.items()} == {key: ["failed"] for key in dangerous}


def names():
    """Return names that nobody gives a file without meaning something by it."""
    made = [*ODD, *(step * depth + stem for step in STEPS for stem in STEMS for depth in (1, 8))]
    chance = random.Random(5)
    chance.shuffle(made)
    return [*ODD[: NAMES // 2], *made][:NAMES]


@pytest.mark.timeout(1200)
@pytest.mark.slow
def test_a05_no_name_chooses_a_place(house, tmp_path, monkeypatch):
    """Two hundred names, of files, in archives and in e-mails: nothing is written anywhere, and headers stay headers."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    watched = [tmp_path, Path.cwd(), Path("/var"), Path("/etc")]
    before, owner, wrong, tried = {place: _listed(place) for place in watched}, Browser.of(house.app, CAST["mei"]), [], 0
    for number, name in enumerate(names()):
        text = f"Ada Lindqvist\nada{number}@example.com\n\nSKILLS\nPython {number}\n"
        boundary = "jf-boundary"
        told = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A").encode("utf-8", "surrogatepass")
        body = b'--%b\r\nContent-Disposition: form-data; name="files"; filename="%b"\r\n\r\n%b\r\n--%b--\r\n' % (
            boundary.encode(), told, text.encode(), boundary.encode(),
        )  # fmt: skip
        answer = house.tom.post("/documents", content=body, headers={"Content-Type": f"multipart/form-data; boundary={boundary}"})
        if answer.status_code != 202:
            assert 400 <= answer.status_code < 500, (name, answer.status_code)
            continue
        (one,) = answer.json()["files"]
        task = house.wait_for(one["task"], seconds=WAIT)
        tried += 1
        given = owner.get(f"/documents/{task.ids['document']}/original")
        if not _harmless(given) or given.content != text.encode() or not _one_header(given):
            wrong.append((name, dict(given.headers)))
    packed = {f"{n}": seeds.packed({name or "x": seeds.TEXT + str(n)}) for n, name in enumerate(names()[:40]) if "\x00" not in name}
    packed |= {
        f"{n}.eml": seeds.mail(attachments={re.sub(r"[\r\n]", "_", name) or "x": seeds.TEXT.encode()}) for n, name in enumerate(STEMS)
    }
    for one in house.hand_in({name if "." in name else f"{name}.zip": data for name, data in packed.items()}).values():
        if one["task"]:
            house.wait_for(one["task"], seconds=WAIT)
    written = {str(place): sorted(_listed(place) - before[place])[:5] for place in watched if _listed(place) - before[place]}

    print(  # noqa: T201 - the figures
        f"A05: {tried} names of files and {len(packed)} in archives and e-mails: {len(written)} places written to, {len(wrong)} wrong headers"
    )

    assert written == {}
    assert wrong == []
    assert tried >= NAMES * 0.9


def _listed(place):
    """Return the files below our own folder; of those just in others', which change by themselves, the ones that are called as we tried."""
    if place.name in {"var", "etc"} or place == Path.cwd():
        tried = {re.split(r"[/\\]", name)[-1] for name in names()}
        return {path for path in place.iterdir() if path.name in tried}
    return {path for path in place.rglob("*") if "kept" not in path.parts}


def _harmless(answer):
    headers = answer.headers
    return (
        headers["x-content-type-options"] == "nosniff"
        and headers["content-disposition"].startswith("attachment;")
        and "sandbox" in headers["content-security-policy"]
        and headers["content-type"] == "application/octet-stream"
        and "no-store" in headers.get("cache-control", "")
    )


def _one_header(answer):
    """Tell whether the header of the name is one, parses, and names a file without a path (RFC 6266, RFC 8187)."""
    raw = [value for name, value in answer.headers.raw if name.lower() == b"content-disposition"]
    message = Message()
    message["Content-Disposition"] = raw[0].decode("ascii")
    name = message.get_filename() or ""
    return (
        len(raw) == 1
        and message.get_content_disposition() == "attachment"
        and bool(name)
        and not re.search(r"[/\\\x00-\x1f]", name)
        and not name.startswith(".")
    )
