"""The ad's own weaknesses are told to the person who wrote it."""

from __future__ import annotations

from jiufang import Job


def test_vague_words_are_named():
    """“Excellent communication skills” cannot be verified."""
    job = Job.from_text("Clerk\nRequirements:\n- Excellent communication skills\n- Two years of payroll experience")

    assert any("communication skills" in w for w in job.warnings)


def test_what_every_ad_asks_for_is_vague_too():
    """Pressure, affinity, attention to detail: nobody can show them in a résumé; a requirement with substance is left alone."""
    zh = Job.from_text("店员\n任职要求：\n- 能承受较大工作压力\n- 亲和力强，服务意识好\n- 2年以上零售经验")
    en = Job.from_text("Clerk\nRequirements:\n- Attention to detail\n- Pressure vessel inspection\n- Two years of payroll experience")

    assert (sum("难以验证" in w for w in zh.warnings), sum("hard to verify" in w for w in en.warnings)) == (2, 1)


def test_an_ad_without_a_must_have_is_told():
    """A list of duties leaves nothing to rank by."""
    assert any("must-have" in w for w in Job.from_text("Clerk\nYou will file papers.").warnings)


def test_a_contradiction_is_told():
    """应届 and five years of experience exclude each other; “not a new-grad posting” is no contradiction."""
    assert any("自相矛盾" in w for w in Job.from_text("工程师（应届生）\n任职要求：\n1、5年以上开发经验；").warnings)
    clean = Job.from_text("Nurse\nRequirements:\n- This isn't a new grad role: at least 5 years of ICU experience")
    assert not any("Contradiction" in w for w in clean.warnings)
