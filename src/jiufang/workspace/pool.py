"""`ws.pool`: everybody who is kept, to be searched.

    search(question)      people who fit a question: words, AND/OR/NOT, facets, Chinese or English
    similar(person)       people like somebody
    fitting(job)          people whom a job should look at first
    jobs_for(person)      open jobs that somebody should be looked at for
    index()               make what is missing for it: entries and vectors of what came since
    alerts(search)        who came since and fits a saved search (`ws.searches`); `see` notes that they were looked at

Search reads blind text alone; names are shown where `blind` is off, and that they were is logged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from jiufang.errors import BadInput, NotFound
from jiufang.index.entries import passages
from jiufang.index.highlight import Passage, highlights, sentences
from jiufang.index.query import meaning, parse
from jiufang.index.ranking import fused, job_texts, job_weights
from jiufang.index.records import Facet, Highlight, Note, Query
from jiufang.jobs.records import Job
from jiufang.profiles.features import Features
from jiufang.store import documents, jobs, places, search, vectors
from jiufang.store import people as persons
from jiufang.store import tables as t
from jiufang.store.session import Session
from jiufang.taxonomy.degrees import Degree
from jiufang.workspace import alerting, finding, showing, sight
from jiufang.workspace.alerting import Alert
from jiufang.workspace.finding import Asked, Ranked
from jiufang.workspace.records import PersonRow
from jiufang.workspace.room import Room, Shown

if TYPE_CHECKING:
    from jiufang.protocols import Encoder
    from jiufang.workspace.opened import OpenWorkspace

USUAL, MOST = 20, 100  # hits of a page
INDEXED_AT_ONCE = 50  # a transaction
PASSAGES = 64  # of a profile whose meaning is read: more is a book
LIKE = 40  # terms of a person by whom similar ones are looked for
FACETS = {"s": "skill", "i": "inferred", "y": "years", "d": "degree", "c": "city", "l": "lang", "a": "available", "p": "cert"}
MOST_VALUES = 20  # of a facet

Vector = NDArray[np.float32]


class Hit(Shown):
    """Somebody who was found.

    Attributes:
        person: their id.
        profile: the profile by which they were found.
        score: 0 to 1 within this page's question; None for who refuses to be scored by software.
        candidate: who they are, as far as that may be shown.
        highlights: what answers the question; blind, unless names may be shown.
        facets: their skills, years, degree, places, languages …; `inferred` follow from their skills.
    """

    person: UUID
    profile: UUID
    score: float | None
    candidate: PersonRow
    highlights: tuple[Highlight, ...] = ()
    facets: dict[str, tuple[str, ...]] = {}


class SearchPage(Shown):
    """Some of those who were found, best first.

    Attributes:
        facets: for each facet its values with how many of the best 400 have them.
        total: how many fit.
        cursor: where the next page begins; None at the end.
        notes: what was not understood, or dropped.
        query: the question as it was understood.
    """

    items: tuple[Hit, ...]
    facets: dict[str, tuple[Facet, ...]] = {}
    total: int = 0
    cursor: str | None = None
    notes: tuple[Note, ...] = ()
    query: Query


class JobHit(Shown):
    """An open job that somebody should be looked at for."""

    job: UUID
    title: str
    score: float


class Pool(Room):
    """Everybody who is kept, to be searched."""

    def __init__(self, ws: OpenWorkspace) -> None:
        super().__init__(ws)
        self._job_vectors: dict[tuple[str, str], Vector] = {}
        self._question = lru_cache(maxsize=512)(self._encoded)

    def search(self, question: str, *, size: int = USUAL, cursor: str | None = None, blind: bool = True, by: str = "") -> SearchPage:
        """Find people by a question; whatever is typed, the answer is a page.

        Args:
            question: words, operators and facets; docs/search.md tells which.
            size: hits of a page.
            cursor: where the last page ended.
            blind: leave out who they are.
            by: who asks.

        Raises:
            BadInput: the size or the cursor is none.
        """
        query = parse(question)
        said = meaning(query)
        wanted = finding.asked(query, self._question(said) if said else None, self._model)
        return self._page(wanted, size=size, cursor=cursor, blind=blind, by=by)

    def similar(self, person: UUID, *, size: int = USUAL, cursor: str | None = None, blind: bool = True, by: str = "") -> SearchPage:
        """Find people like somebody: by skills, and by the meaning of what they did.

        Raises:
            NotFound: there is no such person, or nothing of theirs was read.
        """
        with self.session() as session:
            same = persons.group(session, person)
            profile = next(filter(None, (search.current(session, one) for one in same)), None)
            if profile is None:
                raise NotFound("nothing of theirs was read", subject=f"person {person}")
            counted = {facet: 1.0 for facet in search.facets_of(session, [profile])[profile] if facet[:2] in {"s:", "p:"}}
            vector = vectors.of(session, profile, model=self._model)
        wanted = Asked(Query(text=""), dict(list(counted.items())[:LIKE]), vector, self._model)
        return self._page(wanted, size=size, cursor=cursor, blind=blind, by=by, without=frozenset(same))

    def fitting(self, job: Job | UUID, *, size: int = USUAL, cursor: str | None = None, blind: bool = True, by: str = "") -> SearchPage:
        """Find whom a job should look at first; a match (`ws.shortlist`) then tells what speaks for them.

        Raises:
            NotFound: there is no such job.
        """
        asked, vector = self._of_job(job)
        words = parse(" ".join(job_texts(asked))[:500]).words  # for highlights
        wanted = Asked(Query(text=asked.title, words=words), job_weights(asked), vector, self._model)
        return self._page(wanted, size=size, cursor=cursor, blind=blind, by=by)

    def jobs_for(self, person: UUID, *, size: int = USUAL) -> tuple[JobHit, ...]:
        """Return the open jobs that somebody should be looked at for, the best first.

        Raises:
            NotFound: there is no such person, or nothing of theirs was read.
        """
        with self.session() as session:
            same = persons.group(session, person)
            profile = next(filter(None, (search.current(session, one) for one in same)), None)
            if profile is None:
                raise NotFound("nothing of theirs was read", subject=f"person {person}")
            terms = search.read(session.get(t.search_entries, profile).terms)
            mine = vectors.of(session, profile, model=self._model)
            kept = list(jobs.listed(session))
        said = {n: _overlap(job_weights(one.job), terms) for n, one in enumerate(kept)}
        near = {} if mine is None else {n: float(v @ mine) for n, one in enumerate(kept) if (v := self._of_job(one.job)[1]) is not None}
        return tuple(JobHit(job=kept[n].id, title=kept[n].title, score=round(score, 6)) for n, score in fused(said, near)[:size])

    def index(self, *, limit: int | None = None) -> int:
        """Make what is missing to find people: entries by the rules of this version, and vectors of the encoder that is here.

        Args:
            limit: of profiles; all when None.

        Returns:
            How many profiles were brought up to date.
        """
        done = 0
        while limit is None or done < limit:
            made = self._entries(INDEXED_AT_ONCE) + self._vectors(INDEXED_AT_ONCE)
            if not made:
                break
            done += made
        with self.session() as session:
            search.pack_waiting(session)
            lists = vectors.lists_due(session)
        if lists:
            vectors.part(self.ws.store.database, lists)
        self._place()
        return done

    def alerts(self, saved: UUID, *, unseen: bool = False) -> list[Alert]:
        """Return who came and fits a saved search, the newest first; each person once."""
        with self.session() as session:
            return alerting.listed(session, saved, unseen=unseen)

    def see(self, saved: UUID) -> int:
        """Note that somebody looked at the alerts of a saved search; return how many were new.

        Raises:
            NotFound: there is no such search.
        """
        with self.session() as session:
            return alerting.see(session, saved)

    def rebuild(self) -> int:
        """Make everything anew, as after a change of the encoder; people are found again as soon as they are indexed."""
        with self.session() as session:
            search.clear(session)
        return self.index()

    @property
    def _encoder(self) -> Encoder | None:
        return self.ws.engine.encoder

    @property
    def _model(self) -> str:
        return self._encoder.name if self._encoder is not None else ""

    def _encoded(self, text: str) -> Vector | None:
        return None if self._encoder is None else self._encoder.encode([text], side="query")[0]

    def _of_job(self, job: Job | UUID) -> tuple[Job, Vector | None]:
        if isinstance(job, UUID):
            with self.session() as session:
                job = jobs.load(session, job).job
        if self._encoder is None:
            return job, None
        key = (job.model_dump_json(), self._model)
        if key not in self._job_vectors:
            self._job_vectors[key] = _unit(self._encoder.encode(job_texts(job), side="query").mean(axis=0))
        return job, self._job_vectors[key]

    def _page(
        self, wanted: Asked, *, size: int, cursor: str | None, blind: bool, by: str, without: frozenset[UUID] = frozenset()
    ) -> SearchPage:
        start = _place(cursor)
        if not 1 <= size <= MOST:
            raise BadInput(f"a page has 1 to {MOST} hits", subject="size")
        with self.session() as session:
            ranked = finding.rank(session, wanted)
            order = [one for one in ranked.order if one[1] not in without]
            shown = order[start : start + size]
            best = order[: finding.COUNTED] if start == 0 else []
            facets = search.facets_of(session, [profile for profile, _, _ in {*best, *shown}])
            notes = [*ranked.query.notes, *ranked.notes, *self._behind(session)]
            items = self._hits(session, shown, ranked, facets, blind=blind, by=by)
        counted = Counter(chain.from_iterable(facets.get(profile, ()) for profile, _, _ in best))
        return SearchPage(
            items=items,
            facets=_grouped(counted),
            total=max(0, ranked.total - len(without)) if without else ranked.total,
            cursor=str(start + size) if start + size < len(order) else None,
            notes=tuple(notes),
            query=ranked.query,
        )

    def _hits(
        self,
        session: Session,
        shown: Sequence[tuple[UUID, UUID, float | None]],
        ranked: Ranked,
        facets: Mapping[UUID, tuple[str, ...]],
        *,
        blind: bool,
        by: str,
    ) -> tuple[Hit, ...]:
        """Return the hits of a page: of these alone texts are opened. Whose names were shown is logged, so call it last."""
        found = [person for _, person, _ in shown]
        unseen = frozenset(found) if blind else sight.hidden_in(session, found, by=self.who(by))
        said = _said(session, shown, unseen)
        seen = [person for person in found if person not in unseen]
        who = showing.candidates(session, unseen, by=self.who(by), blind=True, what="search") if unseen else {}
        who |= showing.candidates(session, seen, by=self.who(by), blind=False, what="search") if seen else {}
        return tuple(
            Hit(
                person=person,
                profile=profile,
                score=score,
                candidate=who[person],
                highlights=highlights(said.get(profile, ()), ranked.query),
                facets=_told(facets.get(profile, ())),
            )
            for profile, person, score in shown
            if person in who
        )

    def _behind(self, session: Session) -> list[Note]:
        """Return a note where some are found by their words alone, since nobody has read their meaning yet."""
        if self._encoder is None:
            return [Note(code="words_only")]
        return [Note(code="behind")] if vectors.behind(session, model=self._model) else []

    def _entries(self, limit: int) -> int:
        with self.session() as session:
            old = search.outdated(session, limit=limit)
            search.remove(session, old)
            for profile in old:
                row = session.get(t.profiles, profile)
                search.keep(session, profile, row.person_id, Features.model_validate(told_of(row.features)))
        return len(old)

    def _place(self) -> None:
        """Tell near which middles everybody's vector lies, a segment at a time."""
        with self.session() as session:
            segments = places.due(session, model=self._model)
        for segment in segments:
            with self.session() as session:
                places.fill(session, segment, model=self._model)

    def _vectors(self, limit: int) -> int:
        if self._encoder is None:
            return 0
        with self.session() as session:
            lacking = {
                profile: session.get(t.profiles, profile).features for profile in vectors.missing(session, model=self._model, limit=limit)
            }
        made = {profile: vector_of(Features.model_validate(told_of(said)), self._encoder) for profile, said in lacking.items()}
        with self.session() as session:
            for profile, vector in made.items():
                vectors.keep(session, profile, vector, model=self._model)
        return len(made)


