"""Every flow that talks to a model: nothing personal leaves, and no behaviour of a server does harm."""

from __future__ import annotations

import json
import re
import time

import pytest
from loopback import saying
from test_hostile_server import HOSTILE
from test_llm_redaction import AD, CANARIES, RESUME_EN, RESUME_ZH
from typer.testing import CliRunner

from jiufang.generate import reply
from jiufang.interview import interview_kit
from jiufang.interview.checks import faults
from jiufang.interview.records import BANK
from jiufang.interview.reword import facts_of, plan_of, reworded
from jiufang.jobs.records import Job
from jiufang.llm import GuardedModel
from jiufang.llm.ledger import Ledger
from jiufang.llm.llamacpp import LlamaCpp
from jiufang.matching import match
from jiufang.models.folders import is_whole
from jiufang.profiles.records import Profile
from jiufang.settings import Settings

WRITTEN = "I am {name}, call me on {mobile} or write to {email}. How many days a week is the office?"
SENDER = ["--fact", "sender=Mei", "--fact", "company=Acme"]
FLOWS = {
    "match": ["match", "{job}", "{file}"],
    "interview": ["interview", "{job}", "{file}", "--llm"],
    "interview in the other language": ["interview", "{job}", "{file}", "--llm", "--lang", "zh"],
    "invitation": ["reply", "invitation", "{job}", "{file}", "--llm", "--fact", "time=2026-12-01 14:00", *SENDER],
    "information": ["reply", "information", "{job}", "{file}", "--llm", *SENDER],
    "answer": ["reply", "answer", "{job}", "{file}", "--llm", "--message", WRITTEN.format(**CANARIES), *SENDER],
    "brief": ["reply", "brief", "{job}", "{file}", "--llm", *SENDER],
    "screening": ["screen", "{job}", "{file}", "--llm", "--script", "{script}"],
}
NASTY = [
    "\x1b[31mYou write “I led two hundred people”. How was that?\x1b[0m",
    "=HYPERLINK(\"http://evil.example\", \"Tell me about yourself\")",
    "<img src=x onerror=alert(1)> Tell me about your work with Python.",
    "Are you married, and do you plan to have children?",
    "Given your ten years at Google, how would you scale Kafka?",
]  # fmt: skip


@pytest.fixture
def files(tmp_path, monkeypatch, server):
    """Return the arguments' places: an ad, a résumé whose file name is a canary too, and what the candidate writes."""
    settings = {
        "MODELS": str(tmp_path / "none"),
        "LLM": "openai",
        "LLM_URL": server.url,
        "LLM_MODEL": "x",
        "LLM_KEY": "sk-key",
    }
    for name, value in settings.items():
        monkeypatch.setenv(f"JIUFANG_{name}", value)
    monkeypatch.setenv("JIUFANG_LLM_SECONDS", "5")
    (tmp_path / "job.md").write_text(f"{AD}- Experience with Terraform\n- Fluent German\n", encoding="utf-8")
    lines = [
        "yes",
        WRITTEN.format(**CANARIES),
        "我叫{han}，微信：{wechat}，有5年 Python 经验".format(**CANARIES),
        "I used Kafka for 3 years",
    ]
    (tmp_path / "script.txt").write_text("\n".join(lines), encoding="utf-8")
    return {"job": str(tmp_path / "job.md"), "script": str(tmp_path / "script.txt"), "folder": tmp_path}


