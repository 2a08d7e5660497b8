"""`ws.desk`: one applicant laid out to be judged: their place in the list, their document with the evidence on it.

    lay_out(application, …)             all of what follows, opened once in one transaction
    place(application, order, stages)   who comes before and after, and how many there are
    marked(match, text)                 the text of the document in pieces, each with the requirements that it speaks for
    pages(match)                        the same on the pages, in points
    picture(document, page)             a page as WebP; never where the candidate is judged blind

Where a candidate is judged blind, text is covered line by line, and evidence is found again in what is left.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from threading import Lock
from uuid import UUID

from jiufang.documents.records import Document, Evidence
from jiufang.errors import NotFound, RefusedByPolicy
from jiufang.matching.records import Match
from jiufang.profiles.records import Profile
from jiufang.reports.highlight import lines_of, marks
from jiufang.store import audit, documents, matches, people, profiles
from jiufang.store import tables as t
from jiufang.store.lists import applications
from jiufang.store.lists.applications import Application, Order
from jiufang.store.lists.neighbours import around
from jiufang.store.session import Session
from jiufang.workspace import showing
from jiufang.workspace.applicants import uncovered
from jiufang.workspace.files import covered_text
from jiufang.workspace.records import ApplicationRow, MatchShown
from jiufang.workspace.room import Room, Shown

AT_HAND = 64  # pages that are kept drawn, in memory alone: some 5 MB; the next candidate's are asked for ahead


class Standing(Shown):
    """Where an applicant stands in a list; `place` counts from 1, 0 for one who is not in it any more: then between whom they stood."""

    place: int
    total: int
    previous: UUID | None = None
    next: UUID | None = None


class Piece(Shown):
    """A stretch of text, with the requirements that it is evidence for and the verdict of the first."""

    text: str
    requirements: tuple[str, ...] = ()
    verdict: str = ""


class BoxShown(Shown):
    """A printed line of evidence."""

    requirement: str
    verdict: str
    left: float
    top: float
    width: float
    height: float


class PageShown(Shown):
    """A page of a document with the boxes of evidence on it, all in points from its upper left corner."""

    number: int
    width: float
    height: float
    boxes: tuple[BoxShown, ...] = ()


class Laid(Shown):
    """An applicant laid out; `document` is what was matched, and where nothing was, what was read last; `text` is it in pieces."""

    row: ApplicationRow
    match: MatchShown | None = None
    document: UUID | None = None
    pages: tuple[PageShown, ...] = ()
    text: tuple[Piece, ...] = ()
    lang: str = ""
    standing: Standing


class Desk(Room):
    """Lays applicants out."""

    _drawn: OrderedDict[tuple[UUID, UUID, int], bytes] = OrderedDict()
    _lock = Lock()

    def place(self, application: UUID, *, order: Order = Order.SCORE, stages: Sequence[str] = ()) -> Standing:
        """Return where an applicant stands among those of their job.

        Args:
            application: theirs.
            order: the list's.
            stages: only those who stand at one of these.

        Raises:
            NotFound: there is no such application.
        """
        with self.session() as session:
            return _standing(session, application, order, stages)

    def lay_out(
        self, application: UUID, *, by: str = "", blind: bool = True, order: Order = Order.SCORE, stages: Sequence[str] = ()
    ) -> Laid:
        """Return an applicant with everything that they are judged by; that somebody saw who they are is logged once.

        Args:
            application: theirs.
            by: who looks.
            blind: cover who they are.
            order: of the list that they are looked at in.
            stages: of that list.

        Raises:
            NotFound: there is no such application.
        """
        with self.session() as session:
            one = applications.one(session, application)
            standing = _standing(session, application, order, stages)
            found = matches.opened(session, one.scored.match) if one.scored else None
            shown = uncovered(one.scored.match, found, rank=one.scored.rank, blind=blind) if one.scored and found else None
            document, read = (found.document, found.match.profile) if found else _latest(session, one)
            told = {"what": "triage", "job": one.job}
            (row,) = showing.application_rows(session, [one], by=self.who(by), blind=blind, **told)  # type: ignore[arg-type]
        text = "" if read is None else covered_text(read.document.text, read) if blind else read.document.text
        return Laid(
            row=row, match=shown, document=document, pages=self.pages(shown) if shown else (), lang=read.lang if read else "",
            text=(self.marked(shown, text) if shown else (Piece(text=text),)) if text else (), standing=standing,
        )  # fmt: skip

    def marked(self, match: MatchShown, text: str) -> tuple[Piece, ...]:
        """Return a document's text in pieces.

        Args:
            match: what speaks for or against its candidate.
            text: what is shown of the document: all of it, or what blind judging leaves.
        """
        verdicts = {finding.requirement.id: str(finding.verdict) for finding in match.match.findings}
        return tuple(
            Piece(text=piece.text, requirements=piece.requirements, verdict=verdicts[piece.requirements[0]] if piece.requirements else "")
            for piece in marks(text, found_again(match.match, text))
        )

    def pages(self, match: MatchShown) -> tuple[PageShown, ...]:
        """Return the pages of a document with the evidence on them; none where there are no pictures of it."""
        document = match.match.profile.document
        if match.blind or not document.words:
            return ()
        boxes = _boxes(match.match, document)
        return tuple(
            PageShown(number=page.number, width=page.width, height=page.height, boxes=tuple(boxes[page.number])) for page in document.pages
        )

    def picture(self, document: UUID, number: int, *, by: str = "", blind: bool = True) -> bytes:
        """Return a page as WebP.

        Raises:
            RefusedByPolicy: the candidate is judged blind, and a picture shows who it is.
            NotFound: there is no such document or page, or it has no pages.
        """
        if blind:
            raise RefusedByPolicy("a picture shows who it is, and this job is judged blind", subject=f"document {document}")
        with self.session() as session:
            row = session.get(t.documents, document)
            audit.saw(session, actor=self.who(by), persons=[people.root(session, row.person_id)], what="picture", document=str(document))
            key = (self.ws.tenant, document, number)
            if (kept := self._kept(key)) is not None:
                return kept
            read = documents.reading(session, document)
            data = documents.original(session, document)
        return self._keep(key, self._draw(data, read, number))

    def _draw(self, data: bytes, read: Document, number: int) -> bytes:
        page = next((page for page in read.pages if page.number == number), None)
        if page is None or not read.words:
            raise NotFound("there is no such page", subject=f"page {number}")
        drawn = self.ws.engine.draw(data, number, member=read.member, turned=page.turned)
        if not drawn:
            raise NotFound("this page could not be drawn", subject=f"page {number}", hint="read the text beside it")
        return drawn

    def _kept(self, key: tuple[UUID, UUID, int]) -> bytes | None:
        with self._lock:
            if key in self._drawn:
                self._drawn.move_to_end(key)
            return self._drawn.get(key)

    def _keep(self, key: tuple[UUID, UUID, int], picture: bytes) -> bytes:
        with self._lock:
            self._drawn[key] = picture
            while len(self._drawn) > AT_HAND:
                self._drawn.popitem(last=False)
        return picture


def found_again(match: Match, text: str) -> list[tuple[str, Evidence]]:
    """Return the evidence of a match with its places in a text: those that it names, or where its quotes stand in a covered one."""
    found = []
    for finding in match.findings:
        for one in finding.evidence:
            if text[one.start : one.end] == one.quote:
                found.append((finding.requirement.id, one))
            elif (start := text.find(one.quote)) >= 0:
                found.append((finding.requirement.id, one.model_copy(update={"start": start, "end": start + len(one.quote)})))
    return found


def _standing(session: Session, application: UUID, order: Order, stages: Sequence[str]) -> Standing:
    found = around(session, application, stages=stages, order=order)
    return Standing(place=found.before + 1 if found.here else 0, total=found.total, previous=found.previous, next=found.next)


def _latest(session: Session, one: Application) -> tuple[UUID | None, Profile | None]:
    """Return what was read of an applicant last: the document, and what it says."""
    known = [kept for person in people.group(session, one.person) for kept in profiles.current(session, person=person)]
    last = max(known, key=lambda kept: kept.id, default=None)
    return (last.document, profiles.load(session, last.id)) if last else (None, None)


def _boxes(match: Match, document: Document) -> Mapping[int, list[BoxShown]]:
    """Return the printed lines of evidence on each page."""
    told = defaultdict[int, list[BoxShown]](list)
    for finding in match.findings:
        for one in finding.evidence:
            for number, (left, top, right, bottom) in lines_of(document.boxes(one)):
                told[number].append(
                    BoxShown(
                        requirement=finding.requirement.id, verdict=str(finding.verdict),
                        left=round(left, 1), top=round(top, 1), width=round(right - left, 1), height=round(bottom - top, 1),
                    )
                )  # fmt: skip
    return told
