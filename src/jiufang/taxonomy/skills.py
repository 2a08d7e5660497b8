"""Turn a text into the skills that it names, each under one id whatever the language and the spelling."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from jiufang.taxonomy.terms import Alias, Mention, Terms
from jiufang.text import tables

__all__ = ["Mention", "SkillEntry", "SkillTaxonomy", "load_skills"]


@dataclass(frozen=True, slots=True)
class SkillEntry:
    """A row of `data/skills.tsv`: names by language, what the skill implies and what it merely hints at."""

    id: str
    category: str
    en: tuple[str, ...]
    zh: tuple[str, ...]
    implies: frozenset[str]
    hints: frozenset[str]


class SkillTaxonomy:
    """Skills by id: their names, what they imply, what they are mistaken for."""

    def __init__(self, entries: list[SkillEntry], lookalikes: list[frozenset[str]]) -> None:
        self._entries = {entry.id: entry for entry in entries}
        self._lookalikes = lookalikes
        self._terms = Terms([Alias.parse(e.id, name) for e in entries for name in (*e.en, *e.zh)])
        self._implied = {id: self._closure(id) for id in self._entries}

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, id: object) -> bool:
        return id in self._entries

    def find(self, text: str) -> list[Mention]:
        """Return the skills that a text names, left to right, the longest name first, none overlapping.

        >>> [m.id for m in load_skills().find("用 Spring Boot 写 JavaScript 网关")]
        ['spring_boot', 'javascript']
        """
        return self._terms.find(text)

    def name(self, id: str, lang: str = "en") -> str:
        """Return the usual name of a skill in a language (`zh` or `en`)."""
        entry = self._entries[id]
        names = entry.zh if lang == "zh" and entry.zh else entry.en or entry.zh
        return names[0].lstrip("=?")

    def names(self, id: str) -> tuple[str, ...]:
        """Return every name of a skill, English first."""
        entry = self._entries[id]
        return tuple(name.lstrip("=?") for name in (*entry.en, *entry.zh))

    def has_one_name(self, id: str) -> bool:
        """Tell whether a skill bears the same name in all languages, as products and standards do."""
        return not self._entries[id].zh

    def implies(self, id: str) -> frozenset[str]:
        """Return every skill that somebody with this one has: Django implies Python."""
        return self._implied.get(id, frozenset())

    def implying(self, id: str) -> frozenset[str]:
        """Return a skill, if it is known, and every one that implies it: Python, and Django with it."""
        return frozenset(other for other in self._entries if other == id or id in self._implied[other])

    def hints(self, id: str) -> frozenset[str]:
        """Return what a skill suggests without proving it: a Deployment suggests Kubernetes."""
        entry = self._entries.get(id)
        return entry.hints if entry else frozenset()

    def related(self, id: str) -> frozenset[str]:
        """Return the skills that look like this one and are something else: Java and JavaScript."""
        return frozenset().union(*(group for group in self._lookalikes if id in group)) - {id}

    def category(self, id: str) -> str:
        """Return the sector or kind of a skill, e.g. `language`, `nursing`, `office`."""
        return self._entries[id].category

    def by_name(self, name: str) -> str | None:
        """Return the id of the skill whose name a text is, as a whole; None when it is none."""
        found = self._terms.find(name.strip())
        whole = [m for m in found if m.end - m.start == len(name.strip())]
        return whole[0].id if whole else None

    def _closure(self, id: str) -> frozenset[str]:
        reached: set[str] = set()
        queue = [id]
        while queue:
            entry = self._entries.get(queue.pop())
            new = entry.implies - reached if entry else frozenset()
            reached |= new
            queue += sorted(new)
        return frozenset(reached - {id})


@lru_cache(maxsize=1)
def load_skills() -> SkillTaxonomy:
    """Return the taxonomy that ships with the package."""
    groups = tables.lines("taxonomy", "lookalikes.tsv")
    return SkillTaxonomy(
        [_entry(row) for row in tables.rows("taxonomy", "skills.tsv")[1:]], [frozenset(group.split("\t")) for group in groups if group]
    )


def _entry(row: tuple[str, ...]) -> SkillEntry:
    id, category, en, zh, implies, hints = row
    return SkillEntry(id, category, tables.names(en), tables.names(zh), frozenset(tables.names(implies)), frozenset(tables.names(hints)))
