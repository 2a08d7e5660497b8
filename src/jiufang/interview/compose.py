"""Turn a point into a question: the sentence before it, the question itself, and what the interviewer needs beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from jiufang.generate.lawful import off_limits
from jiufang.interview.bank import Theme, closest, deeper, leads, words
from jiufang.interview.points import MINUTES, Point
from jiufang.interview.records import Anchor, Question, ScoreRow
from jiufang.interview.similar import shared, similarity
from jiufang.matching.records import Verdict

ALIKE = 0.85  # stays clear of the bound that two questions must not pass, similar.MOST_ALIKE
FOLLOW_UPS = 3
TO_THE_POINT = 2  # words that a question of the trade shares with a requirement; one is enough where two cues name the theme
TRIED = frozenset({"kind.skill", "kind.domain"})  # what somebody has done or not
TOLD = frozenset({"must", "claim", "duty", "competency"})  # what is answered by a story
SLOT = re.compile(r"\{(need|quote|other|skill|level|start|end|duty)\}")


@dataclass(slots=True)
class Composer:
    """Writes the questions of one kit, and remembers what was used so that nothing is asked twice."""

    lang: str
    asked: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    led: dict[str, int] = field(default_factory=dict)
    deepened: int = 0  # questions of a theme that was asked before

    def ask(self, point: Point) -> Question | None:
        """Return the question for a point; None when nothing fit to be asked comes out."""
        for theme, number in self._candidates(point):
            key = f"{theme.id}.{number + 1}"
            question = self._fill(self._lead(point) + theme.ask[number][self.lang], point)
            made = self._question(question, point, theme, key)
            if self._fits(made):
                self.deepened += self.met(theme)
                self.asked.append(question)
                self.used.add(key)
                self.led[point.lead] = self.led.get(point.lead, 0) + 1
                return made
        return None

    def met(self, theme: Theme) -> bool:
        """Tell whether a question of a theme was asked already."""
        return any(key.startswith(f"{theme.id}.") for key in self.used)

    def _candidates(self, point: Point) -> Iterator[tuple[Theme, int]]:
        """Yield the patterns to try: those of the trade only where they speak of what is asked, then those of the situation."""
        need = point.slots.get("need", "")
        late = point.probe.verdict == Verdict.CONTRADICTED  # the last questions of a situation reckon with a plain no
        broad = point.place != "must"
        for theme in point.themes:
            free = [n for n in range(len(theme.ask)) if f"{theme.id}.{n + 1}" not in self.used]
            common = {n: shared(need, " ".join(theme.ask[n].values())) for n in free}
            own = theme is point.themes[-1]
            needed = 1 if theme.hits(need) > 1 else TO_THE_POINT
            yield from (
                (theme, n)
                for n in sorted(free, key=lambda n: (-common[n], -n if late and theme.id != "contradicted" else n))
                if own or broad or common[n] >= needed
            )
        yield from ((theme, n) for theme in point.themes[-1:] for n in range(len(theme.ask)))

    def _lead(self, point: Point) -> str:
        if not point.lead:
            return ""
        variants = leads()[point.lead][self.lang]
        return variants[self.led.get(point.lead, 0) % len(variants)] + ("" if self.lang == "zh" else " ")

    def _fits(self, made: Question) -> bool:
        told = (made.question, made.good_answer, *made.follow_ups, made.scorecard.competency, *(e.quote for e in made.evidence))
        return not any(off_limits(text) for text in told) and all(similarity(made.question, other) < ALIKE for other in self.asked)

    def _question(self, question: str, point: Point, theme: Theme, key: str) -> Question:
        text = theme.text[self.lang]
        return Question(
            id="",
            question=question,
            probes=point.probe,
            evidence=point.evidence,
            good_answer=self._fill(text["good"], point),
            follow_ups=tuple(self._fill(f, point) for f in self._follow_ups(point, theme)),
            minutes=MINUTES[point.place],
            scorecard=ScoreRow(competency=self._fill(text["name"], point), anchors=self._anchors(point, text)),
            pattern=key,
        )

    def _follow_ups(self, point: Point, theme: Theme) -> tuple[str, ...]:
        """Return the follow-ups of a theme, or others where it was asked before; one reckons with a no where nothing is shown."""
        found = theme.follow[self.lang]
        times = sum(key.startswith(f"{theme.id}.") for key in self.used)
        if len(found) > FOLLOW_UPS:
            found = _turned(found, times * FOLLOW_UPS)
        elif point.place in TOLD and times:
            found = _turned(deeper(self.lang), self.deepened * FOLLOW_UPS)
        if point.probe.verdict == Verdict.NOT_SHOWN and point.themes[-1].id in TRIED:
            return (*found[: FOLLOW_UPS - 1], closest(self.lang))
        return found[:FOLLOW_UPS]

    def _anchors(self, point: Point, text: Mapping[str, str]) -> tuple[Anchor, ...]:
        if point.place == "gap":
            return ()
        steps = (text["weak"], words(self.lang)["partial_talk"], text["good"], text["top"])
        return tuple(Anchor(points=n, text=self._fill(step, point)) for n, step in enumerate(steps, start=1))

    def _fill(self, pattern: str, point: Point) -> str:
        return SLOT.sub(lambda m: point.slots.get(m[1], ""), pattern)


def _turned(texts: tuple[str, ...], by: int) -> tuple[str, ...]:
    """Return texts in a circle from a place on."""
    start = by % len(texts)
    return (*texts[start:], *texts[:start])


def numbered(questions: Sequence[Question]) -> tuple[Question, ...]:
    """Return questions with their ids, Q1 onwards."""
    return tuple(q.model_copy(update={"id": f"Q{n}"}) for n, q in enumerate(questions, start=1))
