"""Turn a match, a purpose and what was filled in by hand into a letter, every factual sentence of it resting on a given fact."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from jiufang.documents.records import Record
from jiufang.errors import BadInput, RefusedByPolicy
from jiufang.generate import asks, grounds
from jiufang.generate.answers import answers
from jiufang.generate.card import Veil, card
from jiufang.generate.facts import Book, facts_of_job
from jiufang.generate.grounding import check
from jiufang.generate.lawful import lawful_text
from jiufang.generate.moments import spoken
from jiufang.generate.proof import proof_of
from jiufang.generate.records import Draft, FactKind, Grounding, Sentence
from jiufang.generate.safety import faults
from jiufang.generate.templates import TONES, Entry, Field, Template, fill, load
from jiufang.generate.wording import reworded
from jiufang.matching.records import Match
from jiufang.protocols import LanguageModel
from jiufang.text.language import HAN

SCHEMA_VERSION = "1"
PARTIES = frozenset({"sender", "company", "client"})  # who writes and who reads a brief
MOMENTS = frozenset({"time", "deadline", "met"})


class Kind(StrEnum):
    """What a letter is for."""

    INVITATION = "invitation"
    INFORMATION = "information"
    ANSWER = "answer"
    REJECTION = "rejection"
    OFFER_CALL = "offer_call"
    OUTREACH = "outreach"
    BRIEF = "brief"
    THANKS = "thanks"


class Reply(Record):
    """A letter for a person to read, change and send.

    `template` is the letter as the template has it, `draft` as it stands; they differ when a model put it into other words,
    which `worded_by` names. `problem` says why a model that was asked is not heard, or only in part.
    """

    schema_version: str = SCHEMA_VERSION
    kind: Kind
    lang: str
    tone: str
    job: str
    file: str = ""
    draft: Draft
    template: Draft
    worded_by: str = "template"
    problem: str = ""
    grounding: Grounding

    @property
    def subject(self) -> str:
        """The subject line."""
        return self.draft.subject

    @property
    def text(self) -> str:
        """The letter itself."""
        return self.draft.body

    @property
    def diff(self) -> str:
        """What a model changed, line by line; empty when nothing was."""
        lines = (self.template.body.splitlines(), self.draft.body.splitlines())
        return "\n".join(difflib.unified_diff(*lines, "template", self.worded_by, lineterm=""))

    def to_dict(self) -> dict[str, object]:
        """Return the letter as plain data, its text and the difference included."""
        return {**super().to_dict(), "subject": self.subject, "text": self.text, "diff": self.diff}


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a letter is to say, as the recruiter gave it."""

    kind: Kind
    lang: str
    tone: str
    message: str
    reason: str


def reply(
    kind: str,
    match: Match,
    *,
    lang: str | None = None,
    tone: str = "formal",
    facts: Mapping[str, str] | None = None,
    company: Iterable[str] = (),
    message: str = "",
    reason: str = "",
    templates: Path | None = None,
    model: LanguageModel | None = None,
) -> Reply:
    """Write a letter about one candidate and one job.

    Args:
        kind: one of `Kind`.
        match: the candidate's findings; profile and job ride along with it.
        lang: `zh` or `en`; the job's language when absent. What is quoted stays as it was written.
        tone: formal, warm or brief.
        facts: what is filled in, by field: sender, company, time, place, deadline, …
        company: what the company says of itself, a sentence each; it may answer a candidate's question.
        message: what the candidate wrote, for an answer.
        reason: for a rejection; see `grounds.why`.
        templates: a folder with the company's own templates.
        model: puts the letter into other words; what does not rest on the facts keeps the template's.

    Raises:
        BadInput: the kind, tone or reason is none, or a field is missing.
        RefusedByPolicy: the letter would speak of what no employer may speak of.
    """
    purpose = Purpose(_kind(kind), _lang(lang or match.job.lang), _tone(tone), message, reason)
    template = load(purpose.kind, lang=purpose.lang, tone=purpose.tone, folder=templates)
    book = Book()
    fields = _fields(match, facts or {}, purpose, book)
    draft = _draft(template, match, purpose, fields, book, company)
    _guard(draft)
    worded, problem = reworded(draft, model) if model is not None else (draft, "")
    return Reply(
        kind=purpose.kind,
        lang=purpose.lang,
        tone=purpose.tone,
        job=match.job.id,
        file="" if purpose.kind is Kind.BRIEF else match.file,  # a file's name may be the candidate's
        draft=worded,
        template=draft,
        worded_by=model.name if model is not None and worded.body != draft.body else "template",
        problem=problem,
        grounding=check(worded),
    )


