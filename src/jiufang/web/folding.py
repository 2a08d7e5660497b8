"""Turn what templates say in fixed words into these words as a template is read: once a language, not once for each time it is said."""

from __future__ import annotations

import gettext
from collections.abc import Iterable, Iterator

import jinja2
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

SAYS = ("name", "lparen", "string", "rparen")  # _("…")
NAMES = frozenset({"_", "gettext"})


class Folding(Extension):
    """Says `_("…")` in the language of its environment, where it takes no values; what does is said when they are known.

    A page of fifty candidates says the same few words two thousand times.
    """

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """Return the tokens of a template, with what is said in the place of the call that says it."""
        return _folded(list(stream), self.environment)


def fold(environment: jinja2.Environment, messages: gettext.NullTranslations) -> None:
    """Let an environment fold what it says; it has to speak one language only.

    Args:
        environment: whose templates are read from now on.
        messages: of its language.
    """
    environment.extend(fixed_words=messages)
    environment.add_extension(Folding)


def _folded(tokens: list[Token], environment: jinja2.Environment) -> Iterator[Token]:
    at = 0
    while at < len(tokens):
        here = tokens[at : at + len(SAYS)]
        if tuple(token.type for token in here) == SAYS and here[0].value in NAMES and not _reached(tokens, at):
            yield from _said(here[2], environment)
            at += len(SAYS)
        else:
            yield tokens[at]
            at += 1


def _reached(tokens: list[Token], at: int) -> bool:
    """Tell whether a name is that of an attribute or filter."""
    return at > 0 and tokens[at - 1].type in {"dot", "pipe"}


def _said(message: Token, environment: jinja2.Environment) -> Iterator[Token]:
    """Yield a translation that is markup, as the function that is folded returns it: messages may hold some, and none of a visitor's words."""
    words: gettext.NullTranslations = environment.fixed_words  # type: ignore[attr-defined]
    text = words.gettext(message.value) % {}  # a per cent sign is written twice, with values and without
    for kind, value in (("lparen", "("), ("string", text), ("pipe", "|"), ("name", "safe"), ("rparen", ")")):
        yield Token(message.lineno, kind, value)
