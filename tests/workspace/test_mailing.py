"""Mails: kept with what wants them, sent once a person approved, to the person's own address, tried again, given up with a reason."""

from __future__ import annotations

import datetime as dt
import io
import json
import logging
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

pytest.importorskip("aiosmtpd")

from sqlalchemy import text
from tests.access.cast import MONDAY, Watch
from tests.post import PASSWORD, serving
from tests.web.people import CAST
from tests.web.world import furnish

from jiufang.errors import BadInput, Conflict, MissingCapability, RefusedByPolicy
from jiufang.queue import Kind, State, Timing, Worker, listed
from jiufang.settings import Secret, Settings
from jiufang.store import mails
from jiufang.store import tables as t
from jiufang.web import journal
from jiufang.workspace import background, mailing
from jiufang.workspace import tasks as work_of
from jiufang.workspace.opened import OpenWorkspace

QUICK = Timing(poll=0.02, first_wait=0.01)
BY = "tom@example.org"


@pytest.fixture
def ws(store, tmp_path, post):
    """A workspace with a mail server on this machine."""
    mail = Secret(post.url)
    settings = Settings(models_dir=tmp_path / "none", cache_dir=tmp_path / "kept", workers=1, mail=mail, mail_from="jobs@example.org")
    store.outbox = mailing.outbox(settings)
    opened = OpenWorkspace(store, settings=settings, by=BY)
    with store.session() as session:
        for user in [one for one in CAST.values() if one.tenant == session.tenant]:
            row = {"email": user.email, "name": user.name, "role": str(user.role), "password_hash": None}
            session.insert(t.users, user.id, **row)
    return opened


@pytest.fixture
def world(ws, tmp_path):
    """Ada and Bo, a job, and who hires for it."""
    return furnish(ws, tmp_path, blind=True)


@pytest.fixture
def ada(world):
    """Her id."""
    return UUID(world["person"])


def draft(ws, person, **other):
    """Return a draft to somebody."""
    return ws.messages.write(person, **{"subject": "您的申请", "text": "Dear Ada, 您好。", "by": BY, **other})


def work(ws, *, later=False):
    """Do what waits; with `later`, also what is put off."""
    if later:
        with ws.session() as session:
            session.connection.execute(text("UPDATE tasks SET not_before = NULL"))
            session.connection.execute(text("UPDATE queue.procrastinate_jobs SET scheduled_at = NULL"))
    handlers = {kind: one for kind, one in background.handlers(ws).items() if kind is Kind.MAIL}
    with ws.session() as session:
        session.connection.execute(text("UPDATE queue.procrastinate_jobs SET scheduled_at = 'infinity' WHERE scheduled_at > now()"))
    assert Worker(ws.store, handlers, concurrency=1, timing=QUICK).run(until_empty=True)


def test_a_letter_goes_once_a_person_approved_it(ws, ada, post):
    """Nothing before; then to her own address alone, as it was approved, with its file, an answer going to who approved it."""
    letter = draft(ws, ada)
    ws.attachments.add(ada, b"%PDF", name="聘书.pdf", by=BY, message=letter.id)
    work(ws)
    assert post.got == []
    approved = ws.messages.mail(letter.id, by=BY, version=letter.version)
    assert approved.status == "sending"
    with pytest.raises(Conflict):
        ws.messages.change(letter.id, by=BY, text="other words")
    work(ws)
    ((whom, got),) = post.got
    sent = ws.messages.get(letter.id, blind=False)

    assert whom == ["ada@example.com"]
    assert (got["subject"], got["reply-to"], str(got["from"])) == ("您的申请", BY, "Harbour Works <jobs@example.org>")
    assert got.get_body(("plain",)).get_content().strip() == "Dear Ada, 您好。"
    assert [one.get_filename() for one in got.iter_attachments()] == ["聘书.pdf"]
    assert sent.status == "sent"
    assert sent.sent_at is not None
    assert ws.messages.travel(letter.id).state == "sent"
    with pytest.raises(Conflict):
        ws.messages.mail(letter.id, by=BY)


