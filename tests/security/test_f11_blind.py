"""F11: whoever recruits for a job that is judged blind learns nowhere who applies: not on a page, in a twin, an answer, an export, a file, or a log."""

from __future__ import annotations

import datetime as dt
import io
import logging
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

pytest.importorskip("fastapi")

from sqlalchemy import select
from starlette.testclient import TestClient
from tests.access.cast import CHEAP
from tests.browser.addresses import FILES, PAGES, PARTS
from tests.counts import count
from tests.postgres import TEMPLATE, fresh
from tests.security.canaries import STEM, find, word
from tests.security.canaries import resume as plain
from tests.web.bodies import operations
from tests.web.browser import ORIGIN, Browser
from tests.web.people import CAST, OURS, add_people
from tests.web.visitor import Visitor

from jiufang.access.limits import Rate
from jiufang.settings import Settings
from jiufang.store import tables as t
from jiufang.store.connect import APPLICATION, Database
from jiufang.store.master import Keyring, MasterKey
from jiufang.store.opening import Store
from jiufang.store.vault import Vault
from jiufang.web.app import create_app
from jiufang.web.pages import ROUTERS
from jiufang.web.serving import Serving
from jiufang.workspace.entering import Entrances
from jiufang.workspace.opened import OpenWorkspace
from jiufang.workspace.telling import tell

PEOPLE = count(4, 400, variable="JIUFANG_F11_PEOPLE")
LEAST = count(250, 5_000)  # answers
TELLING = {"na", "ma", "ph", "fi", "sc"}  # name, e-mail, mobile, name of the file, school; skills, employers and sentences may be read
UNHURRIED = Rate("requests", burst=1_000_000, seconds=10)
AD = "Data Engineer\n\nRequirements\n- Experience with Python\n- Experience with Kafka\n- Bachelor's degree\n"
SEARCHES = ("/palette?q={q}", "/pool?q={q}", "/pool.json?q={q}", "/palette.json?q={q}", "/api/v1/candidates?q={q}")


def born(number: int) -> dt.date:
    """Return the birthday of a candidate, in years of which nothing else here speaks."""
    return dt.date(1961, 1, 1) + dt.timedelta(days=17 * number)


def han(number: int) -> tuple[str, str]:
    """Return a Chinese candidate's name and school."""
    sign = chr(0x7800 + number)
    return f"裴{sign}瀚", f"澜{sign}汐大学"


def chinese(number: int) -> str:
    """Return a Chinese résumé with everything that tells who somebody is."""
    name, school = han(number)
    day = born(number)
    return (
        f"{name}\n性别：女 | 民族：汉 | 出生年月：{day.year}年{day.month}月{day.day}日\n邮箱：{word(number, 'ma')}@example.com\n\n"
        f"教育背景\n2004.09-2008.06 {school} 统计学 本科\n\n工作经历\n2015.03-至今 海港数据有限公司 数据工程师\n- 负责Python与Kafka数据管道的设计与上线\n\n专业技能\nPython、Kafka\n"
    )


def english(number: int) -> str:
    """Return an English one."""
    head, _, rest = plain(number).partition("\n\n")
    return f"{head}\nDate of birth: {born(number).isoformat()} | Nationality: Irish | Married\n\n{rest}"


