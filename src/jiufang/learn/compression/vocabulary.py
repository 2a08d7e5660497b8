"""Turn the tokenizer of a hundred languages into one of a few: the pieces that texts of these languages use, and every single character.

A unigram tokenizer cuts a text where the sum of its pieces' scores is largest. Of a text whose best cut uses kept pieces only, that cut
stays the best when others are taken away: the trimmed tokenizer gives the same pieces, to the last one. All other texts are still read,
in shorter pieces, since single characters stay.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jiufang.errors import BadInput

SPACE = "▁"  # what stands for a space, and begins a word
MASK = "<mask>"
# Scripts by the first word of Unicode's names of their letters.
SCRIPTS = {
    "zh": ("CJK",),
    "ja": ("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"),
    "ko": ("HANGUL", "CJK"),
    "ru": ("CYRILLIC",),
    "uk": ("CYRILLIC",),
    "bg": ("CYRILLIC",),
    "el": ("GREEK",),
    "ar": ("ARABIC",),
    "fa": ("ARABIC",),
    "he": ("HEBREW",),
    "th": ("THAI",),
    "hi": ("DEVANAGARI",),
}
LATIN = ("LATIN",)
# Of these scripts every piece is kept: of the others (Latin serves a hundred languages) those that texts use.
WHOLE = frozenset(script for scripts in SCRIPTS.values() for script in scripts)


@dataclass(frozen=True, slots=True)
class Trimmed:
    """A trimmed tokenizer.

    Args:
        content: of the new `tokenizer.json`.
        kept: the old id of each new one.
    """

    content: dict[str, Any]
    kept: tuple[int, ...]

    def save(self, file: Path) -> None:
        """Write the tokenizer without needless blanks: a fifth of its size."""
        file.write_text(json.dumps(self.content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def trim(tokenizer: Path, texts: Iterable[str], *, languages: Sequence[str], least: int = 1) -> Trimmed:
    """Return the tokenizer with the pieces that some languages need.

    Args:
        tokenizer: a `tokenizer.json` of a unigram model.
        texts: of these languages: what their words are cut into is kept.
        languages: ISO 639-1; of scripts that only they write, every piece is kept.
        least: how often a piece must have been used.

    Raises:
        BadInput: the tokenizer is of another kind.
    """
    content = read_unigram(tokenizer)
    pieces = [str(piece) for piece, _ in content["model"]["vocab"]]
    used = {number for number, times in count_pieces(tokenizer, texts).items() if times >= least}
    return _trimmed(content, sorted(used | _always(content) | _of_scripts(pieces, languages)))


def read_unigram(tokenizer: Path) -> dict[str, Any]:
    """Read a `tokenizer.json` whose model is a unigram one.

    Raises:
        BadInput: it is not.
    """
    try:
        content = json.loads(tokenizer.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"no tokenizer can be read: {error}", subject=str(tokenizer)) from error
    if not isinstance(content, dict) or content.get("model", {}).get("type") != "Unigram":
        raise BadInput("only unigram tokenizers can be trimmed", subject=str(tokenizer))
    return content


def count_pieces(tokenizer: Path, texts: Iterable[str], *, at_once: int = 4096) -> Counter[int]:
    """Return in how many different words each piece is used, written as they are, begun with a capital, and in small letters.

    No piece reaches over a blank, so words tell as much as texts do.
    """
    from jiufang.models.token_graph import encodable, load_tokenizer

    reader = load_tokenizer(tokenizer, most_tokens=1 << 20)
    words = sorted({spelling for text in texts for word in text.split() for spelling in (word, word.lower(), word.capitalize())})
    found: Counter[int] = Counter()
    for start in range(0, len(words), at_once):
        for encoded in reader.encode_batch([encodable(word) for word in words[start : start + at_once]], add_special_tokens=False):
            found.update(set(encoded.ids))
    return found


def _always(content: dict[str, Any]) -> set[int]:
    """Return what no tokenizer can be without: special pieces, single characters, and the rarest, whose score says what an unknown one costs."""
    vocabulary = content["model"]["vocab"]
    special = {int(token["id"]) for token in content["added_tokens"]} | {int(content["model"]["unk_id"])}
    single = {number for number, (piece, _) in enumerate(vocabulary) if len(piece.replace(SPACE, "")) <= 1}
    rarest = min(range(len(vocabulary)), key=lambda number: vocabulary[number][1])
    return special | single | {rarest}


def _of_scripts(pieces: Sequence[str], languages: Sequence[str]) -> set[int]:
    wanted = WHOLE & {script for language in languages for script in SCRIPTS.get(language, LATIN)}
    found = set()
    for number, piece in enumerate(pieces):
        scripts = {_script(character) for character in piece} - {""}
        if scripts and scripts <= wanted:
            found.add(number)
    return found


@lru_cache(maxsize=1 << 16)
def _script(character: str) -> str:
    """Return the script of a letter; nothing for what every script uses."""
    if not character.isalpha():
        return ""
    return unicodedata.name(character, "?").split()[0]


def _trimmed(content: dict[str, Any], kept: Sequence[int]) -> Trimmed:
    new = {old: number for number, old in enumerate(kept)}
    model = content["model"]
    tokens = [{**token, "id": new[int(token["id"])]} for token in content["added_tokens"]]
    trimmed = {**model, "unk_id": new[int(model["unk_id"])], "vocab": [model["vocab"][old] for old in kept]}
    made = {**content, "added_tokens": tokens, "model": trimmed}
    processor = content.get("post_processor")
    if processor and "special_tokens" in processor:
        special = {name: {**token, "ids": [new[int(n)] for n in token["ids"]]} for name, token in processor["special_tokens"].items()}
        made["post_processor"] = {**processor, "special_tokens": special}
    return Trimmed(made, tuple(kept))
