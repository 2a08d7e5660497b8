"""Turn the head lines of an entry (dates, employer, title in any order and dress) into its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from jiufang.profiles.lexicon import HAN, LEGAL, STRONG_ORG_ZH, is_part, is_place, org_strength, title_strength
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
STEPS = re.compile(
    r"\s*(?:->|→|⇒|➔|➝|=>)\s*|,?\s+(?:and\s+)?(?:then|later|finally|subsequently|afterwards|promoted to|and finally|before that|previously|formerly)\s+|\s*[,，]\s*后(?:任|升任|晋升为)\s*|、(?=[\u4e00-\u9fff])|\s*[,，]?\s*(?:(?<=[师生员])转(?:任|岗为)?|升任|晋升为?|升为|提拔为)(?=[\u4e00-\u9fff]{2})|,\s+(?=[a-z]+ [a-z]+(?: and finally|$))"
)
LABEL = re.compile(
    r"^(?:公司(?:名称)?|单位(?:名称)?|工作单位|就职公司|任职单位|企业名称|职位(?:名称)?|职务|岗位(?:名称)?|担任职务|任职岗位|(?:我?(?:现在|目前)|以前|之前|此前|更早(?:以前|之前)?|最早|再之前|再往前)|时间|起止时间|工作时间|任职时间|employer|company|organi[sz]ation|position|title|job title|role|dates?|period|duration|location)\s*:\s*",
    re.IGNORECASE,
)
AMBIGUOUS = re.compile(
    r"(?:\b(?:park|mall|port|market|plant|campus|center|centre|airport|terminal|works|mills?|city|heights|springs|beach|school district|industrial park)$|商城|平台|社区|网站|小程序)$",
    re.IGNORECASE,
)
SAME = re.compile(r"^(?:same|same (?:employer|company)|同上|同公司|dito|idem)$", re.IGNORECASE)
RANKS = re.compile(
    r"^(?:(?:senior|associate|assistant|deputy|executive|managing|vice|group|regional|global|acting|interim)\s+)*(?:director|manager|head|vp|vice president|president|partner|lead|svp|evp|avp|associate|specialist|officer|coordinator|supervisor|chief)$",
    re.IGNORECASE,
)
MODE_ZH = re.compile(
    r"^(?:兼职|全职|实习|合同制|正式|在编|外包|劳务派遣|远程|线上|线下|part-?time|full-?time|contract|remote|hybrid|on-?site|permanent|temporary|freelance|self-employed)$",
    re.IGNORECASE,
)
DUTY_ZH = re.compile(r"^(?:负责|主要|从事|参与|承担|协助|主导|汇报|下属|所在部门|团队|工作描述|内容|照顾|月薪|薪资)|人数|左右$")
TOLD_ZH = re.compile(
    r"^[\s\x00]*(?:在|于|就职于|任职于|供职于|加入)(?P<org>[\u4e00-\u9fffA-Za-z()·]{3,24}?)(?:担任|出任|从事|任|做|当)(?:了|过)?(?P<title>[\u4e00-\u9fffA-Za-z/]{2,14})$"
)
TOLD = re.compile(r"(?:came|joined|started|hired|began|promoted)\b.{0,16}?\bas\b|promoted$", re.IGNORECASE)
# 陈师傅、林主任 in the last cell of a form vouch for the work.
REFEREE = re.compile(r"^(?![副总班部正助])[\u4e00-\u9fff](?:师傅|主任|组长|经理|科长|厂长|队长|老师|先生|女士|总)$")
DATE_WIDTH = 12  # ，2021年10月起
NAME_WORDS = 3  # High School | Teacher is no border, Clark County College | Instructor is
GRADE = re.compile(
    r"(?:senior|junior|lead|staff|assistant|associate|chief|head|principal|deputy|trainee|intern|graduate|clinical|sr\.?|jr\.?)\b",
    re.IGNORECASE,
)
CORE_WORDS = re.compile(r"\b(?:of|in|for|manager|director|head|engineer|officer)$", re.IGNORECASE)
LASTED = re.compile(r"(?<=[\u4e00-\u9fff])(?:[一二三四五六七八九十两半]|\d{1,2})(?:年|个月)$")
FOCUS_WORDS = 4
NAME_MAX = 60
PROSE_WIDTH = 110
PHRASE_WIDTH = 56  # a name and its town between two full stops
TITLE_WORDS = 5  # more, and in lower case, is a sentence
DURATION = re.compile(r"^(?:\d+\s*(?:years?|yrs?|年)\s*)?(?:\d+\s*(?:months?|mos?|个月|月))?$|^\d+\s*(?:years?|yrs?|年)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a head line: where it stands in the document, its plain view, and how strong a cut stands before it."""

    start: int
    end: int
    view: str
    group: int