def vector_of(said: Features, encoder: Encoder) -> Vector:
    """Return the meaning of a profile: the mean of its passages, and as much of what they worked as and know.

    Measured against the passages alone and a blind summary in one text, docs/search.md.
    """
    texts = passages(said)[:PASSAGES]
    titles = [tenure.title for tenure in said.tenures if tenure.title]
    head = "; ".join(dict.fromkeys([*titles, *(skill.name for skill in said.skills[:24])]))
    made = encoder.encode([*texts, head] if head else texts or ["-"])
    return _unit(_unit(made[: len(texts)].mean(axis=0)) + made[-1]) if head and texts else _unit(made.mean(axis=0))


def told_of(features: Mapping[str, Any]) -> dict[str, Any]:
    """Return blind features as their record, with nothing where the evidence was left out."""
    empty = {"quote": "", "start": 0, "end": 0, "page": 1}
    return {**features, "statements": [{**statement, "evidence": empty} for statement in features["statements"]]}


def _said(session: Session, shown: Sequence[tuple[UUID, UUID, float | None]], unseen: frozenset[UUID]) -> dict[UUID, list[Passage]]:
    """Return what those on a page wrote, of those who may not be named the blind statements."""
    blind = finding.blind_texts(session, [profile for profile, person, _ in shown if person in unseen])
    named = [profile for profile, person, _ in shown if person not in unseen]
    open_ = documents.texts(session, named) if named else {}
    told: dict[UUID, list[Passage]] = {profile: [(None, text) for text in texts] for profile, texts in blind.items()}
    return told | {profile: sentences(text) for profile, text in open_.items()}


