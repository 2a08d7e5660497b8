"""Cut the head line of an engagement into pieces: at bars, commas, wide gaps and dates, never inside a name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jiufang.profiles.lexicon import HAN, LEGAL, STRONG_ORG_ZH, is_part, org_strength, title_strength
from jiufang.profiles.lines import TextLine, width

STRONG = re.compile(
    r"(?<=[a-z)])-(?=[A-Z][a-z]+(?: [A-Z][a-z]+)?, [A-Z]{2}\b)|\t+|\x00+| {2,}|\s*\|+\s*|\s+-{1,2}\s+|(?<=[\u4e00-\u9fff)])\s*--+\s*|\s*[•∙◆●]\s*|\s+·\s*|\s*·\s+|\s+/{1,2}\s+|\s*;\s*|\s+@\s*|\.{3,}|(?:\s\.){3,}\s*|\s+[<>]{1,2}\s+|\s+:{2}\s+|\s+\.\s+|:\s+|:(?=[\u4e00-\u9fff])|(?<=[a-z)])\s+(?:at|with|bei|chez|presso|bij)\s+(?=[A-Z])|\s+~\s+|\s*\x01\s*"
)
STOP = re.compile(r"。|(?<=[A-Za-zà-ÿ)]{2})\.\s+(?=[A-Z])|(?<=[a-z])\.$|(?<=\))\.\s")
ABBREVIATED = re.compile(
    r"\b(?:inc|asst|sen|jun|exec|mgr|asso?c|co|corp|ltd|st|mr|mrs|dr|jr|sr|no|dept|univ|hosp|bros|u\.s|ave|mt|ft|assoc|mfg|ing|dipl|rer|nat|habil|prof|geb|intl|natl|(?:[a-z]{1,3}\.)+[a-z]{1,4})\.\s+$",
    re.IGNORECASE,
)
WEAK_EN = re.compile(r",\s*|\s+\bfor\b\s+(?=[A-Z])")
WEAK_ZH = re.compile(r"[,、]\s*|(?<=[\u4e00-\u9fff)])\s(?=[\u4e00-\u9fff(A-Z])|(?<=[A-Za-z.)])\s(?=[\u4e00-\u9fff])")
LABEL = re.compile(
    r"^(?:公司(?:名称)?|单位(?:名称)?|工作单位|就职公司|任职单位|企业名称|职位(?:名称)?|职务|岗位(?:名称)?|担任职务|任职岗位|(?:我?(?:现在|目前)|以前|之前|此前|更早(?:以前|之前)?|最早|再之前|再往前)|时间|起止时间|工作时间|任职时间|employer|company|organi[sz]ation|position|title|job title|role|dates?|period|duration|location)\s*:\s*",
    re.IGNORECASE,
)
TOLD_ZH = re.compile(
    r"^[\s\x00]*(?:在|于|就职于|任职于|供职于|加入)(?P<org>[\u4e00-\u9fffA-Za-z()·]{3,24}?)(?:担任|出任|从事|任|做|当)(?:了|过)?(?P<title>[\u4e00-\u9fffA-Za-z/]{2,14})$"
)
LASTED = re.compile(r"(?<=[\u4e00-\u9fff])(?:[一二三四五六七八九十两半]|\d{1,2})(?:年|个月)$")
PROSE_WIDTH = 110
PHRASE_WIDTH = 56  # a name and its town between two full stops
PHRASE_WORDS = 5  # a title with a remark: Doctoral researcher (employed)
LEGAL_FORM = re.compile(r"\s*(?:ltd|limited|inc|llc|llp|lp|plc|gmbh|s\.?a|b\.?v|corp)\b\.?", re.IGNORECASE)
DURATION = re.compile(r"^(?:\d+\s*(?:years?|yrs?|年)\s*)?(?:\d+\s*(?:months?|mos?|个月|月))?$|^\d+\s*(?:years?|yrs?|年)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a head line: where it stands in the document, its plain view, and how strong a cut stands before it.

    `joined` holds the words of a name whose parts stand apart in the document.
    """

    start: int
    end: int
    view: str
    group: int
    joined: str = ""


def cut(line: TextLine, group: int = 0) -> tuple[list[Piece], int | None]:
    """Cut a head line into pieces; the second value is the offset at which prose begins, if any.

    Dates count as cuts; parentheses stay whole.
    """
    view = _blank_dates(line)
    tail: int | None = None
    for stop in STOP.finditer(view, line.body_at):
        if not ABBREVIATED.search(view[: stop.end()]) and _phrase_follows(view[line.body_at : stop.start()], view[stop.end() :]):
            view = view[: stop.start()] + "\x00" * (stop.end() - stop.start()) + view[stop.end() :]
            continue
        if view[line.body_at : stop.start()].strip("\t\x00 .,") and not ABBREVIATED.search(view[: stop.end()]):
            tail = stop.end()
            view = view[: stop.start()]
            break
    masked = _mask(view)
    for at in line.wide:
        if masked[at : at + 1] == " ":
            masked = f"{masked[:at]}\x01{masked[at + 1 :]}"
    if re.search(r"[/\\]\s?\x00|\x00\s?[/\\]", masked):  # 《北京晚报》/记者/2020.7-至今: the sign beside the dates parts all
        masked = re.sub(r"[/\\]", "\x01", masked)
    pieces: list[Piece] = []
    label = LABEL.match(view[line.body_at :])
    at = line.body_at + (label.end() if label else 0)
    for match in [*STRONG.finditer(masked, at), None]:
        end = match.start() if match else len(view)
        group += 1
        if width(view[at:end]) > PROSE_WIDTH:
            tail = at if tail is None else min(tail, at)
            at = match.end() if match else end
            continue
        pieces += _weak(line, view, masked, at, end, group)
        at = match.end() if match else end
    return _paired(pieces, line), None if tail is None or not line.view[tail:].strip() else line.start + tail