def test_judged_blind_nothing_of_the_address_is_told(ws, ada, post):
    """Who may not know who she is can write to her all the same; nothing that the room returns blind names her."""
    letter = draft(ws, ada)
    ws.messages.mail(letter.id, by=BY)
    work(ws)
    told = json.dumps([ws.messages.get(letter.id, blind=True).to_dict(), ws.messages.travel(letter.id).to_dict()], default=str)

    assert len(post.got) == 1
    assert "ada" not in told.lower()


def test_judged_blind_a_letter_without_names_stays_as_it_was_written(ws, ada):
    """Where nothing has to be covered, not a comma is; where her name stands, the row says that words are left out."""
    plain = ws.messages.get(draft(ws, ada, subject="您的申请", text="您好，\n\n我们想邀请您周二十点面谈。\n").id, blind=True)
    named = ws.messages.get(draft(ws, ada, text="Dear Ada Lindqvist,\n\nplease come.").id, blind=True)

    assert (plain.text, plain.covered) == ("您好，\n\n我们想邀请您周二十点面谈。", False)
    assert named.covered
    assert "Lindqvist" not in named.text


def test_killed_after_the_answer_it_is_sent_under_the_same_number(ws, ada, post):
    """At least once: the server has it, we do not know it; whoever gets both can tell that they are one."""
    letter = draft(ws, ada)
    ws.messages.mail(letter.id, by=BY)
    post.refusals.append("hang up")
    work(ws)
    assert ws.messages.get(letter.id).status == "sending"
    work(ws, later=True)

    assert ws.messages.get(letter.id).status == "sent"
    assert len(post.raw) == 2
    assert post.raw[0] == post.raw[1]


def test_what_is_refused_for_the_moment_is_tried_again(ws, ada, post):
    """With the reason, in a while; then it arrives."""
    post.refusals += ["451 4.7.1 ada@example.com greylisted", "421 busy"]
    letter = draft(ws, ada)
    ws.messages.mail(letter.id, by=BY)
    work(ws)
    first = ws.messages.travel(letter.id)
    work(ws, later=True)
    work(ws, later=True)

    assert (first.state, first.tries, first.reason) == ("waiting", 1, "451")
    assert (ws.messages.travel(letter.id).state, ws.messages.travel(letter.id).tries) == ("sent", 3)
    assert len(post.got) == 1


def test_what_is_refused_for_good_is_dead_and_told(ws, ada, post):
    """At once, with the code, among what was given up; it can be tried again, or made a draft again."""
    post.refusals += ["550 5.1.1 no such user", "550 5.1.1 no such user"]
    letter = draft(ws, ada)
    ws.messages.mail(letter.id, by=BY)
    work(ws)
    dead = ws.messages.travel(letter.id)
    assert (dead.state, dead.reason) == ("dead", "550")
    assert work_of.find(ws, dead.task).state is State.DEAD
    work_of.again(ws, dead.task, by=BY)
    work(ws)
    assert ws.messages.travel(letter.id).state == "dead"
    back = ws.messages.take_back(letter.id, by=BY)
    assert back.status == "draft"
    ws.messages.mail(letter.id, by=BY)
    work(ws)

    assert ws.messages.get(letter.id).status == "sent"
    assert len(post.got) == 1


def test_after_all_tries_it_is_dead(ws, ada, post, monkeypatch):
    """A server that never answers is asked as often as the schedule says."""
    monkeypatch.setattr(mailing, "SCHEDULE", (dt.timedelta(seconds=1),) * 2)
    post.refusals += ["421 busy"] * 3
    letter = draft(ws, ada)
    ws.messages.mail(letter.id, by=BY)
    for _ in range(3):
        work(ws, later=True)

    assert (ws.messages.travel(letter.id).state, ws.messages.travel(letter.id).tries) == ("dead", 3)