@dataclass(slots=True)
class Head:
    """What the head lines of an entry say; `doubtful` when the employer may be a department behind the title."""

    employer: Piece | None = None
    titles: list[Piece] = field(default_factory=list)
    words: str = ""
    same: bool = False
    doubtful: bool = False
    tail_at: int | None = None


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
    return pieces, None if tail is None or not line.view[tail:].strip() else line.start + tail


def _phrase_follows(before: str, after: str) -> bool:
    """Tell whether a full stop parts names rather than sentences: “Farm Manager. Little Goose Hay, Big Horn. May 2017 to …”."""
    first = STOP.split(before)[-1].strip("\t\x00 .,")
    following = STOP.split(after.partition("\x00")[0])[0].strip("\t\x00 .,")
    if not (0 < width(first) <= PHRASE_WIDTH and (width(following) <= PHRASE_WIDTH) and not HAN.search(first + following)):
        return False
    words = [w for w in re.findall(r"[\w&'-]+", following) if w.lower() not in {"of", "and", "the", "for", "de", "in", "on"}]
    capital = all(w[0].isupper() or w[0].isdigit() or w == "&" for w in words)
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
        if spans and LEGAL.fullmatch(view[at:to].strip()):
            spans[-1] = (spans[-1][0], to)
        else:
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


def read_head(lines: list[TextLine]) -> Head:
    """Find employer and titles among the pieces of head lines."""
    pieces: list[Piece] = []
    tail: int | None = None
    for number, line in enumerate(lines):
        found, stop = cut(line, 100 * number)
        pieces += found
        tail = stop if stop is not None else tail
    head = Head(tail_at=tail, same=any(SAME.match(p.view) for p in pieces))
    modes = [p.view for p in pieces if MODE_ZH.match(p.view)]
    pieces = [_via(p) or p for p in pieces]
    pieces = [part for i, p in enumerate(pieces) for part in _without_place(p, pieces[i - 1] if i else None)]
    pieces = [
        p for p in pieces if not SAME.match(p.view) and not MODE_ZH.match(p.view) and not DUTY_ZH.search(p.view) and not TOLD.match(p.view)
    ]
    pieces = [p for i, p in enumerate(pieces) if not (REFEREE.match(p.view) and any(title_strength(q.view) == 3 for q in pieces[:i]))]
    title = _best_title(pieces)
    if title is not None and not any(org_strength(p.view) == 3 and title_strength(p.view) < 3 for p in pieces):
        split = _run_together(pieces[title])
        pieces = [*pieces[:title], *split, *pieces[title + 1 :]]
        title += len(split) - 1
    if title is not None:
        head.titles = _titles(pieces, title)
    head.words = " ".join([*(p.view for p in pieces if title_strength(p.view) == 3), *modes]) if title is not None else ""
    used = {id(t) for t in head.titles} | ({id(pieces[title])} if title is not None else set())
    rest = [p for p in pieces if id(p) not in used]
    focus = _focus(rest, head.titles[-1]) if head.titles else None
    head.employer = _employer([p for p in rest if p is not focus] if focus else rest, pieces[title] if title is not None else None)
    if focus is not None and head.employer is None:
        head.employer, focus, head.doubtful = _employer(rest, None), None, True
    if title is not None and head.employer is not None and RANKS.match(pieces[title].view):
        head.titles = [_with_field(pieces, title, head.employer)]
    elif focus is not None and head.titles[-1].end < focus.start:
        last = head.titles[-1]
        head.titles[-1] = Piece(last.start, focus.end, f"{last.view}, {focus.view}", last.group)
    if head.employer:
        head.employer = _trim_employer(head.employer)
    return head


def _without_place(piece: Piece, before: Piece | None) -> list[Piece]:
    """Part “Singapore Senior Merchandiser” behind a comma after the place: only a blank stood between the two."""
    words = piece.view.split(" ")
    if before is None or before.group != piece.group or HAN.search(piece.view) or len(words) < 2 or title_strength(before.view) == 3:
        return [piece]
    for size in (3, 2, 1):
        place, rest = " ".join(words[:size]), " ".join(words[size:])
        if rest[:1].isupper() and is_place(place) and title_strength(rest) == 3:
            start = piece.start + len(place)
            return [Piece(piece.start, start, place, piece.group), Piece(start + 1, piece.end, rest, piece.group)]
    return [piece]


