"""A kit asks what the match leaves open, in either language, quoting only what is there."""

from __future__ import annotations

import json
from itertools import combinations

import pytest
from tests.interview.conftest import DAY, RESUMES

import jiufang
from jiufang.interview import interview_kit, off_limits
from jiufang.interview.bank import best_theme
from jiufang.interview.similar import MOST_ALIKE, similarity
from jiufang.jobs.records import Job
from jiufang.matching import match
from jiufang.matching.records import Verdict
from jiufang.profiles.records import Profile


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_kit_has_eight_to_twelve_whole_questions(matched, lang):
    """Each question has words, a probe, a good answer, follow-ups, minutes and anchors from 1 to 4."""
    kit = interview_kit(matched, lang=lang)

    assert 8 <= len(kit.questions) <= 12
    assert [q.id for q in kit.questions] == [f"Q{n}" for n in range(1, len(kit.questions) + 1)]
    for q in kit.questions:
        assert q.question
        assert q.good_answer
        assert q.follow_ups
        assert q.minutes > 0
        assert "{" not in q.model_dump_json(include={"question", "good_answer", "follow_ups"}).replace('{"', "")
        if q.scorecard.anchors:
            assert [a.points for a in q.scorecard.anchors] == [1, 2, 3, 4]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_open_must_is_asked(matched, lang):
    """A must-have that is not met has a question that names it."""
    asked = {id for q in interview_kit(matched, lang=lang).questions for id in q.probes.requirements}

    assert {f.requirement.id for f in matched.findings if f.requirement.must and f.verdict is not Verdict.MET} <= asked


def test_quotes_are_verbatim(matched):
    """Evidence is the résumé's own text at its offsets, and a claim stands in its question."""
    for q in interview_kit(matched).questions:
        for e in q.evidence:
            assert matched.profile.document.text[e.start : e.end] == e.quote
        if q.probes.claim:
            assert q.probes.claim in q.question


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_question_comes_twice(matched, lang):
    """No two questions of a kit share nine tenths of their characters."""
    questions = [q.question for q in interview_kit(matched, lang=lang).questions]

    assert max(similarity(a, b) for a, b in combinations(questions, 2)) < MOST_ALIKE


def test_same_match_same_bytes(matched):
    """A kit made twice is the same, byte by byte."""
    assert interview_kit(matched).model_dump_json() == interview_kit(matched).model_dump_json()


def test_a_break_is_asked_without_why():
    """A break is asked about for what bears on the job; nobody asks why, and it is not rated."""
    job = Job.from_dict({"id": "j", "title": "Java 工程师", "lang": "zh", "requirements": [{"id": "R1", "text": "熟悉 Java"}]})
    kit = interview_kit(match(Profile.from_text(RESUMES["zh"], as_of=DAY), job, encoder=None))
    (asked,) = [q for q in kit.questions if q.probes.gap]

    assert "2021" in asked.question
    assert "为什么" not in asked.question
    assert "怎么回事" not in asked.question
    assert asked.scorecard.anchors == ()


def test_twenty_open_musts_are_all_asked_within_twelve_questions():
    """When more is open than there are questions, the rest is gone through together."""
    names = "Kafka Terraform Ansible Rust Scala Elixir Cobol Fortran Haskell Erlang Prolog Ada Perl Lua Julia Dart Swift Kotlin Ruby Zig".split()
    needs = [{"id": f"R{n}", "text": f"production experience with {name}", "kind": "skill"} for n, name in enumerate(names)]
    job = Job.from_dict({"id": "j", "title": "Developer", "lang": "en", "requirements": needs})
    kit = interview_kit(match(Profile.from_text(RESUMES["en"], as_of=DAY), job, encoder=None))

    assert len(kit.questions) <= 12
    assert {id for q in kit.questions for id in q.probes.requirements} == {need["id"] for need in needs}


def test_an_unlawful_requirement_is_not_asked():
    """Of a wish that may not decide nothing is asked; the lawful rest of its sentence is."""
    job = Job.from_dict(
        {
            "id": "j",
            "title": "文员",
            "lang": "zh",
            "requirements": [{"id": "R1", "text": "已婚已育优先"}, {"id": "R2", "text": "35岁以下，会用 Excel 做报表"}],
        }
    )
    kit = interview_kit(match(Profile.from_text(RESUMES["zh"], as_of=DAY), job, encoder=None))
    asked = {q.probes.requirement: q.question for q in kit.questions if q.probes.requirement}

    assert set(asked) == {"R2"}
    assert "Excel" in asked["R2"]
    assert off_limits(asked["R2"]) == ()


