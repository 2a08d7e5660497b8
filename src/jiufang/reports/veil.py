"""Turn words about a candidate into words that a blind report may show: no name, contact, school or graduation year."""

from __future__ import annotations

from pathlib import PurePath

from jiufang.documents.records import Evidence
from jiufang.matching.records import Match
from jiufang.privacy.blind import blind, name_parts
from jiufang.profiles.records import Profile, SectionKind

COVER = "▇▇"
NAME_LIKE = 3  # characters: shorter words of a file name say nothing


class Veil:
    """Covers what gives one candidate away; lifted, it lets every word through."""

    def __init__(self, match: Match, *, lifted: bool) -> None:
        self.lifted = lifted
        self._profile = match.profile
        self._names = () if lifted else _names(match.profile)
        self._schools = () if lifted else tuple(e.school for e in match.profile.education if e.school)
        self._words = () if lifted else _telling(match, self._names, self._schools)

    def text(self, text: str) -> str:
        """Return a sentence of ours (a question, a reason) without the words that give the person away."""
        for word in self._words:
            text = text.replace(word, COVER)
        return text

    def quote(self, evidence: Evidence) -> str:
        """Return the words of a résumé, or what a blind reader may see of them."""
        if self.lifted:
            return evidence.quote
        studying = _studying(self._profile, evidence)
        lines = [blind(line, names=self._names, schools=self._schools, studying=studying) for line in evidence.quote.splitlines()]
        return self.text("\n".join(filter(None, lines))) or COVER


def _names(profile: Profile) -> tuple[str, ...]:
    return (profile.contact.name,) if profile.contact.name else ()


def _telling(match: Match, names: tuple[str, ...], schools: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is covered wherever it stands, the longest first."""
    contact = match.profile.contact
    files = [PurePath(f) for f in (match.file, match.member, match.profile.document.name) if f]
    words: list[str | None] = [part for name in names for part in name_parts(name)]
    words += [*schools, contact.email, contact.phone, contact.address, *contact.links]
    words += [form for file in files for form in (str(file), file.name, file.stem) if len(form) >= NAME_LIKE]
    return tuple(sorted({w for w in words if w and len(w) > 1}, key=lambda w: (-len(w), w)))


def _studying(profile: Profile, evidence: Evidence) -> bool:
    spans = [(s.start, s.end) for s in profile.sections if s.kind is SectionKind.EDUCATION]
    spans += [(e.start, e.end) for entry in profile.education for e in entry.evidence]
    return any(start < evidence.end and end > evidence.start for start, end in spans)
