"""Turn a text into its blind form: the same words without who the person is.

Swapping a name, a sex, an age, a school or an address gives the same blind text, because such words are
taken out or replaced by one neutral word, whatever they were.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from jiufang.privacy.identifiers import find_identifiers
from jiufang.privacy.protected import Ground, find_protected

PERSON, SCHOOL = "[person]", "[school]"
SURNAME_MAX = 2  # 欧阳, 司马: the longest Chinese surnames
DOUBLE_SURNAMES = frozenset(
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 端木 长孙 宇文 独孤 南宫 轩辕 百里 呼延 东郭".split()
)

NEUTRAL_EN = {
    "salesman": "salesperson", "saleswoman": "salesperson", "chairman": "chair", "chairwoman": "chair", "waitress": "waiter", "hostess": "host",
    "stewardess": "flight attendant", "steward": "flight attendant", "foreman": "supervisor", "forewoman": "supervisor", "businessman": "businessperson", "businesswoman": "businessperson",
    "spokesman": "spokesperson", "spokeswoman": "spokesperson", "husband": "spouse", "wife": "spouse", "mother": "parent", "father": "parent", "mom": "parent", "mum": "parent", "dad": "parent",
    "son": "child", "daughter": "child", "sons": "children", "daughters": "children", "brother": "sibling", "sister": "sibling", "women": "people", "men": "people", "woman": "person", "man": "person",
    "girls": "children", "boys": "children", "girl": "child", "boy": "child", "maternity": "parental", "paternity": "parental", "fraternity": "society", "sorority": "society",
    "congressman": "representative", "policeman": "police officer", "policewoman": "police officer", "actress": "actor", "alumna": "alumnus",
}  # fmt: skip
NEUTRAL_ZH = {
    "我先生": "我配偶", "我太太": "我配偶", "我媳妇": "我配偶", "陪产假": "家庭假", "产假": "家庭假", "丈夫": "配偶", "妻子": "配偶", "老公": "配偶", "老婆": "配偶", "爱人": "配偶", "儿子": "孩子", "女儿": "孩子", "妈妈": "家长", "爸爸": "家长", "母亲": "家长", "父亲": "家长",
    "宝妈": "家长", "宝爸": "家长", "男生": "学生", "女生": "学生", "男士": "人士", "女性": "人士", "男性": "人士", "妇女": "人士", "男孩": "孩子", "女孩": "孩子", "女子": "", "男子": "", "女篮": "篮球", "男篮": "篮球", "女足": "足球", "男足": "足球", "女排": "排球", "男排": "排球", "女员工": "员工", "男员工": "员工", "女职工": "职工", "男职工": "职工", "女教师": "教师", "男教师": "教师", "女护士": "护士", "男护士": "护士", "女同事": "同事", "男同事": "同事", "女司机": "司机", "男司机": "司机", "哥哥": "亲属", "姐姐": "亲属", "弟弟": "亲属", "妹妹": "亲属",
}  # fmt: skip
GENDERED = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(sorted(NEUTRAL_EN, key=len, reverse=True))
    + r")(?![\w-])|"
    + "|".join(sorted(NEUTRAL_ZH, key=len, reverse=True)),
    re.IGNORECASE,
)
SCHOOL_ZH = re.compile(
    r"(?:(?!毕业于|就读于|考入|毕业|就读)[\u4e00-\u9fff·]){2,14}?(?:大学|学院|学校|中学|高中|小学|高专|师专|职校|技校|分校|研究院|党校)(?:[（(][\u4e00-\u9fff]{1,8}[）)])?(?![\u4e00-\u9fff]{0,2}(?:学生|英语|语文|数学|教师资格|专业))"
)
SCHOOL_EN = re.compile(
    r"(?:The )?(?:[A-Z][\w.&'’-]*\s+|of\s+|at\s+|and\s+|the\s+)*(?:University|College|Institute(?: of Technology)?|Polytechnic|Academy|High School|School|Universidad|Université|Universität|Hochschule)\b"
    r"(?:\s+(?:of|at|in|for|and|the|[A-Z][\w.&'’-]*))*(?:[ ,-]+(?=[A-Z])(?:[A-Z][\w.'’-]+))?"
)
YEARS = re.compile(
    r"(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+)?(?<!\d)(?:19|20)\d{2}(?!\d)(?:\s*(?:年|[./-])\s*\d{1,2}(?!\d)\s*(?:月)?(?:[./-]?\d{1,2}(?!\d)日?)?|\s*年)?(?:\s*届)?|(?:class of|graduated|graduation)\s+(?:in\s+)?(?:'\d{2}|(?:19|20)\d{2})|[’']\d{2}(?!\d)",
    re.IGNORECASE,
)
GRADUATION = re.compile(
    r"(?:19|20)\d{2}\s*(?:年)?\s*(?:届(?:毕业生|应届生|本科|硕士)?|年?(?:\d{1,2}月)?毕业)|(?:毕业(?:时间|年份|于)?|graduat(?:ed|ion|ing)(?: (?:in|date|year))?|class of)\s*[:：]?\s*(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+)?(?:19|20)\d{2}(?:[年./-]\d{1,2}月?)?",
    re.IGNORECASE,
)
DASHES = re.compile(r"(?:\s*(?:[-–—―~～]|至|to|until|now|至今|present)\s*){1,3}(?=$|[\s,，、;；|｜)）])", re.IGNORECASE)
EMPTY = re.compile(r"[(（\[【]\s*[\s,，、/·;；:：-]*[)）\]】]")
DANGLING = re.compile(r"\s*([,，、;；|｜/·•])(?:\s*[,，、;；|｜/·•])+")
LABEL_ONLY = re.compile(
    r"(?:(?:姓\s*名|性\s*别|年\s*龄|电\s*话|联系电话|手\s*机(?:号码?)?|邮\s*箱|电子邮[箱件]|微信(?:号|同号)?|住\s*址|现住址|地\s*址|联系方式|出生(?:年月|日期)?|学\s*校|毕业院校|院校|籍\s*贯|民\s*族)\s*[:：]"
    r"|(?<![A-Za-z])(?:E-?mail|Tel|Telephone|Phone|Mobile|Mail|Cell|Name|Address|Date of birth|Birth(?:day)?|DOB|Contact)\s*[:：.])\s*(?=$|[\s|｜,，/·•;；])"
    r"|^\s*(?:(?:E-?mail|Tel|Phone|Mobile|Mail|Cell)\b|个\s*人\s*简\s*历|简\s*历|电话|手机|邮箱|r[ée]sum[ée]$|curriculum vitae|微信(?:同号)?)\s*[:：]?\s*(?=$|[|｜,，/·•;；])|[☎✉📞📱📧🏠📍]",
    re.IGNORECASE,
)


# "her plan" against "asked her about it": what follows a possessive is no preposition, article or end.
POSSESSED = re.compile(
    r"\s+(?!(?:about|above|after|again|against|and|as|at|before|but|by|during|every|for|from|how|if|in|into|is|it|not|of|on|or|out|over|so|than|that|the|their|then|through|to|too|twice|under|until|up|was|what|when|where|whether|which|while|who|why|with|without|a|an|this|these|those|daily|directly|weekly)\b)\w"
)
PARENT = re.compile(r"(?:mother|father|mum|mom|dad|parent) of", re.IGNORECASE)
STUDY_ZH = r"(?:读书|读研|读博|上学|求学|念书|就读|攻读|在读|学习期间|毕业|校友)"
SCHOOL_WORD_ZH = r"(?:(?![在于从自年])[\u4e00-\u9fff·]){2,12}?(?:大学|学院|学校|中学|高中|高专|师专|职校|技校|党校)(?:分校|[（(][\u4e00-\u9fff]{1,8}[）)])?"
# A school that is named as a place of study, in whatever section; one that is worked at, or for, stays.
STUDIED_ZH = re.compile(
    rf"(?:(?<=毕业于)|(?<=就读于)|(?<=考入)|(?<=考取)|(?<=保送至)|(?<=母校是)|(?<=母校为)){SCHOOL_WORD_ZH}"
    rf"|(?:(?<=[在于从自])|(?<![\u4e00-\u9fff])){SCHOOL_WORD_ZH}(?=[\u4e00-\u9fff]{{0,8}}?{STUDY_ZH})"
)
CAPITALISED = r"[A-Z][\w&'’-]*(?:\s+(?:(?:of|at|and|the|in|&)\s+){0,2}[A-Z][\w&'’-]*)*"
STUDIED_EN = re.compile(
    r"(?P<cue>\b(?:(?i:studied|studying|graduated|graduating|educated|my (?:years|days|studies))(?: [a-z]+| [A-Z][a-z]+){0,3}?\s+(?i:at|from)"
    r"|(?i:graduate|alumn(?:us|a|i|ae)|student)\s+(?i:of|at|from)|(?i:degree|diploma|Ph\.?D|doctorate|MBA|bachelor'?s?|master'?s?)(?: in [\w &]{2,30}?)?\s+(?i:from|at)|(?i:enrolled)\s+(?i:at))"
    r"\s+(?:(?i:the)\s+)?)" + CAPITALISED
)
WHILE_AT = re.compile(
    rf"(?P<cue>\b(?i:while|when|still|attended|attending) (?:(?i:still) )?(?:(?i:at) )?(?:(?i:the) )?)(?={CAPITALISED})({SCHOOL_EN.pattern})"
)
NAMED_SELF = re.compile(
    r"(?P<cue>我叫|本人叫|名字[叫是])[\u4e00-\u9fff·]{2,12}(?=[，,。；;\s（(]|$)|(?P<is>\b(?i:my name is) )[A-Z][\w'’-]*(?:\s+[A-Z][\w'’.-]*){0,3}"
)
CALLED = "工|总|老师|经理|医生|护士长?|律师|主管|主任|师傅|教授|同学|教练"  # what a surname is followed by when colleagues speak


def blind(text: str, *, names: Iterable[str] = (), schools: Iterable[str] = (), studying: bool = False) -> str:
    """Return a text without identifiers, protected words, the person's names and schools.

    Args:
        text: a clause or a line of a résumé.
        names: the person's names; their parts are taken out too.
        schools: the schools to take out wherever they are named.
        studying: whether the text is about education, where every school and every year goes.

    >>> blind("王芳，女，31岁，熟悉 Java", names=["王芳"])
    '熟悉 Java'
    """
    text = _without_protected(text)
    text = _without(text, [(s, e) for s, e, _ in find_identifiers(text)])
    for part in sorted({part for name in names for part in name_parts(name)}, key=lambda n: (-len(n), n)):
        text = _name_pattern(part).sub(PERSON, text)
    for family in sorted({f for name in names if (f := _surname(name))}):
        text = _called(family).sub(PERSON, text)
    for school in sorted({s for s in schools if len(s) > 1}, key=lambda s: (-len(s), s)):
        text = re.sub(re.escape(school), SCHOOL, text, flags=re.IGNORECASE)
    if studying:
        text = SCHOOL_EN.sub(_school, SCHOOL_ZH.sub(SCHOOL, text))
        text = DASHES.sub(" ", YEARS.sub("", text))
    text = GRADUATION.sub("", _without_studies(text))
    return tidy(_without_person(_neutral(text)))


def _without_studies(text: str) -> str:
    """Take out schools named as places of study, and whoever introduces themselves."""
    text = STUDIED_ZH.sub(SCHOOL, text)
    text = WHILE_AT.sub(_school, STUDIED_EN.sub(rf"\g<cue>{SCHOOL}", text))
    return NAMED_SELF.sub(lambda m: (m["cue"] or m["is"]) + PERSON, text)


def _school(match: re.Match[str]) -> str:
    """Return what stands for a school; a full stop behind its name ends the sentence and stays."""
    cue = match.groupdict().get("cue", "")
    return f"{cue}{SCHOOL}{'.' * match.group().endswith('.')}"


def name_parts(name: str) -> list[str]:
    """Return the forms in which a name may recur: whole, each Latin part, the Chinese given name."""
    name = " ".join(name.split())
    joined = re.sub(r"\s", "", name)
    if re.fullmatch(r"[\u4e00-\u9fff·]{2,12}", joined):
        parts = [joined, name, *joined.split("·")]
        parts.append(joined[SURNAME_MAX if len(joined) > 3 else 1 :])
        return [p for p in parts if len(p) > 1]
    pieces = re.findall(r"[^\W\d_][\w'’-]*", name)
    return [name, *(p for p in pieces if len(p) > 2 or (len(p) == 2 and not p.isascii()))]


def _surname(name: str) -> str:
    """Return the family name of a Chinese name, empty for others."""
    joined = re.sub(r"\s", "", name)
    if not re.fullmatch(r"[\u4e00-\u9fff]{2,4}", joined):
        return ""
    return joined[:SURNAME_MAX] if joined[:SURNAME_MAX] in DOUBLE_SURNAMES or len(joined) > 3 else joined[0]


@lru_cache(maxsize=1024)
def _called(family: str) -> re.Pattern[str]:
    """Return the pattern of a family name as colleagues use it: 小王, 王工, 王老师; 高工 is a grade, not a person."""
    grade = "(?!高工)(?!总工)" if family in "高总" else ""
    front = r"(?:(?<![\u4e00-\u9fff])|(?<=[称说叫问请找给由对让跟]))"
    return re.compile(rf"{front}{grade}(?:[小老阿]{family}(?![\u4e00-\u9fff]{{0,1}}[业型区板家])|{family}(?:{CALLED}))")


def tidy(text: str) -> str:
    """Return the text without the punctuation that taking words out has left behind."""
    for _ in range(2):
        text = EMPTY.sub("", text)
        text = DANGLING.sub(r"\1", text)
        text = LABEL_ONLY.sub("", text)
    text = re.sub(r"[ \t\u3000\n]+", " ", text)
    text = re.sub(r"\s+([,，、;；。.)）])", r"\1", text)
    return text.strip(" \t,，、;；|｜/·•:：-–—~")


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + " " + text[end:]
    return text


def _without_protected(text: str) -> str:
    for span in reversed(find_protected(text)):
        text = text[: span.start] + _stand_in(span.ground, span.value, text, span.end) + text[span.end :]
    return text


def _stand_in(ground: Ground, value: str, text: str, end: int) -> str:
    if ground is Ground.FAMILY and PARENT.match(value):
        return "person"
    if ground is not Ground.PRONOUN:
        return " " if value.isascii() else ""
    if not value.isascii():
        return "TA们" if value.endswith("们") else "TA"
    word, here = value.casefold().split("'")[0].split("’")[0], text[end:]
    if word in {"he", "she"}:
        neutral = "they"
    elif word.endswith("self"):
        neutral = "themselves"
    elif word in {"hers", "him"} or (word == "his" and not POSSESSED.match(here)):
        neutral = "them" if word == "him" else "theirs"
    else:
        neutral = "their" if word == "his" or POSSESSED.match(here) else "them"
    return neutral.capitalize() if value[0].isupper() else neutral


def _neutral(text: str) -> str:
    return GENDERED.sub(lambda m: NEUTRAL_EN.get(m.group().casefold()) or NEUTRAL_ZH.get(m.group(), ""), text)


def _without_person(text: str) -> str:
    """Take the name out of a line that it heads; keep a neutral word where a sentence needs one."""
    text = re.sub(r"(?:\[person\][\s·,，.]*)+", f"{PERSON} ", text)
    return re.sub(r"^\s*\[person\]\s*(?:的(?:个人)?简历)?[\s|｜,，/·•:：—-]*", "", text)


def _name_pattern(name: str) -> re.Pattern[str]:
    quoted = r"\s*".join(re.escape(c) for c in name) if not name.isascii() and len(name) <= 4 else re.escape(name)
    return re.compile(rf"(?<![A-Za-z]){quoted}(?![A-Za-z])" if name[0].isascii() else quoted, re.IGNORECASE)
