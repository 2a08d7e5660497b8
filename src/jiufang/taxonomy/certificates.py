"""Turn a text into the licences and certificates that it names, and tell which one is worth at least another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from jiufang.taxonomy.terms import Alias, Mention, Terms
from jiufang.text import tables

__all__ = ["CertificateEntry", "CertificateTaxonomy", "Mention", "find", "load_certificates"]


@dataclass(frozen=True, slots=True)
class CertificateEntry:
    """A row of `data/certificates.tsv`: names by language, and the certificates that this one covers."""

    id: str
    en: tuple[str, ...]
    zh: tuple[str, ...]
    covers: frozenset[str]


class CertificateTaxonomy:
    """Certificates by id: a US CPA is not a Chinese one, a black belt covers a green one."""

    def __init__(self, entries: list[CertificateEntry]) -> None:
        self._entries = {entry.id: entry for entry in entries}
        self._terms = Terms([Alias.parse(e.id, name) for e in entries for name in (*e.en, *e.zh)])

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, id: object) -> bool:
        return id in self._entries

    def find(self, text: str) -> list[Mention]:
        """Return the certificates that a text names, left to right.

        >>> [m.id for m in load_certificates().find("CKA（2025.05 通过），六西格玛黑带")]
        ['cka', 'six_sigma_black']
        """
        return self._terms.find(text)

    def name(self, id: str, lang: str = "en") -> str:
        """Return the usual name of a certificate in a language (`zh` or `en`)."""
        entry = self._entries[id]
        names = (entry.zh or entry.en) if lang == "zh" else (entry.en or entry.zh)
        return names[0].lstrip("=?")

    def names(self, id: str) -> tuple[str, ...]:
        """Return every name of a certificate, English first."""
        entry = self._entries[id]
        return tuple(name.lstrip("=?") for name in (*entry.en, *entry.zh))

    def covered_by(self, id: str) -> frozenset[str]:
        """Return every certificate that the holder of this one has proven too, itself included."""
        reached = {id}
        queue = [id]
        while queue:
            entry = self._entries.get(queue.pop())
            new = entry.covers - reached if entry else frozenset()
            reached |= new
            queue += sorted(new)
        return frozenset(reached)

    def satisfies(self, held: str, asked: str) -> bool:
        """Tell whether holding one certificate meets a demand for the other: a black belt meets a green one."""
        return asked in self.covered_by(held)


@lru_cache(maxsize=1)
def load_certificates() -> CertificateTaxonomy:
    """Return the certificates that ship with the package."""
    return CertificateTaxonomy([_entry(row) for row in tables.rows("taxonomy", "certificates.tsv")[1:]])


def find(text: str) -> list[Mention]:
    """Return the certificates that a text names."""
    return load_certificates().find(text)


def _entry(row: tuple[str, ...]) -> CertificateEntry:
    id, en, zh, covers = row
    return CertificateEntry(id, tables.names(en), tables.names(zh), frozenset(tables.names(covers)))
