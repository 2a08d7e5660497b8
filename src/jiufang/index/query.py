"""Turn a question into a tree of conditions and the words to rank by; nothing that is typed is an error.

    Java AND (上海 OR 杭州) -外包            AND, OR, NOT, 与, 或, 非, &&, ||, !, minus, brackets
    "machine learning" skill:python years:>=5   quotes; key:value
    5年以上 Java，上海，本科，会日语              plain words, out of which conditions are read

What stands beside AND, OR, NOT, in brackets or quotes has to be there; plain words are what people are ranked by. What does not
make sense (a bracket that is never closed, a key that nobody knows) is taken for words, and a note says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from jiufang.index import wanted as make
from jiufang.index.reading import Reading, read
from jiufang.index.records import And, Kind, Node, Not, Note, Or, Query, Wanted, conditions
from jiufang.index.syntax import KEYS, facet
from jiufang.text.normalise import strip_invisible
from jiufang.text.view import plain_view

LONGEST = 1_000  # characters; a question is a line or two, a job is matched by `fitting`
DEEPEST = 20

TOKEN = re.compile(
    rf"""
    "(?P<quoted>[^"]*)"(?!\w) | [「『](?P<corner>[^」』]*)[」』]
    | (?P<open>\() | (?P<close>\))
    | (?<![^\s()"])(?P<and>AND|&&?|与|且)(?![^\s()"])
    | (?<![^\s()"])(?P<or>OR|\|\|?|或)(?![^\s()"])
    | (?<![^\s()"])(?P<not>NOT(?![^\s()"])|非(?![^\s()"])|!(?=[^\s=])|-(?=[^\s\d-]))
    | (?<![^\s()",，、;；])(?P<key>{"|".join(sorted(KEYS, key=len, reverse=True))})\s?:\s?(?P<value>"[^"]*"|[^\s()"，、；;]+)
    """,
    re.VERBOSE | re.IGNORECASE,
)
KEY = re.compile(rf"^(?:{'|'.join(sorted(KEYS, key=len, reverse=True))})\s?[:：]\s?", re.IGNORECASE)
CASED = re.compile(r"and|or|not", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a question: `text`, `quoted`, `open`, `close`, `and`, `or`, `not` or `facet`."""

    kind: str
    text: str
    key: str = ""


@dataclass
class Parser:
    """Reads tokens from left to right; `words` and `notes` gather what stands beside the conditions."""

    tokens: list[Token]
    at: int = 0
    depth: int = 0
    words: list[Wanted] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def whole(self) -> Node | None:
        """Read everything; brackets that close nothing are passed over."""
        parts: list[Node] = []
        while self.at < len(self.tokens):
            found = self.either(firm=self._is_boolean())
            parts += [found] if found is not None else []
            if self._accept("close"):
                self.notes.append(Note(code="bracket"))
        return _joined(And, parts)

    def either(self, *, firm: bool) -> Node | None:
        """Read `a OR b`."""
        return self._list("or", Or, self.both, firm=firm)

    def both(self, *, firm: bool) -> Node | None:
        """Read `a AND b`."""
        return self._list("and", And, self.beside, firm=firm)

    def beside(self, *, firm: bool) -> Node | None:
        """Read what stands beside one another; plain words are conditions only where something firm asks for them."""
        parts: list[Node] = []
        while (token := self._peek()) is not None and token.kind not in {"close", "or", "and"}:
            found = self.one(firm=firm)
            parts += [found] if found is not None else []
        return _joined(And, parts)

    def one(self, *, firm: bool) -> Node | None:
        """Read one condition, a bracket, or a negation."""
        token = self.tokens[self.at]
        self.at += 1
        match token.kind:
            case "not":
                return self._negated()
            case "open":
                return self._bracket()
            case "quoted":
                return self._noted(make.phrase(token.text))
            case "facet":
                return self._facet(token, firm=firm)
            case _:
                return self._plain(token.text, firm=firm)

    def _list(self, operator: str, made: type[And] | type[Or], part: Callable[..., Node | None], *, firm: bool) -> Node | None:
        parts = [part(firm=firm)]
        while self._accept(operator):
            parts.append(part(firm=True))
        found = [one for one in parts if one is not None]
        if len(found) < len(parts) and len(parts) > 1:
            self.notes.append(Note(code="operator", about=operator))
        return _joined(made, found)

    def _negated(self) -> Node | None:
        following = self._peek()
        if following is None or following.kind in {"close", "or", "and"}:
            self.notes.append(Note(code="operator", about="not"))
            return None
        before, kept = len(self.words), self.notes
        found = self._first_word(following) if following.kind == "text" else self.one(firm=True)
        self.words, self.notes = self.words[:before], kept
        return None if found is None else Not(part=found)

    def _first_word(self, token: Token) -> Node | None:
        """Take the first word of plain text for what is negated; the rest is read on."""
        first, _, rest = token.text.strip().partition(" ")
        cut = re.search(r"[,，、;；]", first)
        if cut:
            first, rest = first[: cut.start()], f"{first[cut.end() :]} {rest}"
        self.tokens[self.at] = Token("text", rest)
        return self._noted(make.word(first))

    def _bracket(self) -> Node | None:
        if self.depth >= DEEPEST:
            self.notes.append(Note(code="deep"))
            return None
        self.depth += 1
        found = self.either(firm=True)
        self.depth -= 1
        if not self._accept("close"):
            self.notes.append(Note(code="bracket"))
        return found

    def _facet(self, token: Token, *, firm: bool) -> Node | None:
        found = facet(token.key, token.text)
        if found is not None:
            if found.kind is Kind.SKILL:
                self.words.append(found)
            return found
        self.notes.append(Note(code="facet", about=f"{token.key}:{token.text}"))
        return self._plain(token.text, firm=firm)

    def _plain(self, text: str, *, firm: bool) -> Node | None:
        reading = read(text)
        self.notes += reading.notes
        if '"' in plain_view(text):
            self.notes.append(Note(code="quote"))
        rest = make.word(reading.text)
        self.words += [*reading.wishes, *([rest.model_copy(update={"text": _tidy(reading.text)})] if rest else [])]
        parts: list[Node] = [_firm(condition) for condition in reading.conditions] if firm else list(reading.conditions)
        if firm:
            parts += [wish for wish in reading.wishes if wish.kind is Kind.CERTIFICATE]
            stated = _without(reading)
            parts += [stated] if stated is not None else []
        return _joined(And, parts)

    def _noted(self, found: Wanted | None) -> Wanted | None:
        if found is not None:
            self.words.append(found)
        return found

    def _is_boolean(self) -> bool:
        """Tell whether an AND or OR stands in what comes next outside all brackets: then all of it is firm."""
        depth = 0
        for token in self.tokens[self.at :]:
            depth += (token.kind == "open") - (token.kind == "close")
            if depth == 0 and token.kind in {"and", "or"}:
                return True
        return False

    def _peek(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _accept(self, kind: str) -> bool:
        if self.at < len(self.tokens) and self.tokens[self.at].kind == kind:
            self.at += 1
            return True
        return False


def parse(text: str) -> Query:
    """Read a question.

    Args:
        text: as it was typed, in any language; what is longer than `LONGEST` is cut.

    Returns:
        What people must fit, what they are ranked by, and what was not understood.

    >>> parse('senior nurse "night shift" -agency').must.parts[1].part.value
    'agency'
    """
    written = strip_invisible(text).text.strip()
    parser = Parser(_tokens(written[:LONGEST]))
    must = parser.whole()
    notes = [*parser.notes, *([Note(code="cut", about=str(LONGEST))] if len(written) > LONGEST else [])]
    return Query(text=written[:LONGEST], must=must, words=tuple(dict.fromkeys(parser.words)), notes=tuple(dict.fromkeys(notes)))


def relaxed(query: Query) -> Query:
    """Return a question without the conditions that were only read out of plain words: they are wished for instead."""
    must = _relaxed(query.must)
    dropped = [w for w in _read(query.must) if w not in query.words]
    return query.model_copy(update={"must": must, "words": (*query.words, *dropped)})


def meaning(query: Query) -> str:
    """Return the words of a question whose meaning people are compared with: without operators, keys and what is excluded."""
    said = list(dict.fromkeys(_tidy(KEY.sub("", wanted.text)) for wanted in query.words if wanted.kind is not Kind.CERTIFICATE))
    return " ".join(one for one in said if one) or " ".join(dict.fromkeys(w.text for w in conditions(query.must)))


def _tokens(text: str) -> list[Token]:
    view, found, past = plain_view(text), list[Token](), 0
    for match in TOKEN.finditer(view):
        kind = match.lastgroup or ""
        if kind in {"and", "or", "not"} and CASED.fullmatch(match[0]) and not match[0].isupper():
            continue  # “and” in running text joins words, it is no operator
        found += _plain_token(text[past : match.start()])
        past = match.end()
        if match["key"]:
            found.append(Token("facet", match["value"].strip('"'), match["key"].lower()))
        elif match["quoted"] is not None or match["corner"] is not None:
            found.append(Token("quoted", match["quoted"] or match["corner"] or ""))
        else:
            found.append(Token(kind, match[0]))
    return [*found, *_plain_token(text[past:])]


def _plain_token(text: str) -> list[Token]:
    return [Token("text", text)] if text.strip() else []


def _joined(made: type[And] | type[Or], parts: list[Node]) -> Node | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return made(parts=tuple(parts))


def _firm(condition: Wanted | Or) -> Wanted | Or:
    """Return a condition as one that was asked for, not only read."""
    if isinstance(condition, Or):
        return Or(parts=tuple(part.model_copy(update={"read": False}) for part in condition.parts if isinstance(part, Wanted)))
    return condition.model_copy(update={"read": False})


def _without(reading: Reading) -> Wanted | None:
    """Return the words that are left once products, which are conditions already, are taken out."""
    text = reading.text
    for condition in reading.conditions:
        for wanted in conditions(condition):
            text = text.replace(wanted.text, " ") if wanted.kind is Kind.SKILL else text
    for wish in reading.wishes:
        text = text.replace(wish.text, " ") if wish.kind is Kind.CERTIFICATE else text
    return make.word(_tidy(text))


def _tidy(text: str) -> str:
    return re.sub(r"\s*[,，、;；]\s*(?=[,，、;；]|$)|^[\s,，、;；]+", "", " ".join(text.split())).strip()


def _read(node: Node | None) -> list[Wanted]:
    return [wanted for wanted in conditions(node) if wanted.read]


def _relaxed(node: Node | None) -> Node | None:
    match node:
        case Wanted():
            return None if node.read else node
        case And() | Or():
            left = [part for part in (_relaxed(part) for part in node.parts) if part is not None]
            complete = len(left) == len(node.parts) or isinstance(node, And)
            return _joined(type(node), left) if complete else None
        case _:
            return node
