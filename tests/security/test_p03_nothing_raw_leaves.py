"""P03: no name, number, address or account of a candidate is in any byte that a language model's server gets, wherever in a file it stood.

A server on loopback keeps every byte it is sent while résumés go through everything that asks a model: reading, matching, the kit, the
letters. A server that the owner has not allowed is asked nothing.
"""

from __future__ import annotations

import base64
import email.message
import json
import socket
from io import BytesIO
from uuid import UUID

import pytest
from tests.counts import count
from tests.llm.loopback import Server, saying
from tests.security import crowd
from tests.security.canaries import find, mobile, word

from jiufang.errors import RefusedByPolicy
from jiufang.jobs.records import Job
from jiufang.settings import Settings
from jiufang.workspace.opened import OpenWorkspace

RESUMES = count(20, 500, variable="JIUFANG_P03_RESUMES")
WRITTEN = count(5, 50, variable="JIUFANG_P03_WRITTEN")  # of whom a kit and letters are made
AD = "Data Engineer\n\nRequirements\n- At least 3 years of experience with Python\n- Experience with Apache Kafka\n- Has led a team\n"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)
MATTERS = {"na", "ma", "ph", "fi", "me", "sc", "no"}  # of our words: name, e-mail, mobile, file, metadata, photo, chat account


def name(number):
    """Return what a candidate is called."""
    return f"{word(number, 'na').capitalize()} Okafor"


def reached(number):
    """Return how a candidate is reached."""
    return f"{word(number, 'ma')}@example.com", f"+86 {mobile(number)}"


def body(number):
    """Return the lines of a résumé, every second in Chinese, with the candidate's own name in a sentence."""
    (address, phone), account = reached(number), word(number, "no")
    if number % 2:
        return [
            name(number), f"电话：{phone}｜邮箱{address}｜微信：{account}", "", "工作经历", "2019.03-至今 海港数据有限公司 数据工程师",
            f"- {name(number)}负责用 Python 和 Kafka 搭建数据管道，带领5人团队，联系{address}", "", "专业技能", "Python、Kafka",
        ]  # fmt: skip
    return [
        name(number), f"{address} | {phone} | WeChat: {account}", "", "EXPERIENCE", "Data Engineer, Harbour Analytics. March 2019 - present",
        f"- {name(number)} built Python pipelines on Apache Kafka and led five people. Write to {address}.", "", "SKILLS", "Python, Kafka",
    ]  # fmt: skip


def plain(number):
    """Return a résumé as text."""
    return "txt", "\n".join(body(number)).encode()


def page(number):
    """Return a résumé as a web page: its author in the head, and a comment."""
    lines = "".join(f"<p>{line}</p>" for line in body(number))
    head = f"<title>{name(number)}</title><meta name='author' content='{word(number, 'me')}'><!-- {word(number, 'me')} -->"
    return "html", f"<!doctype html><html><head><meta charset='utf-8'>{head}</head><body>{lines}</body></html>".encode()


def document(number):
    """Return a résumé as Word: name and address in header and footer, the author and a title among the properties, a photo with words in it."""
    import docx

    made = docx.Document()
    for line in body(number):
        made.add_paragraph(line)
    section = made.sections[0]
    section.header.paragraphs[0].text = f"{name(number)} · {reached(number)[0]}"
    section.footer.paragraphs[0].text = f"{reached(number)[1]} · {name(number)}"
    made.core_properties.author = made.core_properties.title = made.core_properties.comments = word(number, "me")
    made.add_picture(BytesIO(PIXEL + word(number, "sc").encode()))
    kept = BytesIO()
    made.save(kept)
    return "docx", kept.getvalue()


def letter(number):
    """Return a résumé as an e-mail: from the candidate's own address, the file attached under their name."""
    made = email.message.EmailMessage()
    made["From"] = f"{word(number, 'na').capitalize()} Okafor <{reached(number)[0]}>"
    made["To"], made["Subject"] = "jobs@example.org", f"Application of {name(number)}"
    made["X-Originating"] = word(number, "me")
    made.set_content(f"Dear team,\nplease find my papers. Call {reached(number)[1]}.\n{name(number)}\n")
    made.add_attachment("\n".join(body(number)).encode(), maintype="text", subtype="plain", filename=f"{word(number, 'fi')}.txt")
    return "eml", made.as_bytes()


@pytest.fixture
def listener():
    """A server that answers the least that is asked of it, and keeps every byte."""
    made = Server()
    made.script = [lambda connection, asked: saying(json.dumps(least(asked)))(connection, asked)]
    yield made
    made.close()


