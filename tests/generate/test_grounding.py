"""A draft says nothing that no given fact bears out; what does not hold is found, whatever was altered."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiufang.generate import Draft, Fact, Sentence, Support, check, kept, repair


def facts(*texts: str) -> list[Fact]:
    """Number some given facts."""
    return [Fact(id=f"F{n}", kind="slot", text=text) for n, text in enumerate(texts, start=1)]


EN = facts(
    "Data Engineer",
    "Tuesday 24 Nov 2026, 14:00",
    "Priya Raman",
    "5 years of Python at Harbour Analytics",
    "at least 3 years with Java",
    "invitation to an interview",
    "We are based in Bristol and work three days a week in the office.",
    "The résumé does not mention “Apache Kafka”.",
)
ZH = facts(
    "后端开发工程师",
    "2026年11月24日 14:00",
    "王敏",
    "主导订单系统重构，接口耗时从800毫秒降到120毫秒",
    "3年以上后端开发经验",
    "邀请参加面试",
    "李雷",
    "公司位于杭州，实行双休",
)
GROUNDED = [
    (EN, "Dear Priya Raman, thank you for your application for Data Engineer."),
    (EN, "We would like to invite you to an interview on 24 November at 2 pm."),
    (EN, "You have five years of Python."),
    (EN, "The job asks for at least three years with Java."),
    (EN, "We work in the office three days a week."),
    (EN, "“5 years of Python”: could you say more?"),
    (EN, "Your résumé does not mention Apache Kafka."),
    (ZH, "尊敬的王敏女士："),
    (ZH, "诚邀您于11月24日（周二）下午两点参加面试。"),
    (ZH, "您曾主导订单系统重构，接口耗时降到120毫秒。"),
    (ZH, "岗位要求三年以上后端开发经验。"),
    (ZH, "公司在杭州，双休。"),
    (EN, "Could you come in on 24 November at two o'clock?"),
    (EN, "It is on Tuesday, at two o'clock in the afternoon."),
    (EN, "Apache Kafka is missing from your résumé."),
    (EN, "Meet the Data Engineer."),
    (EN, "You bring five years of solid Python from Harbour Analytics."),
    ([*EN, *facts("as soon as an employer sponsors it")], "The résumé says “as soon as an employer sponsors it”."),
]
NOT_FACTUAL = [
    "Kind regards",
    "Please do not hesitate to write.",
    "Could you tell us how you went about it?",
    "期待您的回复。",
    "您好！",
    "方便的话，请告诉我们哪个时间合适？",
    "I am afraid I have disappointing news.",
    "Please accept our thanks for your candour.",
    "Ring the bell when you get here.",
    "恕我们这次不能与您同行，盼早日相聚。",
    "这一点让我们很想多听一些。",
]
UNGROUNDED = [
    (EN, "The interview takes place on Tuesday at 3 pm.", "time"),
    (EN, "It takes place on Wednesday.", "weekday"),
    (EN, "It takes place at half past two.", "time"),
    (EN, "It takes place at nine o'clock.", "time"),
    (EN, "Weber will meet you there.", "name"),
    (EN, "It takes place on 25 November.", "date"),
    (EN, "You have six years of Python.", "number"),
    (EN, "You have five years of Java.", "number"),
    (EN, "We guarantee you a job.", "claim"),
    (EN, "Dear Priya Ramanathan, hello.", "name"),
    (EN, "Sarah will meet you.", "name"),
    (EN, "Could you tell us about your years at Google?", "name"),
    (EN, "Lunch is provided.", "claim"),
    (EN, "We do not work in the office three days a week.", "negation"),
    (EN, "Your résumé mentions Apache Kafka.", "negation"),
    (EN, "“6 years of Python”: could you say more?", "quote"),
    (EN, "Write to jobs@example.com or call +44 20 7946 0000.", "contact"),
    (ZH, "面试官是李雷雷。", "name"),
    (ZH, "面试由张华主持。", "name"),
    (ZH, "您曾主导支付系统重构。", "name"),
    (ZH, "岗位要求五年以上后端开发经验。", "number"),
    (ZH, "公司在杭州，不双休。", "negation"),
    (ZH, "我们保证录用您。", "claim"),
    (ZH, "方便介绍一下您在Kubernetes上的经验吗？", "name"),
    (ZH, "公司在上海。", "word"),
]


@pytest.mark.parametrize(("given_facts", "text"), GROUNDED)
def test_what_a_fact_bears_out_is_grounded(given_facts, text):
    """A sentence holds when facts bear it out, in whatever notation, and names them."""
    (judged,) = check([text], given_facts).sentences

    assert (judged.support, judged.reason) == (Support.GROUNDED, "")
    assert judged.cites


@pytest.mark.parametrize("text", NOT_FACTUAL)
def test_courtesies_and_questions_state_nothing(text):
    """Greetings, thanks and open questions are not factual."""
    (judged,) = check([text], EN).sentences

    assert judged.support is Support.NOT_FACTUAL


@pytest.mark.parametrize(("given_facts", "text", "kind"), UNGROUNDED)
def test_what_no_fact_bears_out_is_named(given_facts, text, kind):
    """An altered number, date, name, quote, claim or denial is found and called what it is."""
    (judged,) = check([text], given_facts).sentences

    assert judged.support is Support.UNGROUNDED
    assert kind in {u.kind for u in judged.unsupported}


@given(told=st.integers(2, 99_999), altered=st.integers(2, 99_999), lang=st.sampled_from(["zh", "en"]))
@settings(deadline=None)
def test_an_altered_number_is_always_caught(told, altered, lang):
    """Whatever number stands in place of the given one, the sentence falls; the given one holds."""
    known = facts(f"{told} orders a day in Java" if lang == "en" else f"用 Java 处理每天 {told} 笔订单")
    sentence = "It was {n} orders a day in Java." if lang == "en" else "您用 Java 处理的是每天 {n} 笔订单。"

    assert check([sentence.format(n=told)], known).ok
    assert check([sentence.format(n=altered)], known).ok == (altered == told)


NAMES_EN = (
    "Priya Raman|Daniel Hofer|Eleni Markou|Latoya Briggs|Maya Okonkwo|Tom Fairclough|Grace Tanaka|Jonas Weber|Siobhan O'Neill|Li Wei".split(
        "|"
    )
)
NAMES_ZH = "王敏 李雷 陈嘉树 林望舒 欧阳娜 张伟 何予安 周慕白 冯立群 罗振宇 郑雅文 马建军 许知夏 邓启航".split()


@given(st.data())
@settings(deadline=None)
def test_an_altered_name_is_always_caught(data):
    """Whoever else is named in the place of the given person, in a greeting or within, the sentence falls."""
    names, frames = data.draw(
        st.sampled_from(
            [
                (NAMES_EN, ["Dear {n},", "You will meet {n} of the Java team.", "{n} of the Java team looks forward to meeting you."]),
                (NAMES_ZH, ["尊敬的{n}：", "{n}您好！", "届时由 Java 团队的{n}与您见面。"]),
            ]
        )
    )
    told, other, frame = data.draw(st.sampled_from(names)), data.draw(st.sampled_from(names)), data.draw(st.sampled_from(frames))
    known = facts(told, "Java team 团队")

    assert check([frame.format(n=told)], known).ok
    assert check([frame.format(n=other)], known).ok == (other == told)


@given(st.text(max_size=200))
@settings(deadline=None, max_examples=200)
def test_any_text_gets_a_judgement(text):
    """Whatever a model writes, every sentence is judged and nothing breaks."""
    judged = check(text, EN)

    assert all(bool(j.unsupported) == (j.support is Support.UNGROUNDED) for j in judged.sentences)


def test_a_sentence_is_held_to_the_facts_it_cites():
    """Cited facts alone count; a fact that was not given is no fact."""
    said = [
        Sentence(text="You have five years of Python.", cites=("F4",)),
        Sentence(text="You have five years of Python.", cites=("F1",)),
        Sentence(text="You have five years of Python.", cites=("F4", "F99")),
    ]

    assert [s.support for s in check(said, EN).sentences] == [Support.GROUNDED, Support.UNGROUNDED, Support.UNGROUNDED]


def test_what_fails_is_written_again_once_and_then_left_out():
    """`repair` hands over the reasons, takes what holds, and drops the rest."""
    told = [Sentence(text="Dear Priya Raman,"), Sentence(text="We meet at 3 pm."), Sentence(text="You will be hired.")]
    draft = Draft(kind="invitation", lang="en", sentences=tuple(told), facts=tuple(EN))
    asked = {}

    def mend(reasons):
        asked.update(reasons)
        return {1: Sentence(text="We meet at 2 pm."), 2: Sentence(text="You will surely be hired.")}

    assert repair(draft, mend).body == "Dear Priya Raman, We meet at 2 pm."
    assert sorted(asked) == [1, 2]
    assert "3 pm" in asked[1]
    assert kept(draft).body == "Dear Priya Raman,"