@cache
def portrait() -> bytes:
    """Return a PDF with a photo, and the name above it."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    face = io.BytesIO()
    Image.effect_noise((120, 150), 90).convert("RGB").save(face, "JPEG")
    made = io.BytesIO()
    canvas = Canvas(made)
    canvas.drawImage(ImageReader(io.BytesIO(face.getvalue())), 440, 680, 90, 110)
    for at, line in enumerate(english(PEOPLE).splitlines()):
        canvas.drawString(60, 780 - 18 * at, line)
    canvas.save()
    return made.getvalue()


@dataclass
class Veiled:
    """A company with a job that is judged blind."""

    ws: Any
    app: Any
    job: str
    worlds: list[dict[str, str]]

    def visitor(self, name: str) -> Visitor:
        """Return the browser of one of the cast."""
        client = TestClient(self.app, base_url=ORIGIN, raise_server_exceptions=False)
        return Visitor(client, Browser.of(self.app, CAST[name]).headers["Cookie"])


@pytest.fixture(scope="module")
def veiled(server: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Veiled]:
    """Canaries who apply, and whatever a recruiter does with them."""
    folder = tmp_path_factory.mktemp("veiled")
    for name in fresh(server, TEMPLATE):
        database = Database(server.url(user=APPLICATION, database=name), owner_url=server.url(database=name))
        store = Store(database, Vault(Keyring((MasterKey.new(),))))
        store.add_tenant(OURS, "Harbour Works")
        store.outbox = tell
        ws = OpenWorkspace(store, settings=Settings(models_dir=folder / "none", cache_dir=folder / "kept", workers=1), by="mei@example.org")
        serving = Serving(origin=ORIGIN, rate=UNHURRIED, strangers=UNHURRIED)
        app = create_app(ws, serving=serving, entrance_of=Entrances(ws, passwords=CHEAP), also=ROUTERS)
        add_people(app)
        job, worlds = _filled(ws, folder)
        yield Veiled(ws, app, job, worlds)
        database.close()


def _filled(ws: Any, folder: Path) -> tuple[str, list[dict[str, str]]]:
    from jiufang.jobs.records import Job

    paths = []
    for number in range(PEOPLE):
        paths.append(folder / f"{word(number, 'fi')}.txt")
        paths[-1].write_text(chinese(number) if number % 3 == 2 else english(number), encoding="utf-8")
    paths.append(folder / f"{word(PEOPLE, 'fi')}.pdf")
    paths[-1].write_bytes(portrait())
    job = ws.add_job(Job.from_text(AD), by="tom@example.org", blind=True)
    added = ws.add(paths, as_of="2026-11-01", job=job)
    ws.shortlist(job)
    return job.id, [_used(ws, UUID(job.id), one, number) for number, one in enumerate(added)]


def _used(ws: Any, job: UUID, one: Any, number: int) -> dict[str, str]:
    """Do with a candidate what recruiters do, calling them by their names; return the id of one of each."""
    by, person = "tom@example.org", one.person
    called = han(number)[0] if number % 3 == 2 and number < PEOPLE else word(number, "na").capitalize() + " Lindqvist"
    application = ws.applicants.find(person, job)
    world = {"job": str(job), "person": str(person), "document": str(one.document), "application": str(application), "number": "1"}
    return world | {
        "match": str(ws.applicants.get(application).match.id),
        "interview": str(ws.interviews.plan(application, ["ivy@example.org"], by=by).id),
        "note": str(ws.notes.add(person, f"Spoke with {called}, sounds fine.", by=by).id),
        "message": str(ws.messages.write(person, subject=f"Dear {called}", text=f"Dear {called}, come and see us.", by=by).id),
        "screening": str(ws.screenings.invite(application, by=by).id),
        "decision": str(ws.decide(person, "advance", by=by, job=job, reason=f"{called} shows Kafka.").id),
    }


def everywhere(world: dict[str, str], *, first: bool) -> list[str]:
    """Return what there is to get about somebody; for the first one, whatever is there besides."""
    paths = [page.address or path for path, page in PAGES.items() if "{token}" not in path] + sorted({*FILES, *PARTS})
    paths = [re.sub(r"\{seen_(\w+)\}", r"{\1}", path).replace("{other}", "{application}") for path in paths]
    paths += [re.sub(r"^/$", "/index", path.partition("?")[0]) + ".json" for path in paths if "." not in path and "{path:path}" not in path]
    paths += ["/api/v1" + one.at(world) for one in operations() if one.safe and {"link": []} not in one.told["security"]]
    paths += [path.format(q=STEM) for path in SEARCHES] if first else []
    asked = [re.sub(r"\{(\w+)\}", lambda name: world[name[1]], path) for path in paths if _known(path, world)]
    return sorted({path for path in asked if first or any(id in path for id in world.values() if len(id) > 30 and id != world["job"])})


def _known(path: str, world: dict[str, str]) -> bool:
    return set(re.findall(r"\{([^}]+)\}", path)) <= world.keys()


def spread(answer: Any) -> bytes:
    """Return all that an answer says: its headers, its body, and what is packed in it."""
    said = str(dict(answer.headers)).encode() + b"\n" + answer.content
    if answer.content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            said += b"\n".join(name.encode() + packed.read(name) for name in packed.namelist())
    if answer.content[:4] == b"%PDF":
        from pypdfium2 import PdfDocument

        said += "\n".join(page.get_textpage().get_text_bounded() for page in PdfDocument(answer.content)).encode()
    return said


def leaks(said: bytes) -> set[str]:
    """Return what tells who somebody is."""
    told = said.decode("utf-8", "ignore")
    found = {f"{kind} of {number}" for number, kinds in find(said).items() for kind in kinds & TELLING}
    found |= {f"Chinese {what}" for what, pattern in HAN.items() if pattern.search(told)}
    return found | {f"birthday {day}" for day in BIRTHDAYS.findall(told)}


HAN = {"name": re.compile("裴[\u7800-\u79ff]瀚"), "school": re.compile("澜[\u7800-\u79ff]汐")}
BIRTHDAYS = re.compile(r"19[67]\d[-./年]\d{1,2}[-./月]\d{1,2}")


@pytest.mark.timeout(300 + 5 * PEOPLE)
def test_f11_nothing_tells_who_applies(veiled: Veiled, caplog: pytest.LogCaptureFixture):
    """Everything that a recruiter can get about everybody, and the log of it, holds no name, address, number, birthday, school, file name or photo."""
    tom, kinds, found, broken = veiled.visitor("tom"), Counter[str](), {}, {}
    with caplog.at_level(logging.DEBUG):
        for place, world in enumerate(veiled.worlds):
            for path in everywhere(world, first=place == 0):
                answer = tom.get(path)
                kinds[
                    answer.headers.get("content-type", "").partition(";")[0] if answer.status_code == 200 else str(answer.status_code)
                ] += 1
                if told := leaks(spread(answer)):
                    found[path] = sorted(told)
                broken |= {path: answer.status_code} if answer.status_code >= 500 else {}
    logged = leaks("\n".join(record.getMessage() for record in caplog.records if record.name.startswith("jiufang")).encode())
    counted = f"{kinds.total()} answers about {len(veiled.worlds)} people {dict(kinds)}"
    print(f"\nF11: {counted}: {len(found)} tell who, {len(logged)} in the log")  # noqa: T201 - the figures

    assert found == {}
    assert broken == {}
    assert logged == set()
    assert not any(kind.startswith("image/") for kind in kinds), "a picture shows a face"
    assert kinds.total() >= LEAST


@pytest.mark.timeout(300 + 5 * PEOPLE)
def test_f11_what_is_done_tells_nothing_either(veiled: Veiled):
    """What a form answers: a decision, a note, a move, a letter, a comparison."""
    tom, world, other = veiled.visitor("tom"), veiled.worlds[0], veiled.worlds[1]
    tom.get(f"/jobs/{veiled.job}")
    forms = [
        (f"/candidates/{world['person']}/notes", {"text": "Another word."}),
        (f"/candidates/{world['person']}/tags", {"name": "soon"}),
        (f"/jobs/{veiled.job}/triage/{world['application']}", {"action": "reject"}),
        (f"/jobs/{veiled.job}/bulk", {"action": "advance", "candidate": [world["application"], other["application"]]}),
        (f"/candidates/{world['person']}/messages/new", {}),
        (f"/jobs/{veiled.job}/applications/{world['application']}/move", {"to": "offer"}),
    ]
    told = {}
    for path, fields in forms:
        answer = tom.post(path, **fields)
        onto = answer.headers.get("location", "")
        for one in (answer, *([tom.get(onto)] if onto.startswith("/") else [])):
            if found := leaks(spread(one)):
                told[path] = sorted(found)

    assert told == {}


def test_f11_the_eyes_see(veiled: Veiled):
    """The same eyes find names, schools, files and birthdays where the owner looks at a candidate who was uncovered to her, and a photo."""
    world, face = veiled.worlds[0], veiled.worlds[PEOPLE]
    for one in (world, veiled.worlds[2], face):
        veiled.ws.applicants.unblind(UUID(one["application"]), by="mei@example.org", reason="to try the eyes")
    mei = veiled.visitor("mei")
    seen = leaks(spread(mei.get(f"/candidates/{world['person']}"))) | leaks(
        spread(mei.get(f"/candidates/{world['person']}/documents/{world['document']}"))
    )
    kinds = {one.partition(" of ")[0].partition(" 19")[0] for one in seen}
    han_too = leaks(spread(mei.get(f"/candidates/{veiled.worlds[2]['person']}")))

    assert kinds >= {"na", "ma", "ph", "fi", "sc", "birthday"}
    assert {"Chinese name", "Chinese school"} <= han_too
    assert mei.get(f"/applications/{face['application']}/pages/{face['document']}/1.webp").headers["content-type"] == "image/webp"


def test_f11_uncovering_is_logged_with_its_reason(veiled: Veiled):
    """Whoever wants to see who it is says why; the log has it, the others see nothing."""
    tom, world = veiled.visitor("tom"), veiled.worlds[1]
    at, form = f"/jobs/{veiled.job}/triage/{world['application']}", f"/jobs/{veiled.job}/applications/{world['application']}/unblind"
    assert not leaks(spread(tom.get(at)))
    refused = tom.post(form, reason="  ")
    assert (refused.status_code, "say why" in refused.text) == (403, True)
    assert not leaks(spread(tom.get(at)))

    assert tom.post(form, reason="to invite them by name").status_code == 303

    with veiled.ws.session() as session:
        log = t.audit_log.c
        rows = session.connection.execute(select(log.actor, log.action).where(log.subject_id == UUID(world["application"]))).all()
    assert ("tom@example.org", "unblinded") in {tuple(row) for row in rows}
    notes = [note.body for note in veiled.ws.notes.of(UUID(world["person"]), by="tom@example.org", blind=False)]
    assert any("to invite them by name" in note for note in notes)
    assert any(one.startswith("na of 1") for one in leaks(spread(tom.get(at))))
    assert not leaks(spread(veiled.visitor("li").get(at)))
