"""Read Rich Text Format into visible lines, hidden words apart."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace

from jiufang.documents.colours import BLACK, WHITE, Colour, is_lost
from jiufang.documents.grids import Cell, Grid, write_content
from jiufang.documents.records import Document, Problem
from jiufang.documents.sheet import Sheet, Strip
from jiufang.errors import UnreadableDocument

MEDIA_TYPE = "application/rtf"
MAX_BYTES = 20 * 2**20
TOKEN = re.compile(rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)")
MAX_TOKENS = 400_000  # words of control and runs of text; a long résumé from Word has 60,000
MAX_CHARACTERS = 400_000  # visible ones; no résumé is as long
MAX_DEPTH = 400  # groups inside groups; Word itself gives up far earlier
TINY = 2.0  # points

# Destinations that are not the page: tables of fonts and styles, pictures, properties, the other reading of a thing.
SILENT = set(
    "fonttbl colortbl stylesheet listtable listoverridetable info pict object objdata themedata colorschememapping datastore latentstyles rsidtbl "
    "generator xmlnstbl fldinst bkmkstart bkmkend filetbl revtbl mmathPr pgptbl shpinst sp sn sv nonshppict shprslt listpicture pntxtb pntxta pnseclvl "
    "template company operator author title subject keywords doccomm category manager wgrffmtfilter ftnsep ftnsepc aftnsep aftnsepc background".split()
)
SHOWN = {
    "shptxt",
    "fldrslt",
    "footnote",
    "header",
    "headerf",
    "headerl",
    "headerr",
    "footer",
    "footerf",
    "footerl",
    "footerr",
    "listtext",
    "pntext",
}
COMMENTS = {"annotation", "atnid", "atnauthor", "atntime", "atndate", "atnref", "atnparent"}
BREAKS = {
    "par": "\n",
    "line": "\n",
    "sect": "\n",
    "page": "\n",
    "column": "\n",
    "row": "\n",
    "tab": "\t",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
}
MARKS = {"bullet": "•", "endash": "–", "emdash": "—", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”"}
SYMBOLS = {b"~": " ", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}
# Windows character sets of fonts (\fcharset) as Python names them.
CHARSETS = {
    0: "cp1252",
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    134: "gb18030",
    136: "big5hkscs",
    161: "cp1253",
    162: "cp1254",
    177: "cp1255",
}
CHARSETS |= {178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250"}


@dataclass(frozen=True, slots=True)
class _State:
    """What holds inside a group."""

    silent: bool = False
    comment: bool = False
    hidden: bool = False
    deleted: bool = False
    bold: bool = False
    size: float = 12.0
    ink: int = 0
    marked: int = 0
    font: int = -1
    skip: int = 1
    in_table: bool = False

    def family(self, colours: list[Colour]) -> str | None:
        """Return the trick that hides text in this state, or None."""
        if self.comment:
            return "comment"
        if self.deleted:
            return "deleted"
        if self.hidden:
            return "vanish"
        if self.size <= TINY:
            return "tiny"
        ink = colours[self.ink] if 0 < self.ink < len(colours) else BLACK
        ground = colours[self.marked] if 0 < self.marked < len(colours) else WHITE
        return "white" if is_lost(ink, ground) else None


def read_rtf(data: bytes, *, name: str) -> Document:
    r"""Read an RTF file.

    Text marked `\v`, deleted, tiny or in the colour of the paper is kept apart; so are comments.

    Args:
        data: the bytes of the file.
        name: the file's name, for messages and the record.

    Raises:
        UnreadableDocument: no RTF, too large, or nested deeper than any document.
    """
    if not data.lstrip().startswith(b"{\\rtf"):
        raise UnreadableDocument("the file is no RTF document", subject=name, hint="save it as .docx or PDF")
    if len(data) > MAX_BYTES:
        raise UnreadableDocument("the file is far larger than any résumé", subject=name, hint="ask for a copy without pictures")
    sheet = Sheet()
    reader = _Reader(sheet, name, _codepage(data), _fonts(data), _colours(data))
    reader.read(data)
    write_content(sheet, reader.content)
    return sheet.document(name=name, media_type=MEDIA_TYPE, data=data)


def _codepage(data: bytes) -> str:
    found = re.search(rb"\\ansicpg(\d+)", data[:4096])
    return (
        _known({"936": "gb18030", "950": "big5hkscs", "65001": "utf-8"}.get(page := found.group(1).decode(), f"cp{page}"))
        if found
        else "cp1252"
    )


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return "cp1252"


def _fonts(data: bytes) -> dict[int, str]:
    """Return the character set of each font; most files of mixed languages need it."""
    found = re.findall(rb"\\f(\d{1,5})(?=[^\d{};]*\\)[^{};]{0,200}?\\fcharset(\d{1,3})", data[:200_000])
    return {int(font): CHARSETS[int(charset)] for font, charset in found if int(charset) in CHARSETS and int(charset) != 0}


def _colours(data: bytes) -> list[Colour]:
    table = re.search(rb"\{\\colortbl([^{}]*)\}", data[:400_000])
    entries = table.group(1).split(b";") if table else []
    return [tuple(_channel(entry, name) for name in (b"red", b"green", b"blue")) for entry in entries]  # type: ignore[misc]


def _channel(entry: bytes, name: bytes) -> int:
    found = re.search(rb"\\" + name + rb"(\d{1,3})", entry)
    return min(255, int(found.group(1))) if found else 0


@dataclass(slots=True)
class _Reader:
    """An RTF file being read: the stack of groups, the line and the table row at which the pen stands."""

    sheet: Sheet
    name: str
    codepage: str
    fonts: dict[int, str]
    colours: list[Colour]
    content: list[Strip | Grid | None] = field(default_factory=list)
    _state: _State = field(default_factory=_State)
    _stack: list[_State] = field(default_factory=list)
    _pieces: list[tuple[str, _State]] = field(default_factory=list)
    _cell: list[Strip | Grid | None] = field(default_factory=list)
    _cells: list[Cell] = field(default_factory=list)
    _rows: list[tuple[Cell, ...]] = field(default_factory=list)
    _bytes: bytearray = field(default_factory=bytearray)
    _star: bool = False
    _skip: int = 0
    _high: int = 0
    _said: int = 0

    def read(self, data: bytes) -> None:
        """Read all tokens, or as many as a document about a person can have."""
        for count, token in enumerate(TOKEN.finditer(data)):
            if count >= MAX_TOKENS or self._said > MAX_CHARACTERS:
                self.sheet.problems.append(
                    Problem(code="too_long", message="the file is far longer than any résumé; only its beginning was read")
                )
                break
            word, number, code, symbol, brace, plain = token.groups()
            if code is not None:
                self._byte(int(code, 16))
                continue
            if plain is not None:
                self._plain(plain)
                continue
            self._flush()
            if brace:
                self._group(brace == b"{")
            elif word is not None:
                self._word(word.decode("ascii"), int(number) if number else None)
            elif symbol is not None:
                self._symbol(symbol)
        self._flush()
        self._end_line()
        self._end_table()

    def _group(self, opens: bool) -> None:
        if opens:
            if len(self._stack) >= MAX_DEPTH:
                raise UnreadableDocument("the file is nested too deep", subject=self.name, hint="save it as .docx or PDF")
            self._stack.append(self._state)
        elif self._stack:
            self._state = self._stack.pop()
        self._star, self._skip = False, 0

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._star = True
        elif symbol in b"\r\n":
            self._say("\n")
        else:
            self._say(SYMBOLS.get(symbol, ""))

    def _word(self, word: str, number: int | None) -> None:
        if word in COMMENTS:
            self._state = replace(self._state, comment=word == "annotation", silent=word != "annotation")
        elif (word in SILENT and word not in SHOWN) or (self._star and word not in SHOWN):
            self._state = replace(self._state, silent=word not in ("shpinst",))
        elif word in SHOWN:
            self._state = replace(self._state, silent=False)
        elif word == "u" and number is not None:
            self._unicode(number)
        elif word == "bin":
            self._skip = 0
        elif word in ("cell", "row", "nestcell", "nestrow"):
            self._table(word)
        elif word in BREAKS or word in MARKS:
            self._say(BREAKS.get(word) or MARKS[word])
        else:
            self._format(word, number)
        self._star = False

    def _format(self, word: str, number: int | None) -> None:
        on = number != 0
        value = number or 0
        changes: dict[str, dict[str, object]] = {
            "v": {"hidden": on},
            "deleted": {"deleted": on},
            "b": {"bold": on},
            "fs": {"size": value / 2},
            "cf": {"ink": value},
            "highlight": {"marked": value},
            "chcbpat": {"marked": value},
            "cb": {"marked": value},
            "f": {"font": value},
            "uc": {"skip": value},
            "intbl": {"in_table": True},
            "pard": {"in_table": False},
            "plain": {"hidden": False, "deleted": False, "bold": False, "size": 12.0, "ink": 0, "marked": 0},
        }
        if word in changes:
            self._state = replace(self._state, **changes[word])  # type: ignore[arg-type]

    def _unicode(self, number: int) -> None:
        unit = number % 0x10000
        if 0xD800 <= unit < 0xDC00:
            self._high = unit
        elif 0xDC00 <= unit < 0xE000:
            if self._high:
                self._say(chr(0x10000 + ((self._high - 0xD800) << 10) + unit - 0xDC00))
            self._high = 0
        else:
            self._say(chr(unit))
        self._skip = self._state.skip

    def _byte(self, code: int) -> None:
        if self._skip:
            self._skip -= 1
        else:
            self._bytes.append(code)

    def _plain(self, text: bytes) -> None:
        skipped = min(self._skip, len(text))
        self._skip -= skipped
        self._bytes += text[skipped:]

    def _flush(self) -> None:
        if self._bytes:
            encoding = self.fonts.get(self._state.font, self.codepage)
            text = bytes(self._bytes).decode(encoding, errors="replace")
            self._bytes.clear()
            self._say(text)

    def _say(self, text: str) -> None:
        if self._state.silent or not text:
            return
        family = self._state.family(self.colours) if text.strip() else None
        if family:
            self.sheet.hide(family, text)
        elif text == "\n":
            self._end_line()
        else:
            self._said += len(text)
            self._pieces.append((text, self._state))

    def _end_line(self) -> None:
        text = "".join(piece for piece, _ in self._pieces)
        weighed = [(len(piece.strip()), state) for piece, state in self._pieces]
        in_table = self._state.in_table
        self._pieces.clear()
        if not in_table:
            self._end_table()
        target = self._cell if in_table else self.content
        if not text.strip():
            target.append(None)
            return
        bold = 2 * sum(n for n, state in weighed if state.bold) > sum(n for n, _ in weighed)
        target.append(Strip(text, bold=bold, size=max(weighed, key=lambda pair: pair[0])[1].size))

    def _table(self, word: str) -> None:
        if self._state.silent:
            return
        if word in ("cell", "nestcell"):
            if self._pieces:
                self._state = replace(self._state, in_table=True)
                self._end_line()
            self._cells.append(Cell(content=tuple(self._cell), column=len(self._cells)))
            self._cell = []
        elif self._cells:
            self._rows.append(tuple(self._cells))
            self._cells = []

    def _end_table(self) -> None:
        if self._cells:
            self._rows.append(tuple(self._cells))
        if self._rows:
            self.content.append(Grid(rows=tuple(self._rows)))
        self._cells, self._rows = [], []
