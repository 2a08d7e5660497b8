"""Find the name of the person at the top of a résumé, Chinese or Western, however it is dressed."""

from __future__ import annotations

import re
from functools import lru_cache

from jiufang.documents.records import Document
from jiufang.profiles.lexicon import HAN, is_place, org_strength, read_words, title_strength
from jiufang.profiles.lines import TextLine
from jiufang.profiles.sections import lookup, strip_dress
from jiufang.taxonomy.skills import load_skills
from jiufang.text.view import plain_view

LABEL = re.compile(
    r"(?:^|[\s|,;(【\[:])(?:姓\s*名|名\s*字|求职者|候选人|应聘者|申请人|我是|我叫|full name|applicant|candidate name|name|candidate|nombre|nom|naam)\s*(?::|\t|\||\s*\.{3,}|(?:\s\.){3,}|\s+|】|\])\s*(?=\S)",
    re.IGNORECASE,
)
INTRODUCED = re.compile(r"(?:我叫|我是|本人叫|姓名是|my name is|i am|i'm)\s*(?=\S)", re.IGNORECASE)
# Nothing but a name follows these, whatever else the top of the page looks like.
NAMED = re.compile(r"(?:我叫|本人叫|名字[叫是]|姓名是|my name is)\s*(?=\S)", re.IGNORECASE)
CAPITALS = re.compile(r"[A-Z]{3,6}")
CREDENTIAL = re.compile(
    r"^(?:ph\.?d|m\.?d|mba|cpa|rn|bsn|msn|lpn|ccrn|cfa|cia|pmp|esq|jr|sr|ii|iii|iv|dnp|pe|p\.?eng|md|dds|jd|llb|llm|ma|ms|msc|bsc|ba|bs|mph|phr|sphr|shrm-\w+|cpc|acca|fcca|rnc-nic|cissp|cma|cfp|ea|mpharm|pgdip|pgcert|pgce|ceng|ieng|miet|mimeche|mrpharms|fcca|acma|cgma|aca|mcips|fcips|mrcvs|frcp|frcs|mrcgp|qtp|npqh|llm|rgn|rmn|shrm|prince2|cscp|cpim|cism|cissp|ccie|cpp|cpm|gphr|crna|np|aprn|fnp-\w+|pa-c|pharmd|rph|lcsw|dpt|pt|otr/l|aia|leed ap|csm|frm|cams|cisa|six sigma.*|b\.?e|b\.?eng|m\.?eng|dip\w*|fca|ca|crcst|emt-?\w*|cdl|ccna|rd|ld|cscs|mbbs|frcs|mrcp|chartered .*|ceng|mieng|mice|mciob|mrics)\.?$",
    re.IGNORECASE,
)
# MPharm, PgDip, CEng: capitals inside a word that is no Mc- or De-name.
MIXED_CREDENTIAL = re.compile(
    r"^(?!Mc|Mac|De|Di|Da|La|Le|Van|Von|O')[A-Z][A-Za-z]{0,6}[a-z]?[A-Z][A-Za-z]*[a-z][A-Za-z]*$|^(?:Ph|Pg|Ed|Pharm)D(?:ip)?$"
)
LETTERS_BEHIND = re.compile(r"(?:, ?[A-Z][A-Za-z.-]{1,7})+$")
NOT_NAME_EN = re.compile(
    r"\b(?:resume|résumé|curriculum|vitae|cv|profile|page|linkedin|export|contact|confidential|summary|objective|experience|education|skills|phone|email|e-mail|address|tel|mobile|cell|street|avenue|references|personal|details|information|dear|hiring|about|cover|letter|application|lebenslauf|copy|updated|generated|style|hello|welcome|career|history|employment|schooling|licen[cs]es?|roles|background|qualifications?|training|statement|mission|roadmap|i'm|i am|name|lives|trade|employer|notes|position|title|occupation|work|schools?|studies|jobs)\b",
    re.IGNORECASE,
)
NOT_NAME_ZH = re.compile(
    r"任职|要求|岗位|职位|职责|资格|福利|待遇|薪资|简历|求职|应聘|个人|基本|信息|自我|联系|电话|手机|邮箱|在线|导出|编号|意向|期望|教育|经历|工作|先生|女士|智联|招聘|直聘|前程|无忧|猎聘|拉勾|牛人|尊敬|领导|您好|本人|大家好|技能|证书|专业|页|汉族|日制|统招|党员|本科|硕士|未婚|已婚|男|女|岁|年|月|.学$|课程|经济|理论|能力|意识|师傅|单位|后厨|的|部$|我"
)
SUFFIX = re.compile(r"(?:的?(?:个人)?简历|个人简介|先生|女士|同学)$")
WESTERN = re.compile(
    r"(?P<name>(?:(?:Dr|Mr|Ms|Mrs|Prof)\.? )?[A-Z\u00c0-\u00de\u0100-\u024f][A-Za-z'.\u00c0-\u024f-]*(?:,? (?:\"[^\"]+\"|\(?[A-Z\u00c0-\u00de\u0100-\u024f][A-Za-z'.\u00c0-\u024f-]*\)?|van|von|der|den|de|del|della|da|dos|di|la|le|bin|binti|al|el|ibn|ter|ten|y|e|af|st\.?)){0,5})"
)
HONORIFIC = re.compile(r"^(?:Dr|Mr|Ms|Mrs|Prof)\. ")
# Trades of old that are surnames now and hardly ever end a title on a résumé.
TRADE_SURNAMES = frozenset(
    "smith taylor turner walker wright carter cooper fletcher harper sawyer tyler tucker weaver chandler dyer glover hooper marshall potter parker wheeler archer spencer slater skinner thatcher miller clark clarke stewart page tanner hunter bishop".split()
)
# Trades that people still live by and that as many are called by: “Emma Baker” is somebody, a “Pastry Baker” is anybody.
LIVING_TRADES = frozenset(
    "baker barber butcher constable cook dean driver farmer fisher forester gardener gardner goldsmith judge mason packer painter porter priest proctor seaman sheriff shepherd singer tailor waterman".split()
)
TOP = 12