def test_a_letter_of_long_ago_is_not_sent(ws, ada, post):
    """A restored backup brings no old letters on their way."""
    letter = draft(ws, ada)
    ws.messages.mail(letter.id, by=BY)
    late = Watch(MONDAY.replace(year=2126))
    handler = partial(mailing.send, ws, clock=late)
    assert Worker(ws.store, {Kind.MAIL: handler}, concurrency=1, timing=QUICK).run(until_empty=True)

    assert (ws.messages.travel(letter.id).state, ws.messages.travel(letter.id).reason) == ("dead", "too old")
    assert post.got == []


def test_without_a_server_nothing_pretends(ws, ada, post, store):
    """A letter stays a draft; an alert and a link are not kept."""
    plain = Settings(models_dir=ws.engine.settings.models_dir, cache_dir=ws.engine.settings.cache_dir, workers=1, mail=Secret(""))
    without = OpenWorkspace(store, settings=plain, by=BY)
    letter = draft(without, ada)
    with pytest.raises(MissingCapability, match="no mail server is set"):
        without.messages.mail(letter.id, by=BY)
    with pytest.raises(MissingCapability):
        mailing.to_user(without, CAST["tom"], mails.Kind.PASSWORD, link="https://x", lang="en")
    with without.session() as session:
        assert listed(session, kind=Kind.MAIL) == []
    assert without.messages.get(letter.id).status == "draft"


def test_who_does_not_want_letters_gets_none_unasked(ws, ada, post):
    """An invitation is refused, an answer to what they wrote is not; who has no address cannot be written to."""
    ws.consents.record(ada, purpose="keeping", given=False, text="Erase me.", version="1", by="link")
    with pytest.raises(RefusedByPolicy, match="does not want"):
        ws.messages.mail(draft(ws, ada, kind="invitation").id, by=BY)
    ws.messages.mail(draft(ws, ada, kind="answer").id, by=BY)
    nobody = ws.add([_file(ws, "Cy Without\n\nEXPERIENCE\nCook, Inn. 2019 - 2021\n- Cooked.\n")], as_of="2026-11-01")[0].person
    with pytest.raises(BadInput, match="no e-mail address"):
        ws.messages.mail(draft(ws, nobody).id, by=BY)
    work(ws)

    assert len(post.got) == 1


def test_who_was_erased_gets_nothing(ws, ada, post):
    """An approved letter that was not sent yet goes with them, and its task ends."""
    letter = draft(ws, ada)
    ws.messages.mail(letter.id, by=BY)
    with ws.session() as session:
        from jiufang.store import erasure

        erasure.erase(session, ada, by=BY)
    work(ws)

    assert post.got == []
    with ws.session() as session:
        assert {one.state for one in listed(session, kind=Kind.MAIL)} == {State.CANCELLED}


def test_a_link_goes_to_the_account_s_address_and_is_forgotten(ws, post, store):
    """Sealed as long as it waits; once it is sent nothing of it is kept."""
    link = "https://jobs.example.org/password/zqkwtoken"
    for lang in ("zh", "en"):
        mail = mailing.to_user(ws, CAST["tom"], mails.Kind.PASSWORD, link=link, lang=lang)
    with store.database.owner() as connection:
        assert b"zqkwtoken" not in b"".join(bytes(row[0]) for row in connection.execute(text("SELECT content FROM mails")))
    work(ws)
    (whom, zh), (_, en) = post.got

    assert whom == ["tom@example.org"]
    assert (zh["subject"], en["subject"]) == ("重新设置密码", "A new password")
    assert link in zh.get_content()
    assert zh["auto-submitted"] == "auto-generated"
    with ws.session() as session:
        assert mails.load(session, mail).content is None