def least(asked):
    """Return the least that follows the schema of a question."""
    return _least((asked.get("response_format") or {}).get("json_schema", {}).get("schema", {}))


def _least(schema):
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            return {name: _least(inner) for name, inner in schema.get("properties", {}).items()}
        case "array":
            return [_least(schema.get("items", {}))] if schema.get("minItems") else []
        case "integer" | "number":
            return schema.get("minimum", 0)
        case "boolean":
            return False
    return "x" * schema.get("minLength", 1)


def workspace(store, folder, url, **other):
    """Return a workspace that reads with a language model, in this process."""
    settings = Settings(
        models_dir=folder / "none", cache_dir=folder / "kept", workers=1, reader="llm", llm="openai", llm_url=url, llm_model="x", **other
    )
    made = OpenWorkspace(store, settings=settings, by="mei@example.com")
    made.engine = crowd.InProcess(settings=settings, cache=made.engine.cache)
    return made


@pytest.mark.timeout(300 + 4 * RESUMES)
def test_p03_no_canary_leaves(store, tmp_path, listener):
    """Body, header, footer, file name, metadata, e-mail, photo: nothing of them is in the traffic, in whatever form."""
    ws, made, held = workspace(store, tmp_path, listener.url), [], set()
    (tmp_path / "in").mkdir()
    for number in range(RESUMES):
        kind, data = (plain, document, letter, page)[number // 2 % 4](number)
        path = tmp_path / "in" / f"{word(number, 'fi')} {mobile(number)}.{kind}"
        path.write_bytes(data)
        made.append(path)
        held |= find("\n".join(body(number)).encode())[number]
    added = ws.add(made, as_of="2026-11-01")
    ranked = ws.shortlist(ws.add_job(Job.from_text(AD)), blind=False)
    read = len(listener.requests)
    for match in list(ranked)[:WRITTEN]:
        ws.engine.interview_kit(match, reword=True)
        for kind, given in (
            ("invitation", {"facts": {"sender": "Mei", "time": "2026-12-01 14:00"}}),
            ("brief", {"facts": {"sender": "Mei"}}),
        ):
            ws.engine.reply(kind, match, reword=True, **given)
        ws.engine.reply(
            "answer",
            match,
            reword=True,
            message=f"I am {name(0)}, {reached(0)[0]}, {reached(0)[1]}. Who is my lead?",
            facts={"sender": "Mei"},
        )
    sent = listener.received + json.dumps(listener.requests, ensure_ascii=False).encode()
    left = {number: kinds & MATTERS for number, kinds in find(sent).items() if kinds & MATTERS}
    print(  # noqa: T201 - the figures
        f"P03: {RESUMES} résumés, {len(listener.requests)} questions ({read} while matching), {len(listener.received)} bytes: {len(left)} people told of"
    )

    assert all(one.person for one in added)
    assert len(ranked) == RESUMES
    assert read >= RESUMES, "the matching asked nobody, so that the test says nothing"
    assert len(listener.requests) > read, "nothing was written with the model"
    assert held >= {"na", "ma", "ph"}  # the eyes see
    assert left == {}


def test_p03_who_is_not_on_the_list_is_not_asked(store, tmp_path):
    """A server elsewhere that nobody allowed, or that is allowed and not encrypted: refused by name, before anything is sent."""
    (tmp_path / "cv.txt").write_bytes(plain(0)[1])
    for url, other in (
        ("https://models.example.net/v1", {}),
        ("http://models.example.net/v1", {"llm_allow": "models.example.net=our contract"}),
    ):
        ws = workspace(store, tmp_path, url, **other)
        ws.add([tmp_path / "cv.txt"], as_of="2026-11-01")
        with pytest.raises(RefusedByPolicy, match=r"models\.example\.net"):
            ws.shortlist(UUID(ws.add_job(Job.from_text(AD)).id))


def test_p03_the_test_can_fail(listener):
    """What is sent as it stands is seen: as text, and in base64."""
    for told in (plain(3)[1].decode(), base64.b64encode(plain(7)[1]).decode()):
        asked = json.dumps({"messages": [{"content": told}]}, ensure_ascii=False).encode()
        with socket.create_connection(("127.0.0.1", listener.port)) as connection:
            connection.sendall(b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(asked) + asked)
            connection.recv(100)

    assert {3, 7} <= {number for number, kinds in find(listener.received).items() if kinds & MATTERS}