def _draft(template: Template, match: Match, purpose: Purpose, fields: Mapping[str, Field], book: Book, company: Iterable[str]) -> Draft:
    for number, line in enumerate(company, start=1):
        if line.strip():
            book.add(FactKind.COMPANY, line.strip(), source=f"company {number}")
    says = tuple(book.add(FactKind.SLOT, text, source="purpose") for text in template.says)
    blocks = _blocks(template, match, purpose, fields, book)
    chosen = template.chosen(fields, blocks)
    sentences = tuple(chosen.sentences(fields, blocks, says))
    if template.own:
        sentences = tuple(_stated(s, book) for s in sentences)
    return Draft(
        kind=purpose.kind,
        lang=purpose.lang,
        tone=purpose.tone,
        subject=fill(chosen.subject, fields).text,
        sentences=sentences,
        facts=book.facts,
    )


def _blocks(template: Template, match: Match, purpose: Purpose, fields: Mapping[str, Field], book: Book) -> dict[str, Sequence[Entry]]:
    """Return the sentences that a letter of the kind is about, by the place that they are put in."""
    if purpose.kind is Kind.INFORMATION:
        asked = asks.questions(match, lang=purpose.lang, book=book)
        if not asked:
            raise BadInput("the résumé leaves nothing open that a letter could ask for", subject="information", hint="choose another kind")
        return {"asks": asked}
    if purpose.kind is Kind.ANSWER:
        for fact in facts_of_job(match.job):
            book.add(fact.kind, fact.text, source=fact.source, evidence=fact.evidence)
        return {"answers": answers(purpose.message, words=template.words, lang=purpose.lang, book=book)}
    if purpose.kind is Kind.REJECTION:
        return {"reason": grounds.why(purpose.reason, match, lang=purpose.lang, book=book, fields=fields)}
    if purpose.kind is Kind.BRIEF:
        return {"card": card(match, words=template.words, lang=purpose.lang, book=book)}
    return {}


def _fields(match: Match, given: Mapping[str, str], purpose: Purpose, book: Book) -> dict[str, Field]:
    """Return what is filled in: who and which job, what was given by hand, and what speaks for the candidate."""
    known = {"name": addressed(match.profile.contact.name or ""), "job": lawful_text(match.job.title), "location": match.job.location or ""}
    told = {key: spoken(text, lang=purpose.lang) if key in MOMENTS else text for key, text in given.items()}
    if purpose.kind is Kind.BRIEF:
        veil = Veil.of(match.profile)
        known.pop("name")
        told = {key: text if key in PARTIES else veil.over(text) for key, text in told.items()}
    texts = {key: " ".join(text.split()) for key, text in (known | told).items()}
    fields = {key: Field(text, book.add(FactKind.SLOT, text, source=key)) for key, text in texts.items() if text}
    if purpose.kind in {Kind.INVITATION, Kind.OUTREACH}:
        fields |= proof_of(match, book, credentials=purpose.kind is Kind.OUTREACH)
    return fields


def addressed(name: str) -> str:
    """Return a name as a letter writes it; empty when it cannot be told where one word of it ends.

    >>> addressed("SIOBHAN O'NEILL-WEST"), addressed("赵 启明"), addressed('Mikołaj "Nick" Zaremba'), addressed("A D A")
    ("Siobhan O'Neill-West", '赵启明', 'Mikołaj Zaremba', '')
    """
    words = re.sub(r"[\"“”][^\"“”]*[\"“”]|\(.*?\)|（.*?）", " ", name).split()
    if HAN.search(name):
        return "".join(word for word in words if HAN.search(word))
    if len(words) > 2 and all(len(word) == 1 for word in words):
        return ""
    return " ".join(re.sub(r"[^\W\d_]+", lambda m: m[0].capitalize(), word) if word.isupper() else word for word in words)


def _stated(sentence: Sentence, book: Book) -> Sentence:
    """Return a sentence of a company's own template, which is a fact that the company gave."""
    return sentence.model_copy(update={"cites": (*sentence.cites, book.add(FactKind.COMPANY, sentence.text, source="template"))})


def _guard(draft: Draft) -> None:
    wrong = faults(f"{draft.subject}\n{draft.body}")
    if wrong:
        hint = "change the template or the facts"
        raise RefusedByPolicy(f"the letter would speak of {', '.join(wrong)}", subject=str(draft.kind), hint=hint)


def _kind(kind: str) -> Kind:
    if kind not in set(Kind):
        raise BadInput("there is no such kind of letter", subject=kind, hint=f"one of {', '.join(Kind)}")
    return Kind(kind)


def _lang(lang: str) -> str:
    return "zh" if lang == "zh" else "en"


def _tone(tone: str) -> str:
    if tone not in TONES:
        raise BadInput("there is no such tone", subject=tone, hint=f"one of {', '.join(TONES)}")
    return tone