def _overlap(asked: Mapping[str, float], terms: Mapping[str, int]) -> float:
    """Return which part of what a job asks for somebody holds."""
    return sum(weight for term, weight in asked.items() if term in terms) / (sum(asked.values()) or 1.0)


def _told(facets: Sequence[str]) -> dict[str, tuple[str, ...]]:
    told: dict[str, list[str]] = {}
    for facet in facets:
        name, value = _facet(facet)
        told.setdefault(name, []).append(value)
    return {name: tuple(values) for name, values in told.items()}


def _grouped(counted: Mapping[str, int]) -> dict[str, tuple[Facet, ...]]:
    groups: dict[str, list[Facet]] = {}
    for facet, count in sorted(counted.items(), key=lambda one: (-one[1], one[0])):
        if len(group := groups.setdefault(FACETS[facet.partition(":")[0]], [])) < MOST_VALUES:
            group.append(Facet(value=_facet(facet)[1], count=count))
    return {name: tuple(values) for name, values in groups.items()}


def _facet(facet: str) -> tuple[str, str]:
    """Return name and value of a facet as people read it: years instead of months, a degree instead of its rank."""
    kind, _, value = facet.partition(":")
    if kind == "y":
        value = str(int(value) // 12)
    return FACETS[kind], str(list(Degree)[int(value)]) if kind == "d" else value


def _place(cursor: str | None) -> int:
    if not cursor:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 7):
        raise BadInput("this cursor was not made here", subject="cursor", hint="begin at the beginning")
    return int(cursor)


def _unit(vector: NDArray[Any]) -> Vector:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12), np.float32)