def test_the_public_function_and_its_json(matched):
    """`jiufang.interview_kit` gives JSON with the shape that others rely on."""
    data = json.loads(json.dumps(jiufang.interview_kit(matched).to_dict()))

    for q in data["questions"]:
        assert {"question", "probes", "evidence", "good_answer", "follow_ups", "minutes", "scorecard"} <= set(q)
        assert any(q["probes"][key] for key in ("requirement", "claim", "gap", "duty")) or q["probes"]["kind"] == "competency"
        assert all(e["quote"] for e in q["evidence"])


@pytest.mark.parametrize(
    ("text", "asked"),
    [("能接受两班倒", "最早"), ("Able to work three 12-hour night shifts a week", "from when"), ("物理学或相关专业毕业", "学位")],
)
def test_hours_and_studies_are_asked_as_such(text, asked):
    """Working hours get a plain question about them and a field of study one about the degree, whatever kind the ad's reading gave them."""
    lang = "en" if text.isascii() else "zh"
    job = Job.from_dict({"id": "j", "title": "Clerk", "lang": lang, "requirements": [{"id": "R1", "text": text, "kind": "soft"}]})
    kit = interview_kit(match(Profile.from_text(RESUMES["en"], as_of=DAY), job, encoder=None))
    question = next(q for q in kit.questions if q.probes.requirement == "R1")

    assert asked in question.question


def doubted(matched, worth):
    """Return a match in which every must-have is met, with this certainty, by the words that it or else the first bullet has."""
    bullet = matched.profile.experience[0].bullets[0]
    changes = {"verdict": Verdict.MET, "strength": 1.0, "worth": worth}
    findings = [f.model_copy(update={**changes, "evidence": f.evidence or (bullet,)}) for f in matched.findings]
    return matched.model_copy(update={"findings": tuple(findings)})


def test_a_must_ticked_with_doubt_is_verified(matched):
    """Of must-haves that are met but not beyond doubt at most three are asked about, with the words that were taken for proof."""
    asked = [q for q in interview_kit(doubted(matched, 0.85)).questions if q.probes.verdict == Verdict.MET]

    assert 1 <= len(asked) <= 3
    for q in asked:
        assert q.evidence[0].quote in q.question


def test_a_must_ticked_beyond_doubt_is_left_alone(matched):
    """What is surely met takes no time of the interview."""
    assert not [q for q in interview_kit(doubted(matched, 0.99)).questions if q.probes.verdict == Verdict.MET]


def test_a_met_degree_or_place_is_no_question(matched):
    """A degree or a place that the résumé states is checked on paper, however unsure the match is of it."""
    papers = {f.requirement.id for f in matched.findings if f.requirement.kind in {"degree", "location"}}
    asked = {q.probes.requirement for q in interview_kit(doubted(matched, 0.5)).questions}

    assert not papers & asked


def test_follow_ups_do_not_come_again(matched):
    """No story of a kit is asked the same three follow-ups as another."""
    told = [q.follow_ups for q in interview_kit(matched).questions if q.probes.kind != "gap" and q.minutes > 2]

    assert len(set(told)) == len(told)


def test_what_is_not_shown_may_be_answered_with_the_closest_thing(matched):
    """A question for a skill that the résumé leaves out reckons with somebody who never did it."""
    kit = interview_kit(matched, lang="en")
    skills = {f.requirement.id for f in matched.findings if f.requirement.kind == "skill"}
    silent = [q for q in kit.questions if q.probes.verdict == Verdict.NOT_SHOWN and q.probes.requirement in skills]

    assert all(any("closest" in f for f in q.follow_ups) for q in silent)


def test_what_others_do_in_a_duty_is_not_what_is_asked():
    """A duty that is done together with the front-end team is not asked about as front-end work."""
    assert best_theme("维护接口文档，配合前端与小程序同学联调", "software") is not best_theme("开发前端页面与小程序", "software")
    assert best_theme("开发前端页面与小程序", "software").id == "software.frontend"


@pytest.mark.parametrize(
    ("line", "pattern"),
    [
        ("独立编制作业指导书，按期交付全部文件", "claim.own"),
        ("主导订单表分库分表，按用户拆成十六库", "claim.own"),
        ("带领6人小组完成排产系统上线与培训", "claim.lead"),
        ("Led the migration of the claims archive to a new records system", "claim.own"),
        ("Led a team of six technicians on the night shift at the main plant", "claim.lead"),
    ],
)
def test_leading_people_and_leading_work_are_asked_differently(line, pattern):
    """Whoever led a piece of work is asked for decisions, whoever led people for whom."""
    text = f"Work experience\nTechnician, Northfield Works, 2019 - 2024\n- {line}\n"
    job = Job.from_dict({"id": "j", "title": "Technician", "lang": "en", "requirements": [{"id": "R1", "text": "knows Kotlin"}]})
    kit = interview_kit(match(Profile.from_text(text, as_of=DAY), job, encoder=None))
    (asked,) = [q for q in kit.questions if q.probes.claim]

    assert asked.pattern.startswith(pattern)