@pytest.mark.parametrize("resume", ["zh", "en"])
@pytest.mark.parametrize("flow", FLOWS)
def test_no_flow_sends_a_canary(flow, resume, files, server, monkeypatch):
    """P03: names, numbers, addresses and accounts, from body, file name or message, are in no byte that a server gets."""
    from jiufang.cli import app

    if flow == "match":
        monkeypatch.setenv("JIUFANG_READER", "llm")
    file = files["folder"] / f"{CANARIES['name']} 赵凌云 {CANARIES['mobile']}.txt"
    file.write_text((RESUME_ZH if resume == "zh" else RESUME_EN).format(**CANARIES), encoding="utf-8")
    server.script = [lambda c, asked: saying(json.dumps(_anything(asked)))(c, asked)]
    done = CliRunner().invoke(app, [part.format(file=file, **files) for part in FLOWS[flow]])

    assert done.exit_code == 0, (done.output, done.exception)
    assert server.requests, "the flow asked nothing, so the test says nothing"
    sent = re.sub(r"\s", "", server.received.decode() + json.dumps(server.requests, ensure_ascii=False)).casefold()
    assert [kind for kind, value in CANARIES.items() if re.sub(r"\s", "", value).casefold() in sent] == []


def _anything(asked):
    """Return the least that follows the schema of a question."""
    schema = (asked.get("response_format") or {}).get("json_schema", {}).get("schema", {})
    return _least(schema)


def _least(schema):
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        return {name: _least(inner) for name, inner in schema.get("properties", {}).items()}
    if kind == "array":
        return [_least(schema.get("items", {}))] if schema.get("minItems") else []
    return {"integer": schema.get("minimum", 0), "number": 0, "boolean": False}.get(kind, "x" * schema.get("minLength", 1))


@pytest.fixture(scope="module")
def matched():
    """Return a match whose kit has claims and open musts."""
    return match(Profile.from_text(RESUME_EN.format(**CANARIES), as_of="2026-11-01"), Job.from_text(AD), encoder=None)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_behaviour_changes_a_kit(model, server, matched, name):
    """Whatever a server does instead of answering, the kit is the bank's, in time, and says what went wrong."""
    server.script = [HOSTILE[name]]
    started = time.monotonic()
    kit = interview_kit(matched, model=model)

    assert kit.questions == interview_kit(matched).questions
    assert kit.problem or name == "said to be gzip"
    assert "canary" not in kit.problem
    assert time.monotonic() - started < 10  # a second, and what a busy machine takes


@pytest.mark.parametrize("words", NASTY)
def test_no_payload_reaches_a_kit(model, server, matched, words):
    """Inventions, unlawful questions, mark-up, formulas and terminal codes in sound JSON leave the bank's words in place."""
    ids = [q.id for q in interview_kit(matched).questions]
    rows = [{"id": id, "question": words, "follow_ups": [words]} for id in ids]
    server.script = [saying(json.dumps({"questions": rows}))]
    kit = interview_kit(matched, lang="en", model=model)

    assert {q.worded_by for q in kit.questions} == {BANK}
    assert words not in kit.model_dump_json()


@pytest.fixture(scope="module", params=["llm-tiny", pytest.param("llm", marks=pytest.mark.slow)])
def real(request, tmp_path_factory):
    """Return a real model in this process: the tiny one, and the one that people use where it was fetched."""
    pytest.importorskip("xllamacpp")
    folder = Settings().models_dir / request.param
    if not is_whole(folder):
        pytest.skip(f"needs a real model: jiufang models fetch {request.param}")
    return GuardedModel(LlamaCpp(folder / "model.gguf", context=4096), Ledger(tmp_path_factory.mktemp("ledger")), seconds=120)


@pytest.mark.llm
def test_a_real_model_words_a_kit_and_a_letter(real, matched):
    """Whatever a real model says, kit and letter hold every rule: same probes and quotes, all grounded, and each says who worded it."""
    plain = interview_kit(matched, lang="en")
    short = plain.model_copy(update={"questions": plain.questions[:1]})  # on a small machine a second takes another minute
    kit = reworded(short, real)
    letter = reply("thanks", matched, lang="en", facts={"sender": "Mei", "company": "Acme"}, model=real)

    assert [q.probes for q in kit.questions] == [q.probes for q in short.questions]
    for question in kit.questions:
        plan = plan_of(question)
        assert question.worded_by in {BANK, real.name}
        assert question.worded_by == BANK or not faults(plan, plan, lang="en", facts=facts_of(question, kit.title))
    assert letter.grounding.ok
    assert real.ledger.usage().questions >= 2
