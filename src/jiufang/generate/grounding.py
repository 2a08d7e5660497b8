"""Turn a draft and the facts that were given into a verdict per sentence: nothing factual, grounded in these facts, or not.

The rule, the same for Chinese and English and for every author, a model or a template:

1. **Exact.** Numbers with their units, dates, times, weekdays, amounts, percentages, contacts, names, tools, certificates and
   languages must stand in a fact, in whatever notation (3 pm is 15:00, 三年 is three years, K8s is Kubernetes). What stands in
   quotation marks must stand in a fact word for word. A number must come from a fact that speaks of the same thing
   (five years of Python do not bear out five years of Java).
2. **Weighty.** Words that commit, rank or praise (`data/weighty.tsv`: offer, guarantee, salary, remote, best, fluent; 录用, 保证,
   薪, 远程, 最佳, 精通) must stand in a fact, by stem or by idea.
3. **By overlap.** Of the other content words of a clause, three quarters must stand in facts: by English stem, by Chinese word,
   or, where draft and fact differ in language, by an idea that the taxonomies know in both.
4. **Denial.** A clause that denies needs a fact that denies, and the other way round; suppositions are left alone.
5. **Courtesy.** Words of grammar and correspondence (`data/courtesy_*.txt`) say nothing. A sentence of which nothing else is left is
   not factual. A question states nothing, so only rule 1 holds for it.

A sentence that names the facts it cites is held to these alone. Limits: roles may be swapped ("you" and "we"), one wrong
plain word in a clause of four passes, and what the taxonomies do not know in both languages cannot cross them. Errors lean to
the safe side: what cannot be borne out is called ungrounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from jiufang.generate.items import Item, items
from jiufang.generate.records import Draft, Fact, Grounding, Judged, Sentence, Support, Unsupported
from jiufang.generate.words import (
    Content,
    Word,
    carriers,
    conditional,
    content_of,
    is_person,
    negated,
    stances,
    weighty,
    whole,
    without_idioms,
)
from jiufang.taxonomy.terms import flatten
from jiufang.tone.sentences import sentences as cut

QUOTED = re.compile(r"“([^”]+)”|「([^」]+)」|『([^』]+)』|\"([^\"\n]+)\"")
CLAUSE = re.compile(r"(?:[^,，、;；:：。.!！?？()（）—–\n]|[.,:](?=\d)|\.(?=\w))+")
QUESTION = re.compile(r"[?？][\s”’」』)）\"]*$")
SQUEEZED = re.compile(r"[\s‘’“”「」『』'\"…]+")
AFTER_NAME = re.compile(
    r"[先女老同您你经总主部学的在与和将会为是等于接陪带见给向跟邀联也都已负]|[^\u4e00-\u9fff]|$"
)  # 先生, 女士, 老师, 同学, 经理, …
EDGES = " \t\n.。,，;；"
LIST_MARK = re.compile(r"^\s*(?:\d{1,2}[.)、]|[-•·])\s+")
BORNE_OUT = "\x00"
SHARE = 0.75  # of the content words of a clause
VERBATIM_FROM = 2  # characters, one of them a letter: a bare number is compared with its unit
Said = Sentence | str


def check(draft: Draft | str | Iterable[Said], facts: Sequence[Fact] | None = None) -> Grounding:
    """Judge every sentence of a draft by the facts that were given.

    Args:
        draft: a draft, a text, or sentences; those that name facts are held to them.
        facts: what may be said; a draft's own facts when absent.

    Returns:
        One judgement per sentence, in order.

    Example:
        >>> facts = [Fact(id="F1", kind="job", text="Data Engineer"), Fact(id="F2", kind="slot", text="24 Nov 2026, 14:00")]
        >>> said = check("Thank you. The interview for Data Engineer is on 24 November at 3 pm.", facts)
        >>> [str(s.support) for s in said.sentences], said.sentences[1].reason
        (['not_factual', 'ungrounded'], 'time “3 pm” is in no given fact')
    """
    given = {fact.id: _known(fact) for fact in (facts if facts is not None else draft.facts if isinstance(draft, Draft) else ())}
    return Grounding(sentences=tuple(_judge(s.text, s.cites, given) for s in _sentences(draft)))


def kept(draft: Draft) -> Draft:
    """Return a draft without the sentences that no fact bears out."""
    judged = check(draft).sentences
    left = tuple(s for s, j in zip(draft.sentences, judged, strict=True) if j.support is not Support.UNGROUNDED)
    return draft.model_copy(update={"sentences": left})


def repair(draft: Draft, mend: Callable[[Mapping[int, str]], Mapping[int, Sentence]]) -> Draft:
    """Return a draft whose every sentence holds: what does not is written again once, and then left out.

    Args:
        draft: the draft with its facts.
        mend: given the reason why each sentence fails, by its place, returns better sentences by place; a missing one is left out.
    """
    reasons = {n: j.reason for n, j in enumerate(check(draft).sentences) if j.support is Support.UNGROUNDED}
    if not reasons:
        return draft
    better = mend(reasons)
    again = tuple(better.get(n, s) if n in reasons else s for n, s in enumerate(draft.sentences))
    return kept(draft.model_copy(update={"sentences": again}))


@dataclass(frozen=True, slots=True)
class _Known:
    """A fact as it is compared: its exact items, its words, and of each clause the words, the items, and whether it denies."""

    id: str
    folded: str
    squeezed: str
    items: tuple[Item, ...]
    content: Content
    clauses: tuple[tuple[Content, tuple[Item, ...], bool], ...]

    def stances(self, words: Sequence[Word], exact: Sequence[Item]) -> set[bool]:
        """Return whether the clauses that speak of these words or items deny."""
        return {
            denies
            for content, own, denies in self.clauses
            if any(map(content.says, words)) or any(item.same(other) for item in exact for other in own)
        }


@dataclass(slots=True)
class _Inquiry:
    """What is known so far of one sentence: what is left to be borne out, by whom the rest is, what fails, and the exact items."""

    text: str
    facts: Sequence[_Known]
    cites: dict[str, None] = field(default_factory=dict)
    failed: list[Unsupported] = field(default_factory=list)
    exact: list[Item] = field(default_factory=list)

    def fail(self, kind: str, text: str) -> None:
        self.failed.append(Unsupported(kind=kind, text=text.strip()))

    def bear_out(self, start: int, end: int, by: _Known | None = None) -> None:
        """Mark a stretch as borne out, by a fact or by another mark of it."""
        self.text = self.text[:start] + BORNE_OUT * (end - start) + self.text[end:]
        if by is not None:
            self.cites[by.id] = None


def _judge(text: str, cites: Sequence[str], given: Mapping[str, _Known]) -> Judged:
    unknown = [id for id in cites if id not in given]
    facts = [given[id] for id in cites if id in given] if cites else list(given.values())
    asked = _Inquiry(LIST_MARK.sub("", text.replace(BORNE_OUT, " "), count=1), facts)
    _quotes(asked)
    asked.text = without_idioms(asked.text)  # after the quotations, which are compared word for word
    _verbatim(asked)
    _items(asked)
    question = bool(QUESTION.search(text))
    _words(asked, question=question)
    factual = bool(asked.cites or asked.failed)
    if unknown and factual:
        asked.fail("citation", f"{', '.join(unknown)} is no given fact")
    support = Support.UNGROUNDED if asked.failed else Support.GROUNDED if factual else Support.NOT_FACTUAL
    return Judged(text=text, support=support, cites=tuple(asked.cites), unsupported=tuple(dict.fromkeys(asked.failed)))


def _quotes(asked: _Inquiry) -> None:
    """Look every quotation up, part by part where it leaves something out."""
    for m in QUOTED.finditer(asked.text):
        parts = [SQUEEZED.sub("", flatten(part)) for part in re.split(r"…|\.\.\.", next(g for g in m.groups() if g))]
        by = next((f for f in asked.facts if all(part in f.squeezed for part in parts)), None)
        if by is None:
            asked.fail("quote", m.group()[1:-1])
        asked.bear_out(*m.span(), by)


def _verbatim(asked: _Inquiry) -> None:
    """Mark what is a whole fact word for word, the longest first; a person's name only where no other name goes on from it."""
    for fact in sorted(asked.facts, key=lambda f: -len(f.folded)):
        if len(fact.folded) < VERBATIM_FROM or not re.search(r"[^\W\d_]", fact.folded):
            continue
        for m in list(whole(fact.folded).finditer(flatten(asked.text))):
            if is_person(fact.folded) and not AFTER_NAME.match(asked.text, m.end()):
                asked.fail("name", asked.text[m.start() : m.end() + 1])
            asked.bear_out(*m.span(), fact)


