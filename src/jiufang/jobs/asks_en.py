"""Turn an English sentence into asks: parted where a new demand opens, freed of lead-ins and asides."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from jiufang.jobs.asks import Ask, is_nice, says, strip_lead
from jiufang.jobs.clauses import Span, english_breaks, trim
from jiufang.jobs.kinds import TYPED, kind_of
from jiufang.jobs.languages import language_of
from jiufang.jobs.lexicon import pattern
from jiufang.jobs.numbers import min_years
from jiufang.jobs.records import Kind
from jiufang.jobs.sections import Part, Stretch

_CONJUNCTION = re.compile(r"^(?:and|also|so|plus|then|finally|lastly)\s+", re.IGNORECASE)
_SO = re.compile(r"(?:so|hence|therefore|thus|which is why|which means)\s", re.IGNORECASE)
_HARD = re.compile(r"^(?:;|:|,?\s*so|[-–—]+|—|–|\.)$", re.IGNORECASE)
_JOINED = re.compile(r"^(?:to be|to have|should|must|will need to|need to)\b", re.IGNORECASE)
_TO_JOIN = re.compile(
    r"\b(?:looking for|seeking|hiring|need an?|want an?|search\w*)\b.{0,60}\bto (?:join|support|help|work|lead|run|take|grow|own|be|play|cover|drive|fill)\b",
    re.IGNORECASE,
)
_OFFERS = re.compile(r"^(?:we|our|the (?:company|team))\b.{0,30}\b(?:offer|provide|give|pay|train)\b", re.IGNORECASE)
_WILL_BE = re.compile(r"(?:you(?:(?:'|’)ll| will) (?:be )?|should be |must be |should |must )", re.IGNORECASE)
_OTHER_VERB = re.compile(r"(?:if|have|has|hold|speak|know|can)\b", re.IGNORECASE)
_STATEMENT = re.compile(
    r"(?:the|our|we|most|many|this|it|there|a third|half)\b.{2,60}?\b(?:is|are|was|were|have|has|run|runs|work|works)\b", re.IGNORECASE
)  # “The borough is large: a driving licence”
_FINITE = re.compile(
    r"\b(?:you|we|is|are|was|were|have|has|had|can|will|would|should|must|do|does)\b|(?:'|’)(?:ve|re|ll|d)\b", re.IGNORECASE
)
_TAKES_OBJECT = re.compile(r"\b(?:with|in|of|like|such as|including|using|as)\b", re.IGNORECASE)
_PRACTICE = re.compile(r"\b(?:experience|practice|work|service)\b", re.IGNORECASE)
_BARE_HEAD = re.compile(
    r"^(?!(?:an?|the|some|strong|good|excellent|proven|current|valid|previous|prior|working)\b)[\w/-]+(?: [\w/-]+)? (?:certificates?|licen[cs]es?|certifications?|cards?|qualifications?)\b",
    re.IGNORECASE,
)
_ANY_HEAD = re.compile(
    r"\b(?:certif\w+|licen[cs]\w*|cards?|qualifications?|degree|diploma|experience|knowledge|skills?|ability)\b", re.IGNORECASE
)
_CERTIFICATE_NOUN = re.compile(r"\b(?:licen|certif|registr|qualif|card|permit|diploma|degree|status|credential)", re.IGNORECASE)
_REMARKS = frozenset({"welcome", "equal", "equally", "also", "both", "any"})  # “industry and practice are equally welcome”
ASIDE_WORDS = 9  # a longer tail after a dash is a remark
ASIDE_LONG = 6  # words; fewer are names or examples: “(Micros, Toast)”
REMARK_WORDS = 4
LIST_ITEM = 8
MIN_WORDS = 2
WISH = 8  # words of what is wished for behind a semicolon; longer ones are remarks
COMPLETE_WORDS = 5  # fewer words after a lead-in are adjectives of what follows: “an active, unencumbered licence”


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    hard: bool  # parted from the piece before by a colon, dash, semicolon or "so"


def english_asks(text: str, span: Span, stretch: Stretch) -> list[Ask]:
    """Return what an English sentence asks for, in order."""
    if stretch.part is not Part.DUTIES and says("wish", text[slice(*span)]):
        stretch = replace(stretch, part=Part.NICE)
    pieces = _pieces(text, span, stretch)
    kept: list[Ask] = []
    taken = -1
    for i, piece in enumerate(pieces):
        words = text[piece.start : _without_remark(text, piece.start, piece.end)]
        following = text[pieces[i + 1].start : pieces[i + 1].end] if i + 1 < len(pieces) else ""
        # What “and” hangs on a demand is demanded too.
        carried = bool(kept) and i > 0 and not piece.hard and kept[-1].end <= piece.start and taken == i - 1 and _signals(words)
        if carried or _asked(words, stretch, len(pieces)) or _same_subject(words, following):
            start = _leaning(text, pieces, i, kept)
            ask = _made(text, (start, piece.end), stretch, whole=start < piece.start)
            kept += [ask] if ask else []
            taken = i
    first = span[0] <= stretch.start + 2  # what follows in a list item remarks on it
    if not kept and first and stretch.bullet and stretch.part in {Part.MUST, Part.NICE} and not _nothing_asked(text[slice(*span)]):
        ask = _made(text, span, stretch, whole=False)
        kept = [ask] if ask else []
    return _wished_together(text, span, kept)


def _pieces(text: str, span: Span, stretch: Stretch) -> list[_Piece]:
    start, end = span
    pieces: list[_Piece] = []
    hard = False
    for left, right, mark in english_breaks(text, start, end):
        words_left, words_right = text[start:left], text[right:end]
        cut_hard = bool(_HARD.match(mark)) or bool(_SO.match(words_right) and mark == ",")
        opens = pattern("cues", "start_en").match(words_right) is not None
        if mark.startswith(", or") and not _OTHER_VERB.match(words_right):
            continue  # “…, or an associate degree plus four years”: an alternative of the same demand
        if _share_head(words_left, words_right, mark):
            continue
        if re.match(r"plus|with", mark) and ", or " in words_left:
            continue
        if stretch.bullet and opens and kind_of(words_left) is kind_of(words_right) is Kind.SOFT:
            continue
        if opens and mark == "and" and len(words_right.split()) <= 2 and kind_of(words_right) not in TYPED:
            continue  # “QC and proficiency testing”
        if cut_hard and _stays(words_left, words_right, stretch, mark):
            continue
        if (
            _listed(text, span, stretch, mark, words_left)
            or cut_hard
            or (opens and (_complete(words_left, stretch) or _same_subject(words_left, words_right)))
        ):
            pieces.append(_Piece(*trim(text, start, left), hard))
            start, hard = right, cut_hard
    pieces.append(_Piece(*trim(text, start, end), hard))
    return [p for p in pieces if p.end > p.start]


def _listed(text: str, span: Span, stretch: Stretch, mark: str, left: str) -> bool:
    """“…: OSHA 30, charger installs, fire alarm background”: after a heading in the line, commas part what has no verb."""
    if re.fullmatch(r"[a-z]+", left.strip()):
        return False  # “health, medtech or another regulated setting”
    if not mark.startswith(",") or stretch.bullet or stretch.part is not Part.NICE or span[0] != stretch.start:
        return False
    words = text[slice(*span)]
    first = words.split(",")[0]
    return not _FINITE.search(words) and _TAKES_OBJECT.search(first) is None and len(first.split()) <= LIST_ITEM


def _stays(left: str, right: str, stretch: Stretch, mark: str) -> bool:
    """Tell whether what follows a dash or colon belongs to the demand: in list items, and where it widens it."""
    if mark == ";" or _SO.match(right) or (mark == ":" and _STATEMENT.match(left)):
        return False
    head = re.split(r"\s[-–—]+\s|[;,]\s+and\s", right)[0]
    accepted = says("accept", head) if re.match(r"[-–—]", mark) else None
    if accepted and not pattern("cues", "start_en").match(right):
        return len(head.split()) <= ASIDE_WORDS and _complete(left, stretch) and accepted.group().lower() not in _REMARKS
    return stretch.bullet and not (pattern("cues", "start_en").match(right) and _complete(left, stretch))


def _same_subject(left: str, right: str) -> bool:
    """“You will be caring for … and should be comfortable …” demands both."""
    return bool(_JOINED.match(right) and re.match(r"you\b", left.strip(), re.IGNORECASE))


def _complete(left: str, stretch: Stretch) -> bool:
    """Tell whether the words on the left of a break already ask for something."""
    words = left[strip_lead(left, 0, len(left)) :].strip()
    if len(words.split()) < MIN_WORDS:
        return False
    if kind_of(words) is Kind.LANGUAGE and language_of(words) is None:
        return False  # “fluent written and spoken English”
    if kind_of(words) in TYPED or (says("ask", left) and len(words.split()) >= COMPLETE_WORDS):
        return True
    return re.search(pattern("cues", "start_en").pattern, words, re.IGNORECASE) is not None


def _asked(words: str, stretch: Stretch, among: int) -> bool:
    if says("denied", words):
        return False
    strong = says("ask", words) is not None
    if says("chatter", words) and not (
        strong and stretch.part is not Part.ABOUT and re.search(r"\b(?:you|must|required)\b", words, re.IGNORECASE)
    ):
        return False
    if stretch.part is Part.NICE:
        return len(words.split()) >= 1 and (
            among == 1 or strong or says("nice", words) is not None or _signals(words) or not stretch.bullet
        )
    if stretch.part is Part.MUST:
        wished = stretch.bullet and len(words.split()) <= WISH and says("nice", words) is not None  # “…; CIPP/E desirable”
        return strong or _signals(words) or wished
    if stretch.part is Part.UNKNOWN and says("nice", words):
        return True
    return strong and _plain_demand(words, stretch)


def _plain_demand(words: str, stretch: Stretch) -> bool:
    """Outside a section of requirements a demand must name something, not invite to join."""
    if _OFFERS.match(words) or (_TO_JOIN.search(words) and kind_of(words) not in TYPED):
        return False
    return not (stretch.part is Part.ABOUT and not re.search(r"\b(?:you|must|required|candidates?|applicants?)\b", words, re.IGNORECASE))


def _signals(words: str) -> bool:
    words = _CONJUNCTION.sub("", words)
    if pattern("cues", "start_en").match(words) or says("modal", words):
        return True
    kind = kind_of(words)
    return kind in TYPED or (kind is Kind.SOFT and len(words.split()) <= 12)


def _leaning(text: str, pieces: list[_Piece], i: int, kept: list[Ask]) -> int:
    """Where a demand says “there” or “it”, what that means stands in the piece before: quote both."""
    piece = pieces[i]
    if i == 0 or piece.hard or not re.search(r"\b(?:there|it|them)\b", text[piece.start : piece.end], re.IGNORECASE):
        return piece.start
    before = pieces[i - 1]
    return before.start if not kept or kept[-1].end <= before.start else piece.start


def _made(text: str, span: Span, stretch: Stretch, *, whole: bool) -> Ask | None:
    words = text[slice(*span)]
    start, end = span
    if not whole:
        start = strip_lead(text, start, end)
        will = _WILL_BE.match(text, start, end)
        start = will.end() if will else start
    end = _without_remark(text, start, end)
    if not stretch.bullet:
        reason = re.search(pattern("cues", "reason").pattern, text[start:end], re.IGNORECASE | re.DOTALL)
        end = start + reason.start() if reason and reason.start() > 2 else end
    tail = re.search(rf"(?:{pattern('cues', 'tail').pattern})\W*$", text[start:end], re.IGNORECASE)
    end = start + tail.start() if tail and tail.start() > 2 else end
    start, end = trim(text, start, end)
    if end - start < 2 or not re.search(r"\w", text[start:end]):
        return None
    return Ask(start, end, kind_of(text[start:end]), must=not is_nice(words, stretch.part))


def _without_remark(text: str, start: int, end: int) -> int:
    """Leave out what follows the demand to explain it: a long aside in parentheses, a remark after a dash, a plain reason."""
    words = text[start:end]
    aside = re.search(r"\s*\([^()]*\)\W*$", words)
    if aside and len(aside.group().split()) >= ASIDE_LONG and aside.start() > 2:
        words = words[: aside.start()]
    dash = re.search(r"\s[-–—]\s((?:(?!\s[-–—]\s).)+)$", words)
    if dash and len(dash.group(1).split()) >= REMARK_WORDS and says("remark", dash.group(1)) and not says("accept", dash.group(1)):
        words = words[: dash.start()]
    reason = re.search(pattern("cues", "clear_reason").pattern, words, re.IGNORECASE | re.DOTALL)
    return start + (reason.start() if reason and reason.start() > 2 else len(words))


def _wished_together(text: str, span: Span, kept: list[Ask]) -> list[Ask]:
    """“Experience with Kafka and knowledge of Flink preferred” wishes for both."""
    if (
        len(kept) > 1
        and not kept[-1].must
        and re.search(r"(?:preferred|desirable|advantageous|a plus|nice to have)\W*$", text[slice(*span)], re.IGNORECASE)
    ):
        return [Ask(a.start, a.end, a.kind, must=False) if a.kind not in {Kind.DEGREE, Kind.EXPERIENCE_YEARS} else a for a in kept]
    return kept


def _share_head(left: str, right: str, mark: str) -> bool:
    """“Current ACLS and PALS certification”, “five years of food and beverage experience”: the noun comes last."""
    if mark.startswith("with"):
        return kind_of(left) is kind_of(right) is Kind.CERTIFICATE
    if mark != "and":
        return False
    if min_years(left) is not None and not _PRACTICE.search(left) and _PRACTICE.search(right) and min_years(right) is None:
        return True
    if _BARE_HEAD.match(right) and not _ANY_HEAD.search(left) and kind_of(left) not in TYPED:
        return True
    return kind_of(left) is kind_of(right) is Kind.CERTIFICATE and not _CERTIFICATE_NOUN.search(left)


def _nothing_asked(words: str) -> bool:
    return says("chatter", words) is not None or says("denied", words) is not None
