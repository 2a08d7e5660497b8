"""Turn a template and the facts that fill it into sentences, each citing the facts that it was filled with.

`{field}` is filled in. `[[…]]` is left out when a field in it is not known; `[[A||B]]` takes B then; brackets may stand in brackets.
A blank line parts paragraphs. `{asks}`, `{answers}`, `{card}` and `{reason}` are filled with sentences of their own.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jiufang.errors import BadInput
from jiufang.generate.records import Sentence

TONES = ("formal", "warm", "brief")
FIELD = re.compile(r"\{(\w+)\}")
OPTION = re.compile(r"\[\[((?:(?!\[\[|\]\]).)*)\]\]", re.DOTALL)
LISTS = ("asks", "answers", "card")  # one line an entry
BLOCK = re.compile(rf"(\{{(?:{'|'.join((*LISTS, 'reason'))})\}})")
# A sentence of a template, its fields unfilled, so that “St. Brennan” and “Inc.” end none.
SENTENCE = re.compile(r".+?(?:[。！？!?]+|\.(?=\s|$)|$)\s*")

Entry = Sequence[Sentence]
"""What stands on one line of a list, or in one paragraph."""


@dataclass(frozen=True, slots=True)
class Field:
    """What is filled in, and the id of the fact that it is."""

    text: str
    fact: str


@dataclass(frozen=True)
class Template:
    """A letter of one kind in one language and tone; `own` marks a company's, whose words are facts that it gave."""

    kind: str
    lang: str
    tone: str
    subject: str
    text: str
    says: tuple[str, ...]
    words: Mapping[str, str]
    own: bool = False

    def chosen(self, fields: Mapping[str, Field], blocks: Mapping[str, Sequence[Entry]]) -> Template:
        """Return the template with its options decided.

        Raises:
            BadInput: fields that it cannot do without are not known.
        """
        known = {*fields, *blocks}
        subject, text = _decided(self.subject, known), _decided(self.text, known)
        missing = [name for name in dict.fromkeys(FIELD.findall(f"{subject}\n{text}")) if name not in known]
        if missing:
            hint = " ".join(f"--fact {name}=…" for name in missing)
            raise BadInput(f"the letter cannot be written without {', '.join(missing)}", subject=f"{self.kind} ({self.tone})", hint=hint)
        return replace(self, subject=subject.strip(), text=text)

    def sentences(self, fields: Mapping[str, Field], blocks: Mapping[str, Sequence[Entry]], cites: tuple[str, ...]) -> Iterator[Sentence]:
        """Yield the filled sentences of a decided template; `cites` is what each may rest on besides its own fields."""
        for paragraph, stretch in enumerate(part for part in re.split(r"\n\s*\n", self.text.strip()) if part.strip()):
            line = 0
            for written in (w for w in stretch.splitlines() if w.strip()):
                for sentence in _line(written.strip(), fields, blocks, cites):
                    yield sentence.model_copy(update={"paragraph": paragraph, "line": line + sentence.line})
                line += max(1, *(len(blocks[name]) for name in FIELD.findall(written) if name in LISTS and name in blocks), 1)


def load(kind: str, *, lang: str, tone: str, folder: Path | None = None) -> Template:
    """Return the template of a kind, a company's before the shipped one.

    Args:
        kind: as the files are called: invitation, information, …
        lang: `zh` or `en`.
        tone: one of `TONES`.
        folder: a company's templates, files of the same form; what they leave out is taken from the shipped ones.

    Raises:
        BadInput: a company's file cannot be read as a template.
    """
    shipped = _shipped(kind)
    own = _own(folder / f"{kind}.toml") if folder is not None else {}
    table, mine = shipped[lang], own.get(lang, {})
    if not isinstance(mine, dict) or not all(isinstance(v, str) for k, v in mine.items() if k != "says"):
        raise BadInput("a template is a table of texts", subject=f"{kind}.toml [{lang}]", hint="compare the shipped one, docs/replies.md")
    words = {k: v for k, v in {**table, **mine}.items() if isinstance(v, str)}
    says = tuple(mine.get("says", table["says"]))
    return Template(kind, lang, tone, words["subject"], words[tone], says, words, own=tone in mine)


def reasons() -> Mapping[str, Mapping[str, str]]:
    """Return the reasons for a rejection, by their code."""
    found: Mapping[str, Mapping[str, str]] = _shipped("rejection")["reasons"]
    return found


def fill(text: str, fields: Mapping[str, Field], cites: tuple[str, ...] = ()) -> Sentence:
    """Return a filled sentence that cites what it was filled with."""
    used = [fields[name].fact for name in FIELD.findall(text)]
    return Sentence(text=FIELD.sub(lambda m: fields[m[1]].text, text).strip(), cites=tuple(dict.fromkeys((*used, *cites))))


def entry(text: str, fields: Mapping[str, Field], cites: tuple[str, ...] = ()) -> list[Sentence]:
    """Return the filled sentences of an entry of a list."""
    return [fill(m.group(), fields, cites) for m in SENTENCE.finditer(text) if m.group().strip()]


def _line(written: str, fields: Mapping[str, Field], blocks: Mapping[str, Sequence[Entry]], cites: tuple[str, ...]) -> Iterator[Sentence]:
    for part in BLOCK.split(written):
        name = part[1:-1] if BLOCK.fullmatch(part) else ""
        if not name:
            yield from entry(part, fields, cites)
            continue
        for number, told in enumerate(blocks[name]):
            mark = "" if name not in LISTS or len(blocks[name]) < 2 else "- " if name == "card" else f"{number + 1}. "
            for place, sentence in enumerate(told):
                text = sentence.text if place else mark + sentence.text
                rests = tuple(dict.fromkeys((*sentence.cites, *cites)))
                yield Sentence(text=text, cites=rests, line=number if name in LISTS else 0)


def _decided(text: str, known: set[str]) -> str:
    """Decide the options from the innermost out."""
    while option := OPTION.search(text):
        taken, _, otherwise = option[1].partition("||")
        chosen = taken if all(name in known for name in FIELD.findall(taken)) else otherwise
        text = text[: option.start()] + chosen + text[option.end() :]
    return text


@lru_cache(maxsize=16)
def _shipped(kind: str) -> dict[str, Any]:
    return tomllib.loads((files("jiufang.generate") / "data" / "replies" / f"{kind}.toml").read_text(encoding="utf-8"))


def _own(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"the template cannot be read: {error}", subject=str(path), hint="it is a TOML file in UTF-8") from error