def _items(asked: _Inquiry) -> None:
    """Look up numbers, dates, times and contacts; a number in a fact that speaks of the same thing."""
    for item in (i for i in items(asked.text) if i.kind != "span"):
        by = [f for f in asked.facts if any(item.same(other) for other in f.items)]
        if item.kind in {"number", "percent"} and by:
            by = _about(asked, item, by)
        if not by:
            asked.fail(item.kind, item.surface)
        asked.bear_out(item.start, item.end, by[0] if by else None)
        asked.exact += [item] if by else []


def _about(asked: _Inquiry, item: Item, by: list[_Known]) -> list[_Known]:
    """Return the facts that have the number and name something that its clause names; all when the clause names nothing known."""
    clause = next((m for m in _clauses(asked.text) if m[0] <= item.start < m[1]), (0, len(asked.text)))
    said = (w for w in carriers(asked.text[slice(*clause)]) if w.text not in item.surface)
    beside = [w for w in said if any(f.content.says(w) for f in asked.facts)]  # what no fact says fails by itself
    named = [w for w in beside if w.kind == "name"] or beside
    return [f for f in by if any(f.content.says(w) for w in named)] if named else by


def _words(asked: _Inquiry, *, question: bool) -> None:
    """Look up names and weighty words one by one, the other words of a clause by their share."""
    for start, end in _clauses(asked.text):
        clause = asked.text[start:end]
        found = carriers(clause)
        claims = [] if question else list(weighty(clause))
        plain = [w for w in found if w.kind == "word" and not question and not any(c.start <= w.start < c.end for c in claims)]
        borne = [w for w in (*found, *claims) if _bear(asked, w)]
        asked.failed += [Unsupported(kind=w.kind, text=w.text) for w in (*found, *claims) if w.kind != "word" and w not in borne]
        lost = [w for w in plain if w not in borne]
        if lost and len(borne) + _marks(clause) < SHARE * (len(borne) + _marks(clause) + len(lost)):
            asked.failed += [Unsupported(kind="word", text=w.text) for w in lost]
        if not question:
            _denial(asked, (start, end), borne)