def _run_together(piece: Piece) -> list[Piece]:
    """Part “Clark County College Clinical Instructor”: a name that ends on an organisation's noun, a title behind it."""
    words = piece.view.split(" ")
    if HAN.search(piece.view) or "(" in piece.view:
        return [piece]
    for size in range(len(words) - 1, 1, -1):
        name, rest = " ".join(words[:size]), " ".join(words[size:])
        firm = bool(LEGAL.search(words[size - 1])) or size >= NAME_WORDS or bool(GRADE.match(rest))
        if (
            firm
            and rest[:1].isupper()
            and title_strength(rest) == 3
            and org_strength(name) == 3
            and title_strength(name) < 2
            and not CORE_WORDS.search(name)
        ):
            start = piece.start + len(name)
            return [Piece(piece.start, start, name, piece.group - 1), Piece(start + 1, piece.end, rest, piece.group)]
    return [piece]


def _best_title(pieces: list[Piece]) -> int | None:
    best, score = None, 0.0
    for index, piece in enumerate(pieces):
        strength = title_strength(piece.view) + (0.0 if org_strength(piece.view) < 3 else -1.5)
        if org_strength(piece.view) == 3 and not HAN.search(piece.view) and LEGAL.search(piece.view):
            strength -= 2
        if width(piece.view) > 2 * NAME_MAX:
            continue
        if piece.view[:1].islower() and len(piece.view.split()) > TITLE_WORDS:
            continue
        if piece.view.startswith("The "):
            strength -= 2
        if piece.view[:1].islower() and strength:
            strength -= 0.5
        if strength > score:
            best, score = index, strength
    return best


def _titles(pieces: list[Piece], index: int) -> list[Piece]:
    """Return the title, or several where the line tells of steps: 审计员 → 项目经理, Associate, then Senior Associate."""
    piece = pieces[index]
    group = [
        p
        for p in pieces
        if p.group == piece.group
        and title_strength(p.view) >= min(3, title_strength(piece.view))
        and org_strength(p.view) < 3
        and abs(pieces.index(p) - index) <= 3
    ]
    whole = Piece(group[0].start, group[-1].end, "", piece.group) if len(group) > 1 else piece
    if len(group) > 1 and any(len(p.view) <= 2 for p in group):
        return [Piece(whole.start, whole.end, "、".join(p.view for p in group), piece.group)]
    found: list[Piece] = []
    after = pieces[index + 1] if index + 1 < len(pieces) else None
    if after is not None and after not in group and _stepped(piece, after):
        group = [*(group or [piece]), after]
    for part in group or [piece]:
        found += _steps(part)
    return found


def _stepped(title: Piece, after: Piece) -> bool:
    """Tell whether a second title follows the first by nothing but a date: 项目副经理，2021年起项目经理."""
    return (
        after.start - title.end <= DATE_WIDTH
        and title_strength(after.view) == 3
        and org_strength(after.view) < 2
        and bool(HAN.search(after.view))
    )


def _steps(piece: Piece) -> list[Piece]:
    spans: list[tuple[int, int]] = []
    at = 0
    for match in [*STEPS.finditer(piece.view), None]:
        spans.append((at, match.start() if match else len(piece.view)))
        at = match.end() if match else 0
    parts = [Piece(piece.start + a, piece.start + b, piece.view[a:b], piece.group) for a, b in spans if piece.view[a:b].strip()]
    good = len(parts) > 1 and all(title_strength(p.view) and len(p.view) > 2 for p in parts)
    return [_trim_title(p) for p in (parts if good else [piece])]


def _trim_title(piece: Piece) -> Piece:
    """Drop a remark in parentheses behind a title unless it is a name of the title itself."""
    remark = re.search(r"\s*\(([^()]*)\)$", piece.view)
    lead = re.match(r"(?:then|later|as|后任|历任|担任|任|从)\s*(?=\S{2})", piece.view)
    start = lead.end() if lead and title_strength(piece.view[lead.end() :]) else 0
    end = len(piece.view)
    if remark and (
        HAN.search(remark[1])
        or re.search(r"[\d\x00]|year|month|part|full|contract|self|remote|bed|band|grade|door", remark[1], re.IGNORECASE)
    ):
        end = remark.start()
    view = piece.view[start:end]
    return Piece(piece.start + start, piece.start + start + len(view), view, piece.group)