@lru_cache(maxsize=1)
def _surnames() -> tuple[frozenset[str], frozenset[str]]:
    words = read_words("surnames.txt")
    return frozenset(w for w in words if len(w) <= 4 and len(w) > 1), frozenset("".join(w for w in words if len(w) > 4))


def find_name(document: Document, lines: list[TextLine], *, email: str = "") -> tuple[int, int] | None:
    """Return where the name stands: labelled, else alone at the top, else first among the words of the top lines.

    The file's name is no evidence, so it is not read here; `parse` hints at it only when the text has none.

    Args:
        document: the résumé.
        lines: its lines.
        email: its e-mail address, whose letters break ties between candidates.
    """
    top = lines[:TOP]
    for line in lines[: 2 * TOP]:
        if (match := LABEL.search(line.view)) and (span := _read_name(line, match.end())):
            return span
    for line in lines[:2]:
        if (match := INTRODUCED.search(line.view)) and (span := _read_name(line, match.end())) and " " in document.text[slice(*span)]:
            return span
    for line in lines[: 2 * TOP]:
        if (match := NAMED.search(line.view)) and (span := _read_name(line, match.end())):
            return span
    best: tuple[float, tuple[int, int]] | None = None
    for line in top:
        score = _candidate(line, email)
        if score and (best is None or score[0] > best[0]):
            best = score
    if best:
        return best[1]
    for line in lines[: 2 * TOP]:
        if (match := INTRODUCED.search(line.view)) and (span := _read_name(line, match.end())):
            return span
    return None


def hinted_name(file: str) -> str | None:
    """Return the name that a file bears, as in 张三_简历.pdf or “CV Anna Berg.docx”: a hint where the text has none."""
    stem = plain_view(file.replace("\\", "/").rpartition("/")[2].rpartition(".")[0])
    for part in re.split(r"[_\-()\[\]+,【】]|(?:的?个?人?简历)|\b(?:cv|resume|résumé)\b", stem, flags=re.IGNORECASE):
        text = part.strip()
        length = (_chinese(text) if HAN.match(text) else _western(text)) if text else 0
        if length and length == len(text) and (HAN.match(text) or " " in text):
            return text
    return None


