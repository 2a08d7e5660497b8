"""Turn the question bank into themes: a competency with its questions, good answers, follow-ups and anchors in both languages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

GENERIC = "generic"
# What the title says outweighs the sector that an ad states, since a seller of finance software sells; both outweigh words of the ad.
TITLED, STATED = 8, 3
BESIDE = re.compile(
    r"(?:配合|协助|协同|对接|联合|会同|与|和|跟)[^，,。；;]{0,10}(?:同学|团队|部门|同事|小组|人员)"
    r"|\b(?:together with|along ?side|working with|liais\w+ with|supporting) (?:[\w-]+ ){0,4}(?:teams?|colleagues|departments?|staff)\b",
    re.IGNORECASE,
)
NOTHING = re.compile(r"(?!)")  # the cues of a theme that is never found by its words


@dataclass(frozen=True, slots=True)
class Theme:
    """A competency of a sector, or a situation; `text[lang]` has name, good, weak and top, `ask` and `follow` go by language."""

    id: str
    sector: str
    cues: re.Pattern[str]
    text: Mapping[str, Mapping[str, str]]
    follow: Mapping[str, tuple[str, ...]]
    ask: tuple[Mapping[str, str], ...]

    def hits(self, text: str) -> int:
        """Count the different cues of the theme in a text."""
        return len({m.group().casefold() for m in self.cues.finditer(text) if m.group()})


@lru_cache(maxsize=1)
def themes() -> tuple[Theme, ...]:
    """Return the themes of all sectors, sector by sector."""
    return tuple(_theme(entry, data["sector"]) for data in _sectors() for entry in data["theme"])


@lru_cache(maxsize=1)
def situations() -> Mapping[str, Theme]:
    """Return the themes that a situation calls for: a kind of requirement, a claim, a gap, an overlap, a level, a duty."""
    return {entry["id"]: _theme(entry, GENERIC) for entry in _load("probes.toml")["theme"]}


@lru_cache(maxsize=4)
def deeper(lang: str) -> tuple[str, ...]:
    """Return follow-ups to any story, for a theme whose own were asked before."""
    return tuple(_load("probes.toml")[f"deeper_{lang}"])


@lru_cache(maxsize=4)
def closest(lang: str) -> str:
    """Return the follow-up to a question about what the résumé does not show."""
    return str(_load("probes.toml")[f"closest_{lang}"])


@lru_cache(maxsize=1)
def leads() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the sentences before a question, by situation and language."""
    return {name: {lang: tuple(texts) for lang, texts in entry.items()} for name, entry in _load("leads.toml").items()}


@lru_cache(maxsize=4)
def words(lang: str) -> Mapping[str, str]:
    """Return the words of the kit itself in a language."""
    found: dict[str, str] = _load("words.toml")[lang]
    return found


def size() -> int:
    """Return the number of question patterns, each in both languages."""
    return sum(len(theme.ask) for theme in (*themes(), *situations().values()))


def sector_of(named: str, title: str, text: str) -> str:
    """Return the sector of the bank that fits a job: by its stated sector and its title before its words.

    Args:
        named: the sector that the job states; may be empty.
        title: of the job.
        text: of the ad, or its requirements.
    """
    parts = ((named, STATED), (title, TITLED), (text, 1))
    counts = [
        (sum(weight * len({m.group().casefold() for m in aliases.finditer(part)}) for part, weight in parts), s)
        for s, aliases in _aliases()
    ]
    best = max(counts, key=lambda pair: pair[0], default=(0, GENERIC))
    return best[1] if best[0] > 1 else GENERIC


def best_theme(text: str, sector: str) -> Theme | None:
    """Return the theme of a sector, or a generic one, whose cues stand in a text; None when no cue does.

    What others do in it, as in “together with the front-end team”, is no cue of what is asked.
    """
    text = BESIDE.sub(" ", text)
    scored = [(theme.hits(text), theme.sector == sector, theme) for theme in themes() if theme.sector in {sector, GENERIC}]
    found = max(scored, key=lambda entry: entry[:2], default=None)
    return found[2] if found and found[0] else None


def of_sector(sector: str) -> tuple[Theme, ...]:
    """Return the framework of competencies of a sector, in the order of the bank."""
    return tuple(theme for theme in themes() if theme.sector == sector)


def _theme(entry: Mapping[str, Any], sector: str) -> Theme:
    parts = ("name", "good", "weak", "top")
    return Theme(
        id=entry["id"],
        sector=sector,
        cues=_words(entry["cues"]) if entry.get("cues") else NOTHING,
        text={lang: {part: entry[f"{part}_{lang}"] for part in parts} for lang in ("zh", "en")},
        follow={lang: tuple(entry[f"follow_{lang}"]) for lang in ("zh", "en")},
        ask=tuple({"zh": zh, "en": en} for zh, en in entry["ask"]),
    )


@lru_cache(maxsize=1)
def _sectors() -> tuple[Mapping[str, Any], ...]:
    folder = files("jiufang.interview") / "data" / "bank"
    names = sorted(path.name for path in folder.iterdir() if path.name.endswith(".toml"))
    return tuple(_load(f"bank/{name}") for name in names)


@lru_cache(maxsize=1)
def _aliases() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((s["sector"], _words(s["aliases"])) for s in _sectors() if s["aliases"])


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((files("jiufang.interview") / "data" / name).read_text(encoding="utf-8"))


def _words(expression: str) -> re.Pattern[str]:
    """Compile cues so that none begins within a Latin word: SAP is not in “disappear”."""
    return re.compile(rf"(?<![A-Za-z])(?:{expression})", re.IGNORECASE)
