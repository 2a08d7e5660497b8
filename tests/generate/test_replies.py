"""Letters say what was given, in both languages and every tone, and nothing that may not be said."""

from __future__ import annotations

import io
import json
import re
import tomllib
import zipfile
from pathlib import Path

import pytest
from tests.generate.conftest import FILLED, matched

from jiufang.errors import BadInput, NoAnswer, RefusedByPolicy
from jiufang.generate import Kind, reply, suggest
from jiufang.generate.exports import to_docx, to_markdown
from jiufang.generate.grounds import codes
from jiufang.generate.safety import faults
from jiufang.generate.templates import FIELD, OPTION, TONES
from jiufang.matching.records import Verdict

QUESTION = {
    "zh": "请问薪资多少？有班车吗？可以养猫吗？还有多少人应聘？",
    "en": "What is the pay? Is there parking? May I bring my cat? How many other applicants are there?",
}
DATA = Path(__file__).parent.parent.parent / "src" / "jiufang" / "generate" / "data"
REPLIES = DATA / "replies"


def letter(match, kind, **given):
    """Write a letter with everything that a recruiter may fill in."""
    lang = given.pop("lang", match.job.lang)
    defaults = {"facts": FILLED[lang], "message": QUESTION[lang], "reason": "requirement"}
    return reply(kind, match, lang=lang, **{**defaults, **given})


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", list(Kind))
def test_every_letter_is_grounded_lawful_and_complete(match, kind, lang, tone):
    """Whatever the kind, language and tone, every factual sentence rests on a fact, nothing forbidden is said, no field is left."""
    made = letter(match, kind, lang=lang, tone=tone)

    assert [(s.text, s.reason) for s in made.grounding.ungrounded] == []
    assert faults(f"{made.subject}\n{made.text}") == ()
    assert not re.search(r"[{}]|\[\[|\]\]", made.text)
    assert made == letter(match, kind, lang=lang, tone=tone)


