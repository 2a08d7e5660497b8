"""Tell the titles of one engagement apart: steps of a career, former titles, wrapped ones, and the field behind a comma."""

from __future__ import annotations

import re

from jiufang.profiles.cuts import Piece
from jiufang.profiles.lexicon import HAN, LEGAL, is_field, is_part, is_place, org_strength, title_strength
from jiufang.profiles.lines import TextLine

STEPS = re.compile(
    r"\s*(?:->|→|⇒|➔|➝|=>)\s*|,?\s+(?:and\s+)?(?:then|later|finally|subsequently|afterwards|promoted to|and finally|before that|previously|formerly)\s+|\s*[,，]\s*后(?:任|升任|晋升为)\s*|、(?=[\u4e00-\u9fff])|\s*[,，]?\s*(?:(?<=[师生员])转(?:任|岗为)?|升任|晋升为?|升为|提拔为)(?=[\u4e00-\u9fff]{2})|,\s+(?=[a-z]+ [a-z]+(?: and finally|$))"
)
RANKS = re.compile(
    r"^(?:(?:senior|associate|assistant|deputy|executive|managing|vice|group|regional|global|acting|interim)\s+)*(?:director|manager|head|vp|vice president|president|partner|lead|svp|evp|avp|associate|specialist|officer|coordinator|supervisor|chief)$",
    re.IGNORECASE,
)
FORMER = re.compile(
    r"(?:before (?:that|this)|prior to (?:that|this)|previously|formerly|earlier|originally|initially|at first|promoted from|up from"
    r"|此前|之前|原|原任|前任|先前|起初|最初)\s*(?:as |an? |the |为|任|担任|是)*\s*(?=\S{2})",
    re.IGNORECASE,
)
CAME_AS = re.compile(
    r"\b(?:came in|came|joined|started(?: out)?|hired|began|entered)(?: here| there)? as (?:an? |the )?(?P<title>[A-Za-z][\w.&' /-]{1,40}?)"
    r"(?=[,;.)]? (?:promoted|and|in|until|then|moved|became)\b|[,;)]|\.$|\. |$)",
    re.IGNORECASE,
)
MADE_ZH = re.compile(
    r"(?:起兼任|起担任|起任|兼任|升任|升为|晋升为|晋升|提拔为|提为|改任|转任|调任|后任)(?P<title>[\u4e00-\u9fff]{2,10}?)(?=[,。;、)]|$)"
)
BARE_RANK = re.compile(r"^(?:组长|领班|主管|主任|代班|带班|负责人)$")  # 育婴师、组长: one position, and who leads it
DATE_WIDTH = 12  # ，2021年10月起
REMARK_WIDTH = 24  # (since July 2023), before that
FOCUS_WORDS = 4


def find_titles(pieces: list[Piece], index: int) -> list[Piece]:
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
    if len(group) > 1 and any(len(p.view) < 2 or BARE_RANK.match(p.view) for p in group[1:]):
        return [Piece(whole.start, whole.end, "、".join(p.view for p in group), piece.group)]
    found: list[Piece] = []
    after = pieces[index + 1] if index + 1 < len(pieces) else None
    if after is not None and after not in group and _stepped(piece, after):
        group = [*(group or [piece]), after]
    for part in group or [piece]:
        found += _steps(part)
    return found


def _stepped(title: Piece, after: Piece) -> bool:
    """Tell whether a second title follows the first by nothing but a date or a word: 项目副经理，2021年起项目经理."""
    return (
        after.start - title.end <= (DATE_WIDTH if HAN.search(after.view) else REMARK_WIDTH)
        and title_strength(after.view) == 3
        and org_strength(after.view) < 2
        and bool(HAN.search(after.view) or FORMER.match(after.view))
    )


def _steps(piece: Piece) -> list[Piece]:
    if piece.joined:
        return [piece]
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
    lead = FORMER.match(piece.view) or re.match(r"(?:then|later|as|后任|历任|担任|任|从)\s*(?=\S{2})", piece.view)
    start = lead.end() if lead and title_strength(piece.view[lead.end() :]) else 0
    end = len(piece.view)
    if remark and (
        HAN.search(remark[1])
        or re.search(
            r"[\d\x00]|year|month|part|full|student|volunt|acting|interim|employed|contract|self|remote|bed|band|grade|door",
            remark[1],
            re.IGNORECASE,
        )
    ):
        end = remark.start()
    view = piece.view[start:end]
    return Piece(piece.start + start, piece.start + start + len(view), view, piece.group)


def with_field(pieces: list[Piece], index: int, employer: Piece) -> Piece:
    """Join Director, | Internal Audit when something else is the employer."""
    title = pieces[index]
    if index + 1 < len(pieces):
        after = pieces[index + 1]
        joined = after.group == title.group and after is not employer and not is_place(after.view) and org_strength(after.view) < 3
        joined = joined and (is_field(after.view) or " " in after.view)
        if joined and after.view[:1].isupper() and len(after.view) < 40:
            return Piece(title.start, after.end, f"{title.view}, {after.view}", title.group)
    return title


def focus_of(rest: list[Piece], title: Piece) -> Piece | None:
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


def is_former(title: Piece, pieces: list[Piece]) -> bool:
    """Tell whether a title is told as what came before: “Senior Analyst, before that Analyst”."""
    return any(FORMER.match(p.view) and p.start < title.start < p.end for p in pieces)


def told_titles(lines: list[TextLine]) -> list[Piece]:
    """Return the other titles that the remarks beside a head tell: “Came in as Assistant Manager”, 2023年8月起兼任项目副经理."""
    found: list[Piece] = []
    for line in lines:
        for match in [*CAME_AS.finditer(line.view), *MADE_ZH.finditer(line.view)]:
            known = title_strength(match["title"]) == 3 or (match["title"][:1].isupper() and title_strength(match["title"]) > 0)
            if known and line.body_at < match.start():
                start, end = (line.start + at for at in match.span("title"))
                found.append(Piece(start, end, match["title"], 0))
    return found


def wrapped_title(above: list[Piece], found: list[Piece], line: TextLine) -> list[Piece]:
    """Join a title that was wrapped beside its dates: “Accounts Payable <tab> 2021 – 2023”, below it “Specialist · Employer”."""
    first, rank = above[0] if above else None, found[0] if found else None
    if first is None or rank is None or len(above) > 1 or len(found) < 2 or not line.ranges or not RANKS.match(rank.view):
        return [*above, *found]
    is_lead = is_field(first.view) and org_strength(first.view) < 2 and not title_strength(first.view) and not is_place(first.view)
    if not is_lead or is_place(found[1].view) or is_part(found[1].view) or is_field(found[1].view):
        return [*above, *found]
    whole = f"{first.view} {rank.view}"
    return [Piece(rank.start, rank.end, whole, rank.group, whole), *found[1:]]
