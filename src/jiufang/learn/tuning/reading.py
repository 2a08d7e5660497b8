"""Turn texts and pairs of texts into the rows of token ids that a model reads, with `tokenizers` alone, so that serving needs no torch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from jiufang.errors import BadInput
from jiufang.models.token_graph import encodable

READER = "reader.json"
TOKENIZER = "tokenizer.json"


@dataclass(frozen=True, slots=True)
class Row:
    """What the net reads at once: token ids, and for each whether it stands in the first text (0) or the second (1)."""

    ids: tuple[int, ...]
    types: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Manner:
    """How texts are read.

    Args:
        max_tokens: what goes beyond is cut; of a pair from the longer text.
        query_prefix: before an ad.
        passage_prefix: before a résumé.
        pad: id that fills a batch; it is masked.
        joined: a causal model reads a pair as one text, ad first, with `between` between them and `end` behind.
        between: ids between two texts of a joined pair.
        end: id behind every text, whose state is read; None if the tokenizer sets its own.
        typed: the model has two token types.
    """

    max_tokens: int
    query_prefix: str = ""
    passage_prefix: str = ""
    pad: int = 0
    joined: bool = False
    between: tuple[int, ...] = ()
    end: int | None = None
    typed: bool = False


class Reader:
    """Reads ads, résumés and pairs of them.

    Args:
        tokenizer: a `tokenizers.Tokenizer`; it is set to pad and cut nothing by itself.
        manner: how.
    """

    def __init__(self, tokenizer: Any, manner: Manner) -> None:
        self._tokenizer = tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.manner = manner

    def ads(self, texts: Sequence[str]) -> list[Row]:
        """Return a row for each ad, read alone."""
        return self._alone([self.manner.query_prefix + encodable(text) for text in texts])

    def resumes(self, texts: Sequence[str]) -> list[Row]:
        """Return a row for each résumé, read alone."""
        return self._alone([self.manner.passage_prefix + encodable(text) for text in texts])

    def pairs(self, resumes: Sequence[str], ads: Sequence[str]) -> list[Row]:
        """Return a row for each pair, the ad before the résumé."""
        queries = [self.manner.query_prefix + encodable(text) for text in ads]
        passages = [self.manner.passage_prefix + encodable(text) for text in resumes]
        if self.manner.joined:
            return self._joined(queries, passages)
        self._tokenizer.enable_truncation(self.manner.max_tokens, strategy="longest_first")
        encoded = self._tokenizer.encode_batch(list(zip(queries, passages, strict=True)))
        self._tokenizer.no_truncation()
        return [self._row(e) for e in encoded]

    def save(self, folder: Path) -> None:
        """Write the tokenizer and the manner, so that `open_reader` reads alike."""
        self._tokenizer.save(str(folder / TOKENIZER))
        (folder / READER).write_text(json.dumps(asdict(self.manner), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    def _alone(self, texts: Sequence[str]) -> list[Row]:
        if self.manner.end is not None:
            most = self.manner.max_tokens - 1
            found = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
            return [_plain((*e.ids[:most], self.manner.end)) for e in found]
        self._tokenizer.enable_truncation(self.manner.max_tokens)
        encoded = self._tokenizer.encode_batch(list(texts))
        self._tokenizer.no_truncation()
        return [self._row(e) for e in encoded]

    def _joined(self, queries: Sequence[str], passages: Sequence[str]) -> list[Row]:
        first, second = (self._tokenizer.encode_batch(list(t), add_special_tokens=False) for t in (queries, passages))
        end = () if self.manner.end is None else (self.manner.end,)
        room = self.manner.max_tokens - len(self.manner.between) - len(end)
        rows = []
        for a, b in zip(first, second, strict=True):
            left, right = _shares(len(a.ids), len(b.ids), room)
            rows.append(_plain((*a.ids[:left], *self.manner.between, *b.ids[:right], *end)))
        return rows

    def _row(self, encoded: Any) -> Row:
        ids = tuple(encoded.ids) or (self.manner.pad,)
        return Row(ids, tuple(encoded.type_ids)) if self.manner.typed and encoded.ids else _plain(ids)


def open_reader(folder: Path) -> Reader:
    """Return the reader that was saved in a folder.

    Raises:
        BadInput: there is none.
    """
    from tokenizers import Tokenizer

    try:
        told = json.loads((folder / READER).read_text("utf-8"))
        manner = Manner(**{**told, "between": tuple(told["between"])})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BadInput(f"no reader can be opened: {error}", subject=str(folder)) from error
    return Reader(Tokenizer.from_file(str(folder / TOKENIZER)), manner)


def _plain(ids: tuple[int, ...]) -> Row:
    return Row(ids, (0,) * len(ids))


def _shares(first: int, second: int, room: int) -> tuple[int, int]:
    """Return how much of two texts fits: the longer one is cut, and if both are long each gets half."""
    half = room // 2
    if first + second <= room:
        return first, second
    if first <= half:
        return first, room - first
    return (room - second, second) if second <= room - half else (half, room - half)
