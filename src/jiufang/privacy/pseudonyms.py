"""Turn identifiers into stand-ins that can be turned back: one map a candidate, kept apart from the text.

A text with such stand-ins is pseudonymised (GDPR art. 4(5), PIPL art. 73 去标识化): still personal data, since the map undoes it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from jiufang.errors import BadInput
from jiufang.privacy.recognisers.base import Found, Kind
from jiufang.privacy.redaction import Redaction, redact

NOTE = "Pseudonymised, not anonymised: whoever holds this map can undo it. Keep it apart from the text."
TOKEN = re.compile(r"\[([A-Z]+(?:_[A-Z]+)?)_(\d+)\]")
OWNER_ONLY = 0o600


@dataclass
class Pseudonyms:
    """The map of one candidate: each token and the words that it stands for, equal words sharing one token."""

    tokens: dict[str, str] = field(default_factory=dict)

    def token(self, found: Found, original: str) -> str:
        """Return the token of a finding, a new one for words not seen before."""
        kind = found.kind.upper()
        for token, words in self.tokens.items():
            if words == original and token.startswith(f"[{kind}_"):
                return token
        number = 1 + max((int(m[2]) for t in self.tokens if (m := TOKEN.fullmatch(t)) and m[1] == kind), default=0)
        token = f"[{kind}_{number}]"
        self.tokens[token] = original
        return token

    def restore(self, text: str) -> str:
        """Put the words back in place of their tokens; tokens of no one stay."""
        return TOKEN.sub(lambda m: self.tokens.get(m.group(), m.group()), text)

    def save(self, path: Path) -> None:
        """Write the map, readable by its owner only."""
        body = json.dumps({"note": NOTE, "tokens": self.tokens}, ensure_ascii=False, indent=2)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(body + "\n")

    @classmethod
    def load(cls, path: Path) -> Pseudonyms:
        """Read a map that was written before.

        Raises:
            BadInput: the file is no such map.
        """
        try:
            tokens = json.loads(path.read_text("utf-8"))["tokens"]
            return cls({str(token): str(words) for token, words in tokens.items()})
        except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
            raise BadInput("this is no map of pseudonyms", subject=str(path), hint="give the file that --pseudonyms wrote") from error


def pseudonymise(
    text: str,
    pseudonyms: Pseudonyms,
    *,
    names: Iterable[str] = (),
    schools: Iterable[str] | None = None,
    employers: Iterable[str] | None = None,
) -> Redaction:
    """Return a text whose identifiers are tokens; the map learns what each stands for.

    Args:
        text: a résumé or any part of one.
        pseudonyms: the candidate's map; it is added to.
        names: the person's names.
        schools: also replace schools; None leaves them.
        employers: also replace employers; None leaves them.

    >>> kept = Pseudonyms()
    >>> pseudonymise("王芳 wang@example.com", kept, names=["王芳"]).text
    '[NAME_1] [EMAIL_1]'
    >>> kept.restore("Dear [NAME_1]")
    'Dear 王芳'
    """
    # What looks like a token in the text itself stands for itself, so that restoring is exact.
    for match in TOKEN.finditer(text):
        pseudonyms.tokens.setdefault(match.group(), match.group())
    return redact(text, names=names, schools=schools, employers=employers, token=lambda f: pseudonyms.token(f, text[f.start : f.end]))


def kinds(pseudonyms: Pseudonyms) -> list[Kind]:
    """Return the kinds of identifiers that a map holds."""
    found = {m[1].lower() for t in pseudonyms.tokens if (m := TOKEN.fullmatch(t))}
    return [kind for kind in Kind if kind.value in found]
