"""Turn a résumé into the skills that it shows: each under one name, with every place that names it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from jiufang.documents.records import Document, Evidence
from jiufang.privacy.identifiers import find_addresses, find_emails, find_phones, find_urls
from jiufang.privacy.protected import Ground, find_protected
from jiufang.profiles.disclaimers import is_disclaimed
from jiufang.profiles.levels import level_of
from jiufang.profiles.open_skills import listed_items, named_after_cues, product_names
from jiufang.profiles.plain_words import inside_longer, is_weak
from jiufang.profiles.records import Experience, Project, Section, SectionKind, Skill
from jiufang.taxonomy.certificates import load_certificates
from jiufang.taxonomy.languages import load_languages
from jiufang.taxonomy.skills import SkillTaxonomy, load_skills
from jiufang.text.normalise import fold

WORK = frozenset({SectionKind.EXPERIENCE, SectionKind.INTERNSHIP, SectionKind.PROJECTS, SectionKind.VOLUNTEERING})
# Nobody's skill: who the person is, what is wished for, who vouches.
SILENT = frozenset({SectionKind.PERSONAL, SectionKind.REFERENCES, SectionKind.OBJECTIVE})
NO_PRODUCTS = frozenset({SectionKind.HEADER, SectionKind.EDUCATION, SectionKind.LANGUAGES, SectionKind.CERTIFICATES, SectionKind.AWARDS})
EDUCATION_CATEGORIES = frozenset(
    {
        "language",
        "backend",
        "database",
        "data",
        "ai",
        "cloud",
        "devops",
        "frontend",
        "mobile",
        "embedded",
        "mechanical",
        "automation",
        "design",
        "office",
    }
)
KNOWN_SHARE = 0.6  # a listed item that is mostly a known skill adds nothing


@dataclass(slots=True)
class _Found:
    name: str
    id: str | None
    spans: list[Evidence] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)
    used: bool = False


def find_skills(
    document: Document, sections: Sequence[Section], experience: Sequence[Experience] = (), projects: Sequence[Project] = ()
) -> tuple[Skill, ...]:
    """Return the skills of a résumé in the order in which it names them.

    Args:
        document: what the résumé says.
        sections: its stretches; without any, the whole text counts as one of unknown kind.
        experience: the engagements, whose employers are not skills and whose lines prove use.
        projects: the projects, whose lines prove use.

    Returns:
        One skill per taxonomy id, or per folded name for what the taxonomy does not know. What the résumé
        denies, wishes for or ascribes to others is left out.
    """
    taxonomy = load_skills()
    ground = _Ground(document, sections, experience, projects)
    found: dict[str, _Found] = {}
    for start, end, id in _mentions(ground, taxonomy):
        # The résumé's own word is the name: "S7-1500" says more than "Siemens PLC"; the id says what it is.
        entry = found.setdefault(id, _Found(document.text[start:end], id))
        _note(entry, ground, start, end)
    for start, end in _unknown(ground):
        name = document.text[start:end]
        _note(found.setdefault(fold(name), _Found(name, None)), ground, start, end)
    return tuple(_skill(entry) for entry in sorted(found.values(), key=lambda f: (f.spans[0].start, f.name)))


class _Ground:
    """A document with its stretches, and the places where no skill stands."""

    def __init__(
        self, document: Document, sections: Sequence[Section], experience: Sequence[Experience], projects: Sequence[Project]
    ) -> None:
        self.document = document
        self.text = document.text
        whole = Section(kind=SectionKind.OTHER, start=0, end=len(self.text))
        self.sections = sorted(sections, key=lambda s: s.start) or [whole]
        self._starts = [s.start for s in self.sections]
        self.closed = [(s, e) for finder in (find_emails, find_phones, find_urls, find_addresses) for s, e, _ in finder(self.text)]
        self.closed += [(p.start, p.end) for p in find_protected(self.text) if p.ground is Ground.LEISURE]
        self.names = frozenset(fold(e.employer) for e in experience if e.employer)
        quotes = [*(e for x in experience for e in (*x.evidence, *x.bullets)), *(e for p in projects for e in p.evidence)]
        self.known = load_skills().find(self.text)
        self.worked = [(e.start, e.end) for e in quotes]

    def kind_at(self, offset: int) -> SectionKind:
        at = bisect_right(self._starts, offset) - 1
        return self.sections[at].kind if at >= 0 and offset < self.sections[at].end else SectionKind.OTHER

    def is_heading(self, start: int) -> bool:
        at = bisect_right(self._starts, start) - 1
        section = self.sections[at] if at >= 0 else None
        return bool(
            section and section.heading and start < section.start + len(section.heading) and "\n" not in self.text[section.start : start]
        )

    def is_closed(self, start: int, end: int) -> bool:
        return any(start < e and end > s for s, e in self.closed) or self.is_heading(start)

    def is_employer(self, start: int, end: int) -> bool:
        """Tell whether the span stands in the name of an employer."""
        line = self.text[self.text.rfind("\n", 0, start) + 1 :].partition("\n")[0]
        folded, name = fold(line), fold(self.text[start:end])
        return any(name in employer and employer in folded and folded.count(name) <= employer.count(name) for employer in self.names)

    def used_at(self, start: int, end: int) -> bool:
        return self.kind_at(start) in WORK or any(s <= start and end <= e for s, e in self.worked)


def _mentions(ground: _Ground, taxonomy: SkillTaxonomy) -> Iterator[tuple[int, int, str]]:
    for m in ground.known:
        kind = ground.kind_at(m.start)
        if kind in SILENT or ground.is_closed(m.start, m.end) or ground.is_employer(m.start, m.end):
            continue
        if kind is SectionKind.EDUCATION and taxonomy.category(m.id) not in EDUCATION_CATEGORIES:
            continue
        if inside_longer(ground.text, m.start, m.end) or (kind is not SectionKind.SKILLS and is_weak(ground.text, m.start, m.end)):
            continue
        if not is_disclaimed(ground.text, m.start, m.end):
            yield m.start, m.end, m.id


def _unknown(ground: _Ground) -> Iterator[tuple[int, int]]:
    known = [(m.start, m.end) for m in ground.known]
    known += [(m.start, m.end) for m in load_certificates().find(ground.text)]
    languages = load_languages()
    other = [(m.start, m.end) for m in languages.find(ground.text)]
    other += [(t.start, t.end) for t in languages.find_tests(ground.text)]
    taken: list[tuple[int, int]] = []
    for start, end in sorted(set(_candidates(ground)), key=lambda s: (s[0], -s[1])):
        if any(start < e and end > s for s, e in (*taken, *other)) or _covered(start, end, known):
            continue
        if ground.is_closed(start, end) or ground.is_employer(start, end) or is_disclaimed(ground.text, start, end):
            continue
        taken.append((start, end))
        yield start, end


def _candidates(ground: _Ground) -> Iterator[tuple[int, int]]:
    for section in ground.sections:
        if section.kind is SectionKind.HEADER:  # jobs may stand under no heading at all
            for start, end in ground.worked:
                if section.start <= start and end <= section.end:
                    yield from named_after_cues(ground.text, start, end)
                    yield from product_names(ground.text, start, end)
            continue
        if section.kind in SILENT:
            continue
        body = section.start + (len(section.heading) if section.heading else 0)
        is_list = section.kind is SectionKind.SKILLS
        yield from listed_items(ground.text, body, section.end, only_labelled=not is_list)
        if section.kind in NO_PRODUCTS:
            continue
        yield from named_after_cues(ground.text, body, section.end)
        yield from product_names(ground.text, body, section.end)


def _covered(start: int, end: int, known: Iterable[tuple[int, int]]) -> bool:
    shared = sum(min(end, e) - max(start, s) for s, e in known if start < e and end > s)
    return shared >= KNOWN_SHARE * (end - start)


def _note(entry: _Found, ground: _Ground, start: int, end: int) -> None:
    entry.spans.append(ground.document.evidence(start, end))
    entry.used = entry.used or ground.used_at(start, end)
    level = level_of(ground.text, start, end)
    if level:
        entry.levels.append(level)


def _skill(entry: _Found) -> Skill:
    return Skill(name=entry.name, id=entry.id, level=entry.levels[0] if entry.levels else None, used=entry.used, spans=tuple(entry.spans))