@pytest.mark.parametrize("reason", [c for c in codes() if c != "requirement"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_reason_is_grounded(match, reason, lang):
    """Each reason for a rejection, the candidate's or the employer's, stands on the fact that it is."""
    made = letter(match, "rejection", reason=reason, lang=lang)

    assert made.grounding.ok


def test_a_rejection_names_the_requirement_and_what_the_resume_says(match):
    """By default the clearest must-have is named, with the words of the ad and of the résumé."""
    text = letter(match, "rejection").text

    assert match["R4"].requirement.text in text
    assert match["R4"].evidence[0].quote in text


@pytest.mark.parametrize(
    "reason", ["她太老了", "怀孕了", "too old for the team", "other candidates were better", "your score was too low", "得分太低"]
)
def test_a_rejection_never_rests_on_what_it_may_not(match, reason):
    """Protected grounds, comparisons and scores are refused as reasons."""
    with pytest.raises(RefusedByPolicy):
        letter(match, "rejection", reason=reason)


def test_a_rejection_says_why(match):
    """Without a reason there is no rejection, and what is met is none."""
    with pytest.raises(BadInput, match="why"):
        letter(match, "rejection", reason="")
    with pytest.raises(BadInput, match="cannot be the reason"):
        letter(match, "rejection", reason="R2")


def test_a_missing_field_is_named(match):
    """A letter without what it needs is not written; the error says what to give."""
    with pytest.raises(BadInput, match="--fact sender="):
        reply("invitation", match)


def test_a_question_is_answered_from_given_facts_or_not_at_all(match):
    """Pay and travel stand in the ad and are quoted; a cat is asked for; other applicants are nobody's business."""
    text = letter(match, "answer").text
    zh = match.job.lang == "zh"

    assert ("25-40K·15薪" if zh else "$39.80-$56.15/h") in text
    assert ("免费班车" if zh else "Free parking") in text
    assert ("先去问清楚" if zh else "I will ask and come back to you") in text
    assert ("不便透露" if zh else "cannot give information") in text


def test_what_is_given_by_hand_answers_before_the_ad(match):
    """`--fact salary=…` is fresher than the ad."""
    text = letter(match, "answer", facts={**FILLED[match.job.lang], "salary": "42K"}).text

    assert "42K" in text
    assert "25-40K" not in text


def test_information_is_asked_for_what_is_open_and_nothing_else(match):
    """Not shown and partial requirements are asked for, met and denied ones are not."""
    text = letter(match, "information").text

    assert match["R3"].requirement.text in text
    assert match["R1"].requirement.text in text
    assert match["R2"].requirement.text not in text
    assert match["R4"].requirement.text not in text


def with_verdicts(match, **verdicts):
    """Return a match in which some requirements have another verdict; what had no quote quotes the last job's first line."""
    shown = {f.requirement.id: f for f in match.findings}
    findings = [
        f.model_copy(update={"verdict": verdicts.get(f.requirement.id, f.verdict), "evidence": f.evidence or shown["R1"].evidence})
        for f in match.findings
    ]
    return match.model_copy(update={"findings": tuple(findings)})


def test_outreach_quotes_a_deed_before_a_paper_and_never_a_degree(match):
    """Somebody is written to for what they did, for years or a licence where no deed is told, and not for a degree that everybody has."""
    quote = {f.requirement.id: f.evidence[0].quote for f in match.findings if f.evidence}
    silent = Verdict.NOT_SHOWN

    assert quote["R2"] in letter(with_verdicts(match, R1=Verdict.MET), "outreach").text
    assert quote["R1"] in letter(with_verdicts(match, R1=Verdict.MET, R2=silent), "outreach").text
    assert quote["R4"] not in letter(with_verdicts(match, R4=Verdict.MET, R2=silent), "outreach").text


@pytest.mark.parametrize(
    ("lang", "message", "answer", "silent"),
    [
        ("zh", "请问有宿舍吗？", "先去问清楚", "六险一金"),
        ("zh", "有班车吗？", "免费班车", "先去问清楚"),
        ("en", "Do you offer meals?", "come back to you", "parking"),
        ("en", "Is there parking?", "Free parking", "come back to you"),
    ],
)
def test_who_asks_for_one_thing_is_not_told_of_another(lang, message, answer, silent):
    """A benefit that is asked for by name is answered by what names it, or asked for and told later."""
    text = letter(matched(lang), "answer", message=message).text

    assert answer in text
    assert silent not in text


def test_a_brief_does_not_say_who_it_is(match):
    """No name, contact, school or employer stands in a client brief, nor in the facts that travel with it."""
    made = letter(match.model_copy(update={"file": "林晓舟-Nora-Field.pdf"}), "brief")
    told = json.dumps(made.to_dict(), ensure_ascii=False)

    for secret in ("林晓舟", "linxz", "13800138000", "青禾", "云溪", "江城大学", "Nora", "Field", "010-2233", "Lakeside", "Hillview"):
        assert secret not in told


def test_the_answer_needs_a_question(match):
    """A message that asks nothing gets no answer."""
    with pytest.raises(BadInput, match="no question"):
        letter(match, "answer", message="Thank you. 谢谢。")


def test_a_companys_template_goes_before_the_shipped_one(match, tmp_path):
    """What a company's file has is taken, the rest is shipped; its own words are facts that it gave."""
    own = '[zh]\nbrief = """\n{name}，面试见。我们在湖边办公，提供午餐。\n{sender}\n"""\n[en]\nbrief = """\n{name}, see you at the interview. Our office is by the lake and lunch is on us.\n{sender}\n"""\n'
    (tmp_path / "invitation.toml").write_text(own, encoding="utf-8")

    made = letter(match, "invitation", tone="brief", templates=tmp_path)

    assert ("湖边" if match.job.lang == "zh" else "by the lake") in made.text
    assert made.grounding.ok
    assert letter(match, "invitation", tone="warm", templates=tmp_path) == letter(match, "invitation", tone="warm")


@pytest.mark.parametrize("bad", ["not toml [", "[en]\nbrief = 3\n[zh]\nbrief = 3\n"])
def test_a_broken_template_is_named(match, tmp_path, bad):
    """A file that is no template is an error that names it."""
    (tmp_path / "invitation.toml").write_text(bad, encoding="utf-8")

    with pytest.raises(BadInput, match="template"):
        letter(match, "invitation", tone="brief", templates=tmp_path)


def test_an_unlawful_template_is_refused(match, tmp_path):
    """Not even a company's own template may ask about marriage."""
    own = '[zh]\nbrief = "{name}，您结婚了吗？"\n[en]\nbrief = "{name}, are you married?"\n'
    (tmp_path / "thanks.toml").write_text(own, encoding="utf-8")

    with pytest.raises(RefusedByPolicy, match="marriage"):
        letter(match, "thanks", tone="brief", templates=tmp_path)


class Says:
    """A language model that answers what a function makes of each sentence."""

    name = "says@1"

    def __init__(self, make) -> None:
        self.make = make
        self.asked: list[str] = []

    def answer(self, prompt, *, system="", schema=None, max_tokens=2048, temperature=0.0):
        """Answer every sentence that is asked for."""
        self.asked.append(prompt)
        told = prompt.rpartition("-asked>\n")[0].rpartition("-asked>\n")[2]
        pairs = re.findall(r"^(\d+): (.+)$", told, re.MULTILINE)
        return json.dumps({"sentences": [{"n": int(n), "text": self.make(text)} for n, text in pairs]})


def test_a_models_honest_words_are_taken_and_shown():
    """Other words for the same facts replace the template's; the difference is shown."""
    model = Says(lambda text: text.replace("Thank you for", "Many thanks for"))

    made = letter(matched("en"), "invitation", model=model)

    assert "Many thanks for your application" in made.text
    assert made.worded_by == "says@1"
    assert "+Many thanks" in made.diff
    assert made.grounding.ok


@pytest.mark.parametrize(
    "extra",
    [
        " You are the best candidate.",
        " We guarantee the job.",
        " Lunch is provided.",
        " The pay is $90,000.",
        " Are you married?",
        " <script>alert(1)</script>",
        " See http://evil.example/x.",
        " Karl Meyer will be there.",
    ],
)
def test_a_models_inventions_never_reach_the_letter(extra):
    """Whatever a model adds, after one chance to mend it the template's words stand."""
    match, model = matched("en"), Says(lambda text: text + extra)

    made = letter(match, "invitation", model=model)

    assert made.text == letter(match, "invitation").text
    assert extra.strip() not in made.text
    assert made.worded_by == "template"
    assert made.problem
    assert len(model.asked) == 2
    assert "! " in model.asked[1]


def test_a_model_may_not_drop_what_was_filled_in():
    """A sentence that loses its time or place keeps the template's words."""
    made = letter(matched("en"), "invitation", model=Says(lambda text: "Please let us know."))

    assert "Tuesday 1 December 2026 at 14:00" in made.text
    assert "200 Lake Street" in made.text


@pytest.mark.parametrize(
    "answer", ["", "no JSON", "[]", '{"sentences": 3}', '{"sentences": [{"n": "x"}, 3, {"n": 99, "text": "hi"}]}', None]
)
def test_a_model_that_talks_nonsense_changes_nothing(answer):
    """Answers of any other shape leave the template's words."""
    match = matched("zh")

    class Nonsense:
        name = "nonsense@1"

        def answer(self, *_, **__):
            if answer is None:
                raise NoAnswer("out of time", subject="nonsense")
            return answer

    assert letter(match, "thanks", model=Nonsense()).text == letter(match, "thanks").text


@pytest.mark.parametrize(
    ("message", "kind", "reason"),
    [
        ("谢谢，我已经接受了另一家公司的offer。", "rejection", "elsewhere"),
        ("不好意思，我想撤回申请。", "rejection", "withdrew"),
        ("周二时间冲突，能改期吗？", "invitation", ""),
        ("请问有没有班车？", "answer", ""),
        ("证书已放在附件，请查收。", "thanks", ""),
        ("I have accepted another offer.", "rejection", "elsewhere"),
        ("I would like to withdraw my application.", "rejection", "withdrew"),
        ("Could we reschedule to another day?", "invitation", ""),
        ("Is there a bonus?", "answer", ""),
        ("Please find my licence attached.", "thanks", ""),
        ("Have a nice day.", "thanks", ""),
    ],
)
def test_a_message_suggests_the_next_letter(message, kind, reason):
    """What a candidate writes calls for a kind of letter, and says by which words."""
    best = suggest(message)[0]

    assert (best.kind, best.reason) == (kind, reason)
    assert best.quote in message


def test_exports_hold_the_letter(match):
    """Markdown escapes what could be markup; the Word document holds every paragraph and is the same every time."""
    made = letter(match, "thanks", facts={**FILLED[match.job.lang], "company": "A*B <i>"})
    data = to_docx(made)

    assert r"A\*B \<i\>" in to_markdown(made)
    document = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    assert "A*B &lt;i&gt;" in document
    assert data == to_docx(made)


@pytest.mark.parametrize("path", sorted(REPLIES.glob("*.toml")), ids=lambda p: p.stem)
def test_the_templates_are_level_in_both_languages(path):
    """Every template has the same keys, fields and options in Chinese and English, and touches nothing that may not be said."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))

    assert set(table["zh"]) == set(table["en"])
    for key in set(table["zh"]) - {"says"}:
        fields = [set(FIELD.findall(table[lang][key])) for lang in ("zh", "en")]
        assert fields[0] == fields[1], key
        plain = [FIELD.sub("X", OPTION.sub(r"\1", table[lang][key])) for lang in ("zh", "en")]
        assert [faults(text) for text in plain] == [(), ()], key
    for reason in table.get("reasons", {}).values():
        keys = set(reason) - {"side"}
        assert {re.sub("zh$", "en", key) for key in keys} == {re.sub("zh$", "en", key) for key in keys if key.endswith("en")}


def test_the_tables_are_level_in_both_languages():
    """Questions, findings and topics have both languages, with as many variants and the same slots."""
    asks = tomllib.loads((DATA / "asks.toml").read_text(encoding="utf-8"))
    entries = [asks.pop("bare"), *(v for kind in asks.values() for v in kind.values())]
    for entry in entries:
        assert len(entry["zh"]) == len(entry["en"])
        assert all(set(FIELD.findall(a)) == set(FIELD.findall(b)) for a, b in zip(entry["zh"], entry["en"], strict=True))
    found = tomllib.loads((DATA / "findings.toml").read_text(encoding="utf-8"))
    assert set(found["zh"]) == set(found["en"])
    assert all(t["zh"] and t["en"] for t in tomllib.loads((DATA / "topics.toml").read_text(encoding="utf-8"))["topic"])