def _bear(asked: _Inquiry, word: Word) -> bool:
    by = [f for f in asked.facts if f.content.says(word)]
    if by and not any(f.id in asked.cites for f in by):
        asked.cites[by[0].id] = None
    return bool(by)


def _denial(asked: _Inquiry, place: tuple[int, int], borne: Sequence[Word]) -> None:
    """Tell a clause that says the opposite of every fact that speaks of its words and numbers."""
    clause = asked.text[slice(*place)]
    exact = [item for item in asked.exact if place[0] <= item.start < place[1]]
    told = {stance for fact in asked.facts for stance in fact.stances([*borne, *stances(clause)], exact)}
    if told and negated(clause) not in told and not conditional(asked.text):
        asked.fail("negation", clause.replace(BORNE_OUT, "…"))


def _marks(clause: str) -> int:
    """Count what of a clause is borne out word for word: each stretch as two words."""
    return 2 * len(re.findall(f"{BORNE_OUT}+", clause))


def _clauses(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in CLAUSE.finditer(text)]


@lru_cache(maxsize=4096)
def _known(fact: Fact) -> _Known:
    text = without_idioms(fact.text)
    clauses = tuple((content_of(text[a:b]), items(text[a:b]), negated(text[a:b])) for a, b in _clauses(text))
    folded = flatten(fact.text)
    return _Known(fact.id, folded.strip(EDGES), SQUEEZED.sub("", folded), items(fact.text), content_of(fact.text), clauses)


def _sentences(draft: Draft | str | Iterable[Said]) -> list[Sentence]:
    if isinstance(draft, Draft):
        return list(draft.sentences)
    if isinstance(draft, str):
        return [Sentence(text=draft[a:b]) for a, b in cut(draft)]
    return [s if isinstance(s, Sentence) else Sentence(text=s) for s in draft]