def test_an_alert_comes_once_for_many_and_names_nobody(ws, post):
    """To whoever keeps the search; how many, and where they are, not who; none when they were looked at meanwhile."""
    saved = ws.searches.save(CAST["tom"].id, "Sailors", {"question": "sailing"}, by=BY, alert=True)
    ws.searches.save(CAST["li"].id, "Quiet", {"question": "sailing"}, by=BY, alert=False)
    for number in range(2):
        ws.add([_file(ws, f"Canary Zqkw{number}\nz{number}@example.com\n\nSKILLS\nsailing\n")], as_of="2026-11-01")
    work(ws, later=True)
    ((whom, got),) = post.got

    assert whom == ["tom@example.org"]
    assert "2 new" in got["subject"]
    assert f"/pool?search={saved.id}" in got.get_content()
    assert b"zqkw" not in post.raw[0].lower()
    ws.add([_file(ws, "Canary Zqkw9\nz9@example.com\n\nSKILLS\nsailing\n")], as_of="2026-11-01")
    ws.pool.see(saved.id)
    work(ws, later=True)
    assert len(post.got) == 1


def test_everybody_gets_their_own(ws, world, post):
    """P15, P03: letters to two, links to two: each goes to one address, and holds nothing of the others; the log has none of it."""
    ada, bo = UUID(world["person"]), next(one.id for one in ws.people.list().rows if str(one.id) != world["person"])
    stream, loggers = io.StringIO(), ("", "jiufang", "uvicorn", "uvicorn.error", "uvicorn.access", "procrastinate")
    kept = {
        name: (logging.getLogger(name).handlers[:], logging.getLogger(name).level, logging.getLogger(name).propagate) for name in loggers
    }
    journal.install(stream, level=logging.DEBUG)
    try:
        for person, canary in ((ada, "zqkwada"), (bo, "zqkwbo")):
            ws.messages.mail(draft(ws, person, subject=canary, text=canary).id, by=BY)
        for name in ("li", "ivy"):
            mailing.to_user(ws, CAST[name], mails.Kind.INVITATION, link=f"https://x/zqkw{name}", lang="en")
        post.refusals.append("451 ada@example.com zqkwada")
        work(ws)
        work(ws, later=True)
    finally:
        for name, (handlers, level, propagate) in kept.items():
            one = logging.getLogger(name)
            one.handlers, one.level, one.propagate = handlers, level, propagate
    told = {whom[0]: str(got["subject"]) + got.get_content() for whom, got in post.got}
    canaries = {"ada@example.com": "zqkwada", "bo@example.com": "zqkwbo", "li@example.org": "zqkwli", "ivy@example.org": "zqkwivy"}

    assert all(len(whom) == 1 for whom, _ in post.got)
    assert {whom: [canary for canary in canaries.values() if canary in said] for whom, said in told.items()} == {
        whom: [canary] for whom, canary in canaries.items()
    }
    assert "settled" in stream.getvalue()
    assert [word for word in ("zqkw", "@example", PASSWORD) if word in stream.getvalue()] == []


def test_a_wrong_password_is_in_no_log_and_no_row(ws, ada, store, tmp_path, caplog):
    """What the server refuses at sign-in is a code."""
    with serving(asks=True) as strict:
        secret = Secret(f"smtp://jobs%40example.org:zqkwsecret@127.0.0.1:{strict.port}")
        settings = Settings(models_dir=tmp_path, cache_dir=tmp_path / "c", workers=1, mail=secret, mail_from="jobs@example.org")
        other = OpenWorkspace(store, settings=settings, by=BY)
        letter = draft(other, ada)
        other.messages.mail(letter.id, by=BY)
        with caplog.at_level(logging.DEBUG):
            work(other)
        travel = other.messages.travel(letter.id)

    assert (travel.state, travel.reason) == ("waiting", "535 at sign-in")
    assert "zqkwsecret" not in caplog.text + repr(settings) + repr(travel)


def _file(ws, text_: str) -> Path:
    """Return a file with a text."""
    folder = ws.engine.settings.cache_dir
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / f"{abs(hash(text_))}.txt"
    made.write_text(text_, encoding="utf-8")
    return made