def _candidate(line: TextLine, email: str) -> tuple[float, tuple[int, int]] | None:
    view = line.view
    for at in _starts(view):
        span = _read_name(line, at)
        if span is None:
            continue
        name = plain_view(view[span[0] - line.start : span[1] - line.start])
        score = 10.0 - 0.8 * line.index - (1.5 if at else 0.0)
        alone = len(name) >= 0.8 * len(LETTERS_BEHIND.sub("", view.strip(" *#-")))
        score += (2.5 if alone else 0.0) + (4.0 if _matches_email(name, email) else 0.0) + (1.5 if line.bold or line.size > 13 else 0.0)
        if (not HAN.search(name) and len(name.split()) == 1) or (HAN.match(name) and "·" not in name and name[0] not in _surnames()[1]):
            score -= 4
        return score, span
    return None


def _starts(view: str) -> list[int]:
    """Return the offsets at which a part of a line begins."""
    starts = [len(view) - len(view.lstrip(" *#-=~【[『「《<>/|\\·•■●◆◇☆★╔╠╚║╟├└┌▲△♦❖✦◎○"))]
    starts += [
        m.end()
        for m in re.finditer(
            r"(?:师傅|老师|同志|师)\(|(?<=[师工长员理管])\s+(?=[\u4e00-\u9fff]{2,4}$)|[|/·•】\]»>~:\t]\s*|\s{2,}|\s-+\s*|--+\s*|(?<=[A-Za-z0-9])\s+(?=[\u4e00-\u9fff])",
            view,
        )
    ]
    return [s for s in dict.fromkeys(starts) if s < len(view)]


def _read_name(line: TextLine, at: int) -> tuple[int, int] | None:
    """Read a name that begins at an offset of a line."""
    while at < len(line.view) and line.view[at] in " \t:*_":
        at += 1
    rest = line.view[at:]
    if (polite := HONORIFIC.match(rest)) and len(rest.split()) > 2:
        at, rest = at + polite.end(), rest[polite.end() :]
    length = _chinese(rest) if HAN.match(rest) else _western(rest)
    return (line.start + at, line.start + at + length) if length else None


def _chinese(rest: str) -> int:
    part = re.match(r"[\u3400-\u9fff·•.・ ]{2,24}", rest)
    if part is None:
        return 0
    part = re.match(r".*?(?=\s*的?\s*(?:个\s*人\s*)?简\s*历)|.*", part.group()) or part
    spaced = re.match(r"[\u3400-\u9fff](?:\s+[\u3400-\u9fff]){1,3}(?=\s*$)", part.group())
    text = spaced.group() if spaced else _first_words(re.split(r"\s{2,}", part.group())[0]).strip(" ·•・.")
    text = SUFFIX.sub("", text).strip()
    bare = text.replace(" ", "")
    compound, single = _surnames()
    if re.search(r"[·•・]", bare):
        halves = re.split(r"[·•・]", text)
        if (
            2 <= len(halves[0].replace(" ", "")) <= 6
            and len(halves) >= 2
            and " " not in text
            and 2 <= len(halves[1].replace(" ", "")) <= 8
            and not _is_word(halves[0])
            and not _is_word(halves[1])
        ):
            return len(text)
        text, bare = halves[0], halves[0].replace(" ", "")
    if _is_word(bare) or lookup(strip_dress(bare)):
        return 0
    known = (
        (bare[0] in single and 2 <= len(bare) <= 3)
        or (bare[:2] in compound and 3 <= len(bare) <= 4)
        or (len(bare) == 4 and bare[0] in single and bare[1] in single)
    )
    minority = (4 <= len(bare) <= 6 and rest[len(text) : len(text) + 1] in {"", " ", "\t", "|", "("}) or (
        rest[len(text) : len(text) + 3] in {"的简历"} and 2 <= len(bare) <= 6
    )
    return len(text) if known or (minority and title_strength(bare) == 0 and not is_place(bare)) else 0


