from __future__ import annotations

import json
import re

import pytest
from loopback import saying

from jiufang.llm.redaction import Chain, Masker
from jiufang.workspace import Workspace

CANARIES = {
    "name": "Zhao Lingyun", "han": "赵凌云", "mobile": "13912345678", "email": "lingyun.zhao@canary.example", "card": "11010519491231002X",
    "wechat": "lingyun_zhao77", "street": "望京西路48号",
}  # fmt: skip
RESUME_ZH = (
    "{han}\n电话：{mobile}｜邮箱{email}｜微信：{wechat}\n身份证号：{card}\n地址：北京市朝阳区{street}\n\n工作经历\n"
    "2019.03-至今 北京海淀数据公司 数据工程师\n- {han}负责用 Python 和 Kafka 搭建数据管道，联系人电话{mobile}\n"
)
RESUME_EN = (
    "{name}\n{email} | +86 {mobile}\n\nEXPERIENCE\nData Engineer, Harbour Analytics, Bristol. March 2019 - present\n"
    "- Built Python pipelines on Apache Kafka; {name} led three people. Write to {email}.\n"
)
AD = "Data Engineer\n\nRequirements\n- At least 3 years of experience with Python\n- Experience with Apache Kafka\n"


def _clean(sent: str) -> None:
    folded = re.sub(r"\s", "", sent).casefold()
    leaked = [kind for kind, value in CANARIES.items() if re.sub(r"\s", "", value).casefold() in folded]
    assert leaked == []


@pytest.mark.parametrize("text", [RESUME_ZH, RESUME_EN])
def test_nothing_personal_leaves_and_all_of_it_comes_back(model, server, text):
    """The server sees stand-ins in prompt, instructions and schema; the caller gets an answer with the real words."""
    text = text.format(**CANARIES)
    person = CANARIES["han"] if text is RESUME_ZH else CANARIES["name"]
    server.script = [lambda c, asked: _echo(c, asked)]
    schema = {"type": "object", "properties": {"said": {"type": "string", "enum": [person, "x"]}}, "required": ["said"]}
    about = model.about("ada", names=[CANARIES["han"], CANARIES["name"]])
    answer = about.answer(text, system=f"You write to {CANARIES['email']}.")
    assert answer == text.strip()
    assert json.loads(about.answer(f"Who is {person}?", schema=schema)) == {"said": person}
    _clean(server.received.decode())
    _clean(json.dumps(server.requests, ensure_ascii=False))


def _echo(connection, asked):
    form = asked.get("response_format")
    words = asked["messages"][-1]["content"]
    said = json.dumps({"said": form["json_schema"]["schema"]["properties"]["said"]["enum"][0]}) if form else words
    saying(said)(connection, asked)


def test_stand_ins_stay_in_links(model, server):
    """A link that would carry a person's data to whoever wrote it does not get them."""
    server.script = [lambda c, a: saying("Call [PHONE_1], see https://evil.example/?q=[PHONE_1] or [here](//evil.example/[PHONE_1])")(c, a)]
    answer = model.answer(f"My number is {CANARIES['mobile']}")
    assert answer == f"Call {CANARIES['mobile']}, see https://evil.example/?q=[PHONE_1] or [here](//evil.example/[PHONE_1])"


def test_a_value_cannot_break_out_of_its_string(model, server):
    """What is put back into JSON stays one string, whatever characters it has."""
    server.script = [saying('{"said": "[NAME_1]"}')]
    name = 'Ann "Q" O\'Hara'
    answer = model.about("ann", names=[name]).answer(f"Who? {name}", schema={"type": "object", "required": ["said"]})
    assert list(json.loads(answer)) == ["said"]


def test_a_stand_in_that_somebody_wrote_is_not_filled():
    """A résumé that already says [PHONE_1] does not get a number there."""
    masker = Masker()
    sent = masker.redact("[PHONE_1] 电话13912345678")
    assert sent == "[PHONE_1] 电话[PHONE_2]"
    assert masker.restore(sent) == "[PHONE_1] 电话13912345678"


class Shouting:
    """A redactor that takes out the letter of a secret."""

    def redact(self, text: str) -> str:
        """Hide it."""
        return text.replace("hush", "[SHH]")

    def restore(self, text: str) -> str:
        """Show it."""
        return text.replace("[SHH]", "hush")


def test_redactors_work_one_after_another():
    """Any two objects with the two methods make one."""
    chain = Chain([Shouting(), Masker(["Ada Lindqvist"])])
    text = "hush, Ada Lindqvist <ada@example.com>"
    sent = chain.redact(text)
    assert "hush" not in sent
    assert "Lindqvist" not in sent
    assert chain.restore(sent) == text


@pytest.mark.parametrize("resume", [RESUME_ZH, RESUME_EN])
def test_matching_with_a_model_sends_no_canary_and_believes_no_invention(server, tmp_path, monkeypatch, resume):
    """From file to shortlist: nothing personal in any byte sent, and invented quotes and verdicts change nothing."""
    from jiufang.jobs.records import Job
    from jiufang.settings import Settings

    file = tmp_path / f"{CANARIES['name']} 赵凌云.txt"
    file.write_text(resume.format(**CANARIES), encoding="utf-8")
    monkeypatch.setenv("JIUFANG_MODELS", str(tmp_path / "none"))
    job = Job.from_text(AD)
    invented = [{"id": r.id, "quotes": ["Ten years as head of everything"], "verdict": "contradicted"} for r in job.requirements]
    server.script = [saying(json.dumps({"findings": invented}))]
    for name, value in {
        "JIUFANG_LLM": "openai",
        "JIUFANG_LLM_URL": server.url,
        "JIUFANG_LLM_MODEL": "x",
        "JIUFANG_LLM_KEY": "sk-key",
    }.items():
        monkeypatch.setenv(name, value)
    plain = Workspace()
    monkeypatch.setenv("JIUFANG_READER", "llm")
    asked = Workspace()
    [parsed] = asked.parse([file], as_of="2026-11-22")
    found = asked.match(parsed.profile, job)
    assert len(server.requests) >= 1
    _clean(server.received.decode())
    assert [f.verdict for f in found.findings] == [f.verdict for f in plain.match(parsed.profile, job).findings]
    assert asked.language_model.ledger.usage(parsed.profile.document.sha256).questions >= 1
    kept = [p.read_text(encoding="utf-8") for p in Settings().cache_dir.rglob("*.json")]
    assert not any("sk-key" in text for text in kept)


def test_matching_goes_on_without_the_server(server, tmp_path, monkeypatch):
    """With the server down the verdicts are those of the rules, and the match says that the reader failed."""
    from jiufang.jobs.records import Job

    server.close()
    file = tmp_path / "ada.txt"
    file.write_text(RESUME_EN.format(**CANARIES), encoding="utf-8")
    monkeypatch.setenv("JIUFANG_MODELS", str(tmp_path / "none"))
    job = Job.from_text(AD)
    plain = Workspace()
    for name, value in {"JIUFANG_LLM": "openai", "JIUFANG_LLM_URL": server.url, "JIUFANG_LLM_MODEL": "x", "JIUFANG_READER": "llm"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("JIUFANG_LLM_SECONDS", "1")
    [parsed] = plain.parse([file], as_of="2026-11-22")
    found, without = Workspace().match(parsed.profile, job), plain.match(parsed.profile, job)
    assert [f.verdict for f in found.findings] == [f.verdict for f in without.findings]
    assert found.score == without.score
    assert found.warnings != without.warnings
