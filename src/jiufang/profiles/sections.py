"""Cut a résumé into sections by its headings: exact phrases, dressed phrases, misspelt ones, and labels with the text behind them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from jiufang.documents.records import Document
from jiufang.profiles.lexicon import HAN, org_strength, title_strength
from jiufang.profiles.lines import TextLine, width
from jiufang.profiles.records import Section, SectionKind
from jiufang.text import tables

DRESS = "╔╠╚║╟├└┌═▲△▼▽〖〗【】[]〔〕《》<>「」『』{}=*#■□▌▍▎▏▋▊█●◆◇○★☆|/~-_:.,·•►▶▪▸»«>✦❖◎※§\"' \t"
NUMBERING = re.compile(
    r"^(?:\(?[一二三四五六七八九十]{1,3}\)?[、.\s)]+|\(?\d{1,2}[.)、]\s*|[ivx]{1,4}[.)]\s+|第[一二三四五六七八九十]部分\s*)", re.IGNORECASE
)
EMOJI = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff\ue000-\uf8ff]")
BRACKETED = re.compile(r"^\s*(?:[╔╠╚▲△〖【\[〔《<「『■□▌▍▎▏▋▊█◆◇●★☆▶►§❖◎※#]|-{2,}|={2,}|\*{2,}|~{2,}|>{2,}|/{1,2} )")
INLINE = re.compile(r"^(?P<label>[^:\t]{1,40}?)\s*(?::|\t| {3,})\s*(?P<rest>\S.*)$")
# “Schooling. Sheridan College, …”: one capitalised word and a full stop open a section as a colon does.
STOP_INLINE = re.compile(r"^(?P<label>[A-Z][a-z]{4,18}(?: (?:and|&) [a-z]{4,16})?)\.\s+(?P<rest>[A-Z].{12,})$")
STOP_KINDS = frozenset({SectionKind.EDUCATION, SectionKind.SKILLS, SectionKind.CERTIFICATES, SectionKind.LANGUAGES})
BRACKET_INLINE = re.compile(r"^\s*[【\[〔](?P<label>[^】\]〕]{1,16})[】\]〕]\s*(?P<rest>\S.*)$")
LETTER_SPACED = re.compile(r"^(?:\S ){2,}\S$|^[\u4e00-\u9fff](?:\s+[\u4e00-\u9fff])+$")
REMARK = re.compile(r"\s*\([^()]*\)\s*$")
BILINGUAL = re.compile(r"^[\u4e00-\u9fff]{2,6} *[|/·]? *[A-Z][A-Za-z' &]{3,24}$")
FUZZY = 0.84
ALONE = 2  # words of a misspelt heading that nothing sets apart
MAX_WIDTH = 44
FEW = 32  # characters of a joined heading of which only the first part is known: 证书与收获

KEYWORDS: tuple[tuple[SectionKind, re.Pattern[str]], ...] = tuple(
    (SectionKind(kind), re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            "experience",
            r"^(?:now|then|我?(?:现在|之前|以前|目前|此前|更早))$|\b(?:employment|work) (?:history|record)\b|\bwork (?:so far|life)\b|干过|上班|(?:任|就)职|单位$",
        ),
        ("education", r"^我?(?:读|念)过|(?:念|读)(?:过)?的?书|上学|书本"),
        ("internship", r"实习|\bintern(?:ship)?s?\b"),
        ("projects", r"项目|\bprojects?\b|作品"),
        ("education", r"教育|学历|求学|读书|学校|院校|\b(?:education|school|schooling|stud(?:y|ied|ies)|degrees?|academic)\b"),
        ("volunteering", r"志愿|公益|校园|社团|\b(?:volunt\w+|community|leadership)\b"),
        ("certificates", r"证书|资格|执照|证照|资质|\b(?:certif\w+|licen[cs]\w+|credentials)\b"),
        ("languages", r"语言|外语|\blanguages?\b"),
        ("skills", r"技能|技术栈|特长|擅长|会什么|会的|工具|\b(?:skills?|competenc\w+|tools?|technolog\w+|software|expertise)\b"),
        ("publications", r"论文|专利|著作|\b(?:publications?|papers?|patents?)\b"),
        ("awards", r"荣誉|获奖|奖项|\b(?:awards?|hono[u]?rs?)\b"),
        ("objective", r"求职|意向|想要|期望|\b(?:objective|goals?|want|looking for|next)\b"),
        ("summary", r"评价|关于我|简介|优势|介绍|\b(?:about|profile|summary|who i am)\b"),
        (
            "experience",
            r"经历|履历|任职|上班|走过|足迹|现任|从业|\b(?:where i(?:'ve| have) (?:been|worked)|posts held|posts|roles|employers|roadmap|track record|timeline|experience|employment|career|worked|work history|jobs?|positions?|appointments?|what i did|have done|been doing)\b|^before\b|^earlier\b",
        ),
        ("personal", r"联系|基本信息|个人信息|爱好|兴趣|\b(?:hobbies|interests|contact|personal)\b"),
    )
)
# A label followed by text on its line opens a section only for these kinds; 业绩：… belongs to a job.
INLINE_KINDS = frozenset(SectionKind) - {SectionKind.OTHER, SectionKind.PERSONAL, SectionKind.AWARDS, SectionKind.REFERENCES}
INSIDE_JOBS = frozenset({SectionKind.SKILLS, SectionKind.PROJECTS, SectionKind.LANGUAGES, SectionKind.SUMMARY, SectionKind.OBJECTIVE})


@dataclass(frozen=True, slots=True)
class Heading:
    """What a line says about the section that it opens; `inline` when the section's text follows on the line."""

    kind: SectionKind
    phrase: str
    inline_at: int | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A line, the section in which it stands, and whether it is the heading of it."""

    line: TextLine
    kind: SectionKind
    heading: Heading | None = None
    section: int = 0


def place_lines(lines: list[TextLine]) -> list[Placed]:
    """Give each line the kind of its section; lines above the first heading are the header."""
    placed: list[Placed] = []
    kind, before, number = SectionKind.HEADER, SectionKind.HEADER, 0
    inline = False
    for line in lines:
        heading = find_heading(line, lines, kind)
        if inline and line.gap and heading is None:
            kind, inline, number = before if before is SectionKind.HEADER else SectionKind.OTHER, False, number + 1
        if heading:
            number += 1
            if heading.inline_at is not None:
                before = kind if not inline else before
            kind, inline = heading.kind, heading.inline_at is not None
        placed.append(Placed(line, kind, heading, number))
    return placed


def section_records(placed: list[Placed], document: Document) -> tuple[Section, ...]:
    """Return the sections as records with their spans and headings."""
    sections: list[Section] = []
    for index, item in enumerate(placed):
        if index and placed[index - 1].section == item.section:
            last = sections[-1]
            sections[-1] = last.model_copy(update={"end": item.line.end})
            continue
        heading = document.text[item.line.start : item.line.end] if item.heading and item.heading.inline_at is None else ""
        if item.heading and item.heading.inline_at is not None:
            heading = item.heading.phrase
        sections.append(Section(kind=item.kind, start=item.line.start, end=item.line.end, heading=heading))
    return tuple(sections)


def find_heading(line: TextLine, lines: list[TextLine], kind: SectionKind) -> Heading | None:
    """Return the heading that a line is or begins with, None when it is neither."""
    phrase = strip_dress(line.view)
    if not phrase or width(line.view) > 160:
        return None
    if width(REMARK.sub("", line.view)) <= MAX_WIDTH and (found := _whole(line, phrase, lines, kind)):
        return Heading(found, phrase)
    return _inline(line, kind)


def _whole(line: TextLine, phrase: str, lines: list[TextLine], kind: SectionKind) -> SectionKind | None:
    if exact := lookup(phrase):
        return exact if line.index or exact is not SectionKind.OTHER else None
    if line.index == 0 or line.ranges or re.search(r"\d{3}|@", line.view):
        return None
    if not _is_dressed(line, lines):
        # “Experiance” alone on a line is a heading, whatever the page makes of it.
        return _misspelt(phrase) if not line.mark and line.view[:1].isupper() and len(phrase.split()) <= ALONE else None
    if close := _misspelt(phrase):
        return close
    if width(phrase) > 36 or line.view.rstrip().endswith(("。", "；", ",")) or len(phrase.split()) > 6:
        return None
    soon = any(near.ranges for near in lines[line.index + 1 : line.index + 3])
    if "\t" in line.view.strip() or (soon and kind is SectionKind.EXPERIENCE and not BRACKETED.match(line.view)):
        return None  # 某项目组<tab>产品经理, in bold: the head of a job
    for candidate, pattern in KEYWORDS:
        if pattern.search(phrase) and org_strength(phrase) < 3 and title_strength(phrase) < 3:
            return candidate
    known_dress = bool(BRACKETED.match(line.view)) or (line.view.isupper() and len(line.view) > 3 and line.gap)
    return (
        SectionKind.OTHER
        if known_dress and not soon and not line.mark.startswith("##") and kind not in {SectionKind.HEADER, SectionKind.SKILLS}
        else None
    )


def _is_dressed(line: TextLine, lines: list[TextLine]) -> bool:
    """Tell whether a line wears brackets, capitals, a colon, bold or larger type, or stands by itself."""
    view = line.view
    if BRACKETED.match(view) or NUMBERING.match(view) or view.endswith(":") or (view.isupper() and not HAN.search(view)):
        return True
    if BILINGUAL.match(view):
        return True
    usual = _usual_size(lines)
    if line.bold or (line.size and line.size > 1.1 * usual):
        return True
    following = lines[line.index + 1] if line.index + 1 < len(lines) else None
    if following is None or not line.gap or line.mark:
        return False
    opens = following.gap and following.ranges and following.ranges[0][0] <= following.body_at + 1
    return width(view) <= (MAX_WIDTH if opens else 24) and (bool(opens) or not following.gap)


def _usual_size(lines: list[TextLine]) -> float:
    sizes = sorted(line.size for line in lines if line.size)
    return sizes[len(sizes) // 2] if sizes else 0.0


def _inline(line: TextLine, kind: SectionKind) -> Heading | None:
    stop = STOP_INLINE.match(line.view)
    if stop and not line.mark and lookup(strip_dress(stop["label"])) in STOP_KINDS:
        phrase = strip_dress(stop["label"])
        return Heading(lookup(phrase) or SectionKind.OTHER, phrase, stop.start("rest"))
    match = BRACKET_INLINE.match(line.view) or INLINE.match(line.view)
    if match is None or line.mark.startswith("("):
        return None
    phrase = strip_dress(match["label"])
    found = lookup(phrase) or (_misspelt(phrase) if match["label"][:1].isupper() else None)
    if found is None or found not in INLINE_KINDS:
        return None
    if kind in {SectionKind.EXPERIENCE, SectionKind.PROJECTS} and found in INSIDE_JOBS and not (line.gap or BRACKETED.match(line.view)):
        return None
    if (
        kind in {SectionKind.EXPERIENCE, SectionKind.PROJECTS, SectionKind.EDUCATION, SectionKind.SKILLS}
        and line.mark
        and not BRACKETED.match(line.view)
    ):
        return None
    return Heading(found, phrase, match.start("rest"))


@lru_cache(maxsize=4096)
def strip_dress(view: str) -> str:
    """Return a heading without brackets, bullets, numbers, letter-spacing and remarks in parentheses, folded."""
    text = EMOJI.sub(" ", view).strip(DRESS)
    text = NUMBERING.sub("", text).strip(DRESS)
    text = re.sub(r"\s*\([^()]*\)\s*$", "", text).strip(DRESS)
    text = re.sub(r"\s*[(（]?\d{1,2}\+?\s*(?:年|years?)[)）]?$", "", text)
    if LETTER_SPACED.match(text):
        text = re.sub(r"\s{2,}", "\x00", text).replace(" ", "").replace("\x00", "" if HAN.search(text) else " ")
    return " ".join(text.casefold().split())


@lru_cache(maxsize=1)
def _phrases() -> dict[str, SectionKind]:
    table: dict[str, SectionKind] = {}
    for kind, phrases in tables.rows("profiles", "headings.tsv"):
        for phrase in phrases.split("|"):
            table.setdefault(phrase, SectionKind(kind))
    return table


@lru_cache(maxsize=4096)
def lookup(phrase: str) -> SectionKind | None:
    """Return the kind of section that a folded phrase names, alone, joined by “and”, or in two languages."""
    table = _phrases()
    if kind := table.get(phrase) or table.get(phrase.replace("'s", "").replace("my ", "")):
        return kind
    parts = [p.strip() for p in re.split(r"\s*[/&+,、|]\s*|\s+and\s+|\s+und\s+|\s+et\s+|\s+y\s+|[与及和]", phrase) if p.strip()]
    if (
        len(parts) > 1
        and (kinds := [table[p] for p in parts if p in table])
        and (len(kinds) == len(parts) or (table.get(parts[0]) and len(phrase) < FEW and not re.search(r"\d|,", phrase)))
    ):
        return SectionKind.EXPERIENCE if kinds[0] is SectionKind.PROJECTS and SectionKind.EXPERIENCE in kinds else kinds[0]
    chinese = "".join(HAN.findall(phrase))
    latin = " ".join(re.findall(r"[a-z&' ]+", phrase)).strip()
    if chinese and latin:
        return table.get(chinese) or table.get(latin)
    return None


@lru_cache(maxsize=1024)
def _misspelt(phrase: str) -> SectionKind | None:
    if HAN.search(phrase) or not 5 <= len(phrase) <= 32:
        return None
    from difflib import get_close_matches

    table = _phrases()
    near = get_close_matches(
        phrase.replace("'", ""), [p for p in table if p.isascii() and abs(len(p) - len(phrase)) <= 2], n=1, cutoff=FUZZY
    )
    return table[near[0]] if near else None