def _paired(pieces: list[Piece], line: TextLine) -> list[Piece]:
    """Put two titles of one person together again: “Broker / Team Lead”."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        between = line.view[last.end - line.start : piece.start - line.start] if last else ""
        if last and between == " / " and all(title_strength(p.view) == 3 and org_strength(p.view) < 2 for p in (last, piece)):
            joined[-1] = Piece(last.start, piece.end, f"{last.view} / {piece.view}", last.group)
        else:
            joined.append(piece)
    return joined


def _phrase_follows(before: str, after: str) -> bool:
    """Tell whether a full stop parts names rather than sentences: “Farm Manager. Little Goose Hay, Big Horn. May 2017 to …”."""
    first = STOP.split(before)[-1].strip("\t\x00 .,")
    following = STOP.split(after.partition("\x00")[0])[0].strip("\t\x00 .,")
    if not (0 < width(first) <= PHRASE_WIDTH and (width(following) <= PHRASE_WIDTH) and not HAN.search(first + following)):
        return False
    words = [w for w in re.findall(r"[\w&'-]+", following) if w.lower() not in {"of", "and", "the", "for", "de", "in", "on"}]
    titled = title_strength(following) == 3 and following[:1].isupper() and len(words) <= PHRASE_WORDS
    capital = titled or all(w[0].isupper() or w[0].isdigit() or w == "&" for w in words)
    lead = title_strength(first) == 3 or org_strength(first) >= 2
    return lead and bool(words) and capital


def _blank_dates(line: TextLine) -> str:
    view = line.view
    for start, end, _ in line.periods:
        view = view[:start] + "\x00" * (end - start) + view[end:]
    view = re.sub(r"[(\[]([\s,]*\x00[\s\x00,]*)[)\]]", lambda m: "\x00" * len(m.group()), view)
    # （2020.07 至今，服务端开发）: what stands beside the dates in a parenthesis is part of the head.
    return re.sub(r"[(\[](\x00+)([^()\[\]]*)[)\]]", lambda m: "\x00" + m[1] + m[2] + "\x00", view)


def _mask(view: str) -> str:
    return re.sub(r"\([^()]*\)|（[^（）]*）|\"[^\"]*\"", lambda m: "x" * len(m.group()), view)


def _weak(line: TextLine, view: str, masked: str, start: int, end: int, group: int) -> list[Piece]:
    separator = WEAK_ZH if HAN.search(view[start:end]) else WEAK_EN
    spans: list[tuple[int, int]] = []
    at = start
    for match in [*separator.finditer(masked, start, end), None]:
        to = match.start() if match else end
        form = LEGAL_FORM.match(view, at, to) if spans else None  # “…, Ltd.” belongs to the name before it, whatever follows
        if form:
            spans[-1], at = (spans[-1][0], form.end()), form.end()
        if not form or view[at:to].strip():
            spans.append((at, to))
        at = match.end() if match else end
    pieces = _rejoin([piece for a, b in spans for piece in _glued(line, view, a, b, group)], line)
    return [p for p in pieces if p.view and re.search(r"\w", p.view) and not DURATION.match(p.view)]


def _rejoin(pieces: list[Piece], line: TextLine) -> list[Piece]:
    """Put “Java 开发” and “客户经理 AE” together again: a blank beside Latin letters parts no names there."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and line.view[last.end - line.start : piece.start - line.start] == " ":
            tool = not HAN.search(last.view) and len(last.view) <= 14 and title_strength(piece.view) == 3 and org_strength(last.view) < 3
            if tool or (title_strength(last.view) == 3 and re.fullmatch(r"[A-Z]{2,4}", piece.view)):
                joined[-1] = Piece(last.start, piece.end, f"{last.view} {piece.view}", last.group)
                continue
        joined.append(piece)
    return joined


def _glued(line: TextLine, view: str, start: int, end: int, group: int) -> list[Piece]:
    """Part 某某有限公司财务经理 after the company; take labels and stray signs off."""
    label = LABEL.match(view[start:end])
    start += label.end() if label else 0
    text = view[start:end]
    if (told := TOLD_ZH.match(text)) and title_strength(told["title"]) == 3 and not is_part(told["org"]):
        return [_piece(line, view, start + a, start + b, group) for a, b in (told.span("org"), told.span("title"))]
    if (
        HAN.search(text)
        and title_strength(text)
        and (org := STRONG_ORG_ZH.match(text))
        and 3 < org.end() < len(text) - 1
        and title_strength(text[org.end() :])
    ):
        return [_piece(line, view, start, start + org.end(), group), _piece(line, view, start + org.end(), end, group)]
    return [_piece(line, view, start, end, group)]


def _piece(line: TextLine, view: str, start: int, end: int, group: int) -> Piece:
    while start < end and view[start] in " \t\x00\x01,.:;*-|/\\>·#'…":
        start += 1
    while end > start and view[end - 1] in " \t\x00\x01,:;*-|/\\·'…" + (
        "" if LEGAL.search(view[start:end]) or re.search(r"\b[A-Z]\.$|\bHosp\.$", view[start:end]) else "."
    ):
        end -= 1
    if lasted := LASTED.search(view, start, end):
        end = lasted.start()
    text = view[start:end]
    if text.startswith("(") and text.endswith(")") and text.count("(") == 1:
        start, end = start + 1, end - 1
    return Piece(line.start + start, line.start + end, view[start:end], group)
