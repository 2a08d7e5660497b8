"""Turn an interview kit into Markdown to edit or print, with room for notes and the scorecard."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiufang.interview.bank import words
from jiufang.interview.records import Kit, Question

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|])")


def to_markdown(kit: Kit) -> str:
    """Return the kit as Markdown; what comes from résumé and ad is escaped."""
    return "\n".join(_lines(kit)).rstrip() + "\n"


def _lines(kit: Kit) -> Iterator[str]:
    told = words(kit.lang)
    yield from (f"# {told['title']}", "")
    yield from (f"- {told[key]}: {escape(value)}" for key, value in (("job", kit.title or kit.job), ("candidate", kit.candidate)) if value)
    yield from (f"- {told['total'].format(count=len(kit.questions), n=kit.minutes)}", "", escape(kit.opening), "")
    for question in kit.questions:
        yield from _question(question, kit.lang)
    yield escape(kit.closing)


def _question(question: Question, lang: str) -> Iterator[str]:
    told = words(lang)
    yield from (f"## {question.id} · {told['minutes'].format(n=question.minutes)}", "", f"**{escape(question.question)}**", "")
    yield f"- {told['probes']} ({told[question.probes.kind]}): {escape(question.probes.text)}"
    yield from (f"- {told['evidence']}: “{escape(e.quote)}”" for e in question.evidence)
    yield f"- {told['good']}: {escape(question.good_answer)}"
    yield from (f"- {told['follow']}: {escape(follow)}" for follow in question.follow_ups)
    yield ""
    if question.scorecard.anchors:
        yield from (f"| {told['score']} | {escape(question.scorecard.competency)} |", "|---|---|")
        yield from (f"| ☐ {anchor.points} | {escape(anchor.text)} |" for anchor in question.scorecard.anchors)
        yield ""
    yield from (f"{told['notes']}: ________________________________", "")


def escape(text: str) -> str:
    """Return a text on one line in which nothing is markup."""
    return _SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", text))