def _with_field(pieces: list[Piece], index: int, employer: Piece) -> Piece:
    """Join Director, | Internal Audit when something else is the employer."""
    title = pieces[index]
    if index + 1 < len(pieces):
        after = pieces[index + 1]
        joined = after.group == title.group and after is not employer and not is_place(after.view) and org_strength(after.view) < 3
        if joined and after.view[:1].isupper() and len(after.view) < 40:
            return Piece(title.start, after.end, f"{title.view}, {after.view}", title.group)
    return title


def _focus(rest: list[Piece], title: Piece) -> Piece | None:
    """Return what a comma parts from the title but belongs to it: Senior Counsel, Privacy and Publishing."""
    after = next((p for p in rest if p.group == title.group and p.start >= title.end), None)
    if after is None or HAN.search(after.view) or after.start - title.end > 2 or not after.view[:1].isupper():
        return None
    words = after.view.split()
    plain = not re.search(r"[\d()&'.]|\b(?:of|the|for)\b", after.view) and len(words) <= FOCUS_WORDS
    if not plain or is_place(after.view) or is_part(after.view) or title_strength(after.view) or LEGAL.search(after.view):
        return None
    elsewhere = any(org_strength(p.view) == 3 for p in rest if p.group != after.group)
    return after if org_strength(after.view) < 3 or elsewhere else None


def _employer(pieces: list[Piece], title: Piece | None) -> Piece | None:
    candidates = [
        p for p in pieces if _may_be_name(p) and (title_strength(p.view) < 3 or org_strength(p.view) == 3 or p.view.startswith("The "))
    ]
    scored = [
        (org_strength(p.view) - (2 if is_part(p.view) else 0) - (3 if is_place(p.view) else 0), -i, p) for i, p in enumerate(candidates)
    ]
    strong = [s for s in scored if s[0] >= 2]
    if strong:
        return _or_first(max(strong, key=lambda s: (s[0], s[1]))[2], candidates)
    others = [
        p for p in candidates if not is_place(p.view) and not is_part(p.view) and (title_strength(p.view) < 3 or p.view.startswith("The "))
    ]
    return others[0] if others else None


def _or_first(best: Piece, candidates: list[Piece]) -> Piece:
    """Prefer the name in front when the organisation found may be its place or its description: Sears, Southlake Mall."""
    first = candidates[0]
    if (
        first is best
        or not AMBIGUOUS.search(best.view)
        or is_place(first.view)
        or is_part(first.view)
        or (first.group != best.group and not HAN.search(best.view))
    ):
        return best
    return first


def _via(piece: Piece) -> Piece | None:
    """Read the agency of “contractor (via NCS)”: it is the employer."""
    match = re.search(r"\((?:via|through|employed by) ([^()]+)\)", piece.view)
    return Piece(piece.start + match.start(1), piece.start + match.end(1), match[1], piece.group) if match else None


def _may_be_name(piece: Piece) -> bool:
    text = re.sub(r"\([^()]*\)", "", piece.view).strip()
    if not text or width(text) > NAME_MAX or re.fullmatch(r"[\d\s.,%+]+", text):
        return False
    if HAN.search(text):
        return len(text) >= 2 and not re.search(r"^(?:男|女|约|共)$|[0-9]{2,}%", text)
    return bool(text[:1].isupper() or text[:1].isdigit() or LEGAL.search(text)) and len(text.split()) <= 9


def _trim_employer(piece: Piece) -> Piece:
    """Keep （上海） and legal forms in the name; drop what a parenthesis or a department tells beside it."""
    view, start = piece.view, piece.start
    view = re.sub(r"^(?:在|于|就职于|任职于|供职于|with|at)\s*(?=\S{2})", "", view)
    start += len(piece.view) - len(view)
    if HAN.search(view) and (org := STRONG_ORG_ZH.match(view)):
        rest = view[org.end() :].strip()
        if rest and (is_part(rest) or title_strength(rest)):
            view = view[: org.end()]
    view = re.sub(r"\s*\[[^\[\]]*\]\s*$", "", view)
    remark = re.search(r"\s*\(([^()]*)\)\s*$", view)
    if remark and len(view) > remark.end() - remark.start():
        inside = remark[1]
        keep = (
            is_place(inside)
            or inside in {"外包", "特殊普通合伙", "有限合伙", "普通合伙"}
            or (HAN.search(inside) and org_strength(inside) >= 2 and re.search(r"网络|公司|集团|科技", inside))
            or re.fullmatch(r"[\u4e00-\u9fff]{2,8}(?<!酒)店", inside) is not None
        )
        if not keep:
            view = view[: remark.start()]
    view = view.rstrip(" ,")
    return Piece(start, start + len(view), view, piece.group)