def _first_words(text: str) -> str:
    """Keep the name of “贾文博 男 30岁”, and all of “林 佩 珊”, whose characters stand apart."""
    words = text.split(" ")
    if len(words[0]) != 1:
        return words[0]
    kept = 1
    while kept < len(words) and sum(map(len, words[: kept + 1])) <= 4 and words[kept] not in {"男", "女"}:
        kept += 1
    return " ".join(words[:kept])


def _is_word(text: str) -> bool:
    bare = text.replace(" ", "")
    if len(bare) < 2 or NOT_NAME_ZH.search(bare):
        return True
    if len(bare) == 4 and is_place(bare[:2]) and bare[:2] not in _surnames()[0]:  # 中山小榄: a town behind its city
        return True
    if len(bare) > 2 and load_skills().by_name(bare):
        return True
    return bool(title_strength(bare) and len(bare) > 2) or org_strength(bare) == 3 or is_place(bare) or bool(lookup(bare))


def _western(rest: str) -> int:
    if spaced := re.match(r"(?:[A-Z] ){2,}[A-Z](?:\s{2,}(?:[A-Z] )+[A-Z])*", rest):
        return len(spaced.group())
    match = WESTERN.match(rest)
    if match is None:
        return 0
    text = re.sub(r"\s*\([^()]*\)?$", "", match["name"])
    cut = re.search(r"\s\(", text)
    text = text[: cut.start()] if cut else text
    text = _without_credentials(text)
    words = [w.strip(".,") for w in re.sub(r'"[^"]*"', "", text).split()]
    if not 1 <= len(words) <= 6 or NOT_NAME_EN.search(text) or any(c.isdigit() for c in text) or "@" in rest[len(text) : len(text) + 1]:
        return 0
    if is_place(text) or org_strength(text) == 3 or lookup(text.casefold()) or _is_title(text, words):
        return 0
    if len(words) == 1 and (title_strength(text) or len(words[0]) < 3 or not re.match(r"$|[|,\t(]|\s*[|/·•]|\s{2}", rest[len(text) :])):
        return 0
    return len(text)


def _is_title(text: str, words: list[str]) -> bool:
    """Tell whether several words name an occupation; “Robert Smith” names a person."""
    if len(words) < 2 or title_strength(text) != 3:
        return False
    bare = [w for w in words if w.casefold() not in {"jr", "sr", "ii", "iii", "iv"}]
    last, first = bare[-1].casefold(), bare[0].casefold()
    if last in LIVING_TRADES and len(bare) <= 3:
        return first in read_words("before_trades.txt") or bool(title_strength(bare[0]))
    return last not in TRADE_SURNAMES or bool(title_strength(bare[0]))


def _without_credentials(text: str) -> str:
    """Cut RN, PhD, CPA and their like from the end; keep “TAN WEI JIE, Benjamin”."""
    parts = text.split(", ")
    while len(parts) > 1 and (all(CREDENTIAL.match(w) for w in parts[-1].split()) or is_place(parts[-1]) or len(parts[-1].split()) > 1):
        parts.pop()
    if len(parts) > 1 and (is_place(", ".join(parts[1:])) or is_place(parts[1]) or not parts[0].isupper()):
        parts = parts[:1]
    words = ", ".join(parts).split(" ")
    marked = [i for i, w in enumerate(words) if i >= 2 and MIXED_CREDENTIAL.match(w.strip(".,"))]
    words = words[: marked[0]] if marked else words
    while len(words) > 2 and CREDENTIAL.match(words[-1].strip(",")) and words[-1].strip(",.").isupper() and not words[-2].endswith("."):
        words.pop()
    while len(words) > 2 and CAPITALS.fullmatch(words[-1]) and not any(w.isupper() and len(w) > 2 for w in words[:-1]):
        words.pop()
    # "Linnea Bergstrom-Hayes Minneapolis": a place that ran on.
    return " ".join(words).rstrip(" ,.-" if not re.search(r"\b(?:Jr|Sr|[A-Z])\.$", " ".join(words)) else " ,-")


def _matches_email(name: str, email: str) -> bool:
    local = re.sub(r"[^a-z]", "", email.partition("@")[0].lower())
    words = [re.sub(r"[^a-z]", "", w.lower()) for w in name.split()]
    return bool(local) and any(len(w) > 2 and w in local for w in words)
