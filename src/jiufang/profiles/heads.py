"""Turn the head lines of an entry (dates, employer, title in any order and dress) into its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from jiufang.profiles.cuts import Piece, cut
from jiufang.profiles.lexicon import HAN, LEGAL, STRONG_ORG_ZH, is_field, is_part, is_place, org_strength, title_strength
from jiufang.profiles.lines import TextLine, width
from jiufang.profiles.titles import RANKS, find_titles, focus_of, is_former, told_titles, with_field, wrapped_title

AMBIGUOUS = re.compile(
    r"(?:\b(?:park|mall|port|market|plant|campus|center|centre|airport|terminal|works|mills?|city|heights|springs|beach|school district|industrial park)$|商城|平台|社区|网站|小程序)$",
    re.IGNORECASE,
)
SAME = re.compile(r"^(?:same|same (?:employer|company)|同上|同公司|dito|idem)$", re.IGNORECASE)
MODE_ZH = re.compile(
    r"^(?:兼职|全职|实习|合同制|正式|在编|外包|劳务派遣|远程|线上|线下|part-?time|full-?time|contract|remote|hybrid|on-?site|permanent|temporary|freelance|self-employed)$",
    re.IGNORECASE,
)
DUTY_ZH = re.compile(r"^(?:负责(?!人)|主要|从事|参与|承担|协助|主导|汇报|下属|所在部门|团队|工作描述|内容|照顾|月薪|薪资)|人数|左右$")
TOLD = re.compile(r"(?:came|joined|started|hired|began|promoted)\b.{0,16}?\bas\b|promoted$", re.IGNORECASE)
# 陈师傅、林主任 in the last cell of a form vouch for the work.
REFEREE = re.compile(r"^(?![副总班部正助])[\u4e00-\u9fff](?:师傅|主任|组长|经理|科长|厂长|队长|老师|先生|女士|总)$")
NAME_WORDS = 3  # High School | Teacher is no border, Clark County College | Instructor is
GRADE = re.compile(
    r"(?:senior|junior|lead|staff|assistant|associate|chief|head|principal|deputy|trainee|intern|graduate|clinical|sr\.?|jr\.?)\b",
    re.IGNORECASE,
)
CORE_WORDS = re.compile(r"\b(?:of|in|for|manager|director|head|engineer|officer)$", re.IGNORECASE)
NAME_MAX = 60
TITLE_WORDS = 5  # more, and in lower case, is a sentence


@dataclass(slots=True)
class Head:
    """What the head lines of an entry say; `doubtful` when the employer may be a department behind the title.

    `former` are those of the titles that were held before the first one.
    """

    employer: Piece | None = None
    titles: list[Piece] = field(default_factory=list)
    former: list[Piece] = field(default_factory=list)
    words: str = ""
    same: bool = False
    doubtful: bool = False
    tail_at: int | None = None


def read_head(lines: list[TextLine]) -> Head:
    """Find employer and titles among the pieces of head lines."""
    pieces: list[Piece] = []
    tail: int | None = None
    for number, line in enumerate(lines):
        found, stop = cut(line, 100 * number)
        pieces = [*pieces, *found] if not number else wrapped_title(pieces, found, lines[number - 1])
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
        head.titles = [*find_titles(pieces, title), *told_titles(lines)]
        head.former = [t for t in head.titles if is_former(t, pieces)]
    head.words = " ".join([*(p.view for p in pieces if title_strength(p.view) == 3), *modes]) if title is not None else ""
    used = {id(t) for t in head.titles} | ({id(pieces[title])} if title is not None else set())
    rest = [p for p in pieces if id(p) not in used]
    focus = focus_of(rest, head.titles[-1]) if head.titles else None
    head.employer = _employer([p for p in rest if p is not focus] if focus else rest, pieces[title] if title is not None else None)
    if focus is not None and head.employer is None:
        head.employer, focus, head.doubtful = _employer(rest, None), None, True
    if title is not None and head.employer is not None and RANKS.match(pieces[title].view):
        head.titles = [with_field(pieces, title, head.employer)]
    elif focus is not None and head.titles[-1].end < focus.start and is_field(focus.view):
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
