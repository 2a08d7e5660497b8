"""Answer whether words look like a job title, an employer, a part of one, a school, or a place."""

from __future__ import annotations

import re
from functools import lru_cache

from jiufang.text import tables

PARENTHESES = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*")
HAN = re.compile(r"[\u4e00-\u9fff]")
WORD = re.compile(r"[a-z\u00c0-\u024f][a-z\u00c0-\u024f.'&+-]*", re.IGNORECASE)
# Where the noun of an English name or title ends: Head | of Marketing, Engineer | (backend), Manager | - Retail.
CORE_END = re.compile(
    r"\s+(?:of|in|for|to|at|with|and|then|de|der|des|für|en|du)\s|\s*[,(/:&]|\s+-+\s|\s+(?:i{1,3}|iv|v|[1-5])\b", re.IGNORECASE
)
LEGAL = re.compile(
    r"(?:^|[\s,])(?:inc|llc|l\.l\.c|llp|ltd|limited|plc|corp|corporation|gmbh|ag|pty|pvt|pllc|s\.?a\.?r?l?|b\.?v|n\.?v|co|lp|bhd|berhad|sdn|oy|aps|kft|s\.r\.o|sp\. z o\.o|k\.k|kk|spa|sarl|sas|eurl|kg|ohg|mbh|e\.v|a/s|b\.v\.b\.a|s\.?p\.?a|(?-i:AB|ASA|KGaA|SE))\.?(?=$|[\s,)])",
    re.IGNORECASE,
)
CITY_OF = re.compile(
    r"\b(?:city|county|state|town|village|borough|port|bank|university|college|ministry|department|institute|house) of\b", re.IGNORECASE
)
UNIT = re.compile(
    r"\b(?:ICU|MICU|SICU|NICU|PICU|CCU|ER|OR|ED|A&E|ward|floor|unit|department|dept\.?|team|division|step-?down|telemetry|med-?surg\w*|nights|days|beds?|shift|section|branch|campus|headquarters|hq)\b",
    re.IGNORECASE,
)
LEGAL_JA = re.compile("株式会社|有限会社|合同会社|合資会社")
GERMAN_TITLE = re.compile(
    r".(?:leiter|leiterin|ingenieur|ingenieurin|berater|beraterin|entwickler|entwicklerin|techniker|technikerin|assistent|assistentin|pfleger|pflegerin|lehrer|lehrerin|händler|händlerin|kaufmann|kauffrau|fachkraft|meister|meisterin|arbeiter|arbeiterin|bearbeiter|bearbeiterin)$"
)
# The names of sole traders end on 部 as departments do.
SHOP_ZH = re.compile(r".{2}(?:联营|经营|营业|门市|批发|维修|小卖|加工|供应|俱乐)部$")
CJK_TITLE_MAX = 24
LEVELS = ("高中", "中学", "小学")
SUBJECTS = r"(?:物理|数学|语文|英语|化学|生物|历史|地理|政治|部)"  # 高中物理 is a subject
COMPASS = frozenset("north south east west northern southern eastern western central greater global international national".split())
# Endings of abstract nouns and of sciences; hardly a town has one.
FIELD_ENDING = re.compile(r"..(?:[ts]ion|ment|ics|logy|graphy|metry|ance|ence|ship|ness|ware|cy)s?$")
FUZZY_MIN = 7  # letters; shorter words have too many neighbours


def read_words(name: str) -> list[str]:
    """Return the words of a list of this room; underscores stand for blanks."""
    return tables.words("profiles", name)


def _any_of(name: str) -> str:
    """Return an expression for any word of a Chinese list, the longest first."""
    return "|".join(sorted((re.escape(w) for w in read_words(name)), key=len, reverse=True))


@lru_cache(maxsize=1)
def _title_zh() -> re.Pattern[str]:
    return re.compile(
        "(?:"
        + _any_of("titles_zh.txt")
        + r"|(?<![在上离转待下顶换调到定脱])岗|(?<![人成党团学会队动全满委裁减伤病定编超缺复随])员)(?:[A-Z\d一二三四]?级?|I{1,3})$",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _title_en() -> tuple[frozenset[str], re.Pattern[str]]:
    words = read_words("titles_en.txt")
    phrases = [w for w in words if " " in w]
    return frozenset(w for w in words if " " not in w), re.compile(r"\b(?:" + "|".join(map(re.escape, phrases)) + r")\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _orgs_en() -> tuple[frozenset[str], re.Pattern[str]]:
    words = read_words("orgs_en.txt")
    return frozenset(w for w in words if " " not in w), re.compile(
        r"\b(?:" + "|".join(re.escape(w) for w in words if " " in w) + r")\b", re.IGNORECASE
    )


@lru_cache(maxsize=1)
def _orgs_zh() -> re.Pattern[str]:
    return re.compile("(?:" + _any_of("orgs_zh.txt") + ")$")


STRONG_ORG_ZH = re.compile(
    r".{2,}?(?:有限责任公司|有限公司|总公司|分公司|公司|集团|事务所|医院|卫生院|研究院|研究所|设计院|银行(?:.{1,10}[支分]行)?|大学|学院|中学|小学|幼儿园|学校|酒店|出版社|法院|检察院|委员会|中心|俱乐部|工作室|合作社|人民政府|街道办事处|办事处|报社|广播电视台|电视台|派出所|某部队?|部队|支队|总队|(?:司法|公安|教育|财政|税务|民政|交通|住建|房管|水利|农业|卫生|文化|审计|统计|规划|建设|城管|监管|管理|保障|资源|环保|林业|气象|档案|铁路|工商|质监)局)"
    r"(?:\([^()]{1,14}\))?(?:[\u4e00-\u9fff]{2,10}(?:分公司|分所|分行|支行|分院|办公室|校区))?"
)


@lru_cache(maxsize=1)
def _depts_zh() -> re.Pattern[str]:
    return re.compile("(?:" + _any_of("depts_zh.txt") + ")$")


@lru_cache(maxsize=1)
def _places() -> tuple[frozenset[str], re.Pattern[str]]:
    zh = _any_of("places_zh.txt")
    return frozenset(read_words("places_en.txt")), re.compile(
        rf"^(?:中国|美国)?(?:(?:{zh})[省市区县州]?(?:[\u4e00-\u9fff]{{1,4}}(?:市|县|(?<!校)区))?)+$"
    )


@lru_cache(maxsize=1)
def _schools() -> tuple[re.Pattern[str], frozenset[str]]:
    words = read_words("schools.txt")
    # 西北大学 holds 北大 by chance.
    zh = sorted((re.escape(w) + ("(?!学)" if w.endswith("大") else "") for w in words if HAN.search(w)), key=len, reverse=True)
    return re.compile("(?:" + "|".join(zh) + ")"), frozenset(w for w in words if not HAN.search(w))


@lru_cache(maxsize=8192)
def title_strength(view: str) -> int:
    """Return 0..3: how surely words in plain view are a job title."""
    text = PARENTHESES.sub(" ", view).strip(" .,;:，。、-*")
    if not text:
        return 0
    if HAN.search(text):
        return 3 if len(text) <= CJK_TITLE_MAX and _title_zh().search(re.sub(r"\s[A-Z]{2,5}$", "", text).rstrip("等兼").strip()) else 0
    words, phrases = _title_en()
    if len(text) > 90:
        return 0
    core = [w.lower().strip(".") for w in WORD.findall(CORE_END.split(text + " ", maxsplit=1)[0])]
    if core and (_is_noun(core[-1], words) or phrases.search(text) or (core[-1] == "senior" and len(core) > 1)):
        return 3
    every = [w.lower().strip(".") for w in WORD.findall(text)]
    if any(_is_noun(w, words) for w in every):
        return 2
    return 1 if any(_misspelt(w) for w in every) else 0


def _is_noun(word: str, nouns: frozenset[str]) -> bool:
    return word in nouns or word.rpartition("-")[2] in nouns or bool(GERMAN_TITLE.search(word))


def _misspelt(word: str) -> bool:
    """Tell whether a word is a title noun with a letter wrong, missing or doubled."""
    if len(word) < FUZZY_MIN:
        return False
    near = _near_titles()
    return word in near or any(shorter in near for shorter in _deletions(word))


@lru_cache(maxsize=1)
def _near_titles() -> frozenset[str]:
    """The long title nouns, and each of them without one letter: two words one edit apart share such a form."""
    nouns = [w for w in _title_en()[0] if len(w) >= FUZZY_MIN]
    return frozenset(nouns) | frozenset(shorter for noun in nouns for shorter in _deletions(noun))


def _deletions(word: str) -> list[str]:
    return [word[:i] + word[i + 1 :] for i in range(1, len(word))]


@lru_cache(maxsize=8192)
def org_strength(view: str) -> int:
    """Return 0..3: how surely words in plain view name an organisation."""
    text = PARENTHESES.sub(" ", view).strip(" .,;:，。、-*")
    if HAN.search(text):
        if STRONG_ORG_ZH.match(text.replace(" ", "")) or LEGAL_JA.search(text):
            return 3
        return 2 if SHOP_ZH.search(text) or (_orgs_zh().search(text) and not _depts_zh().search(text)) else 0
    if LEGAL.search(text) or CITY_OF.search(text):
        return 3
    words, phrases = _orgs_en()
    core = [w.lower().strip(".") for w in WORD.findall(CORE_END.split(text + " ", maxsplit=1)[0])]
    if core and (core[-1] in words or core[-1] + "." in words):
        return 3
    return 2 if phrases.search(text) or any(w.lower() in words for w in WORD.findall(text)) else 0


@lru_cache(maxsize=8192)
def is_part(view: str) -> bool:
    """Tell whether words name a department, a ward or a shift rather than an employer."""
    text = PARENTHESES.sub("", view).strip()
    if HAN.search(text):
        return bool(_depts_zh().search(text)) and not STRONG_ORG_ZH.match(text) and not SHOP_ZH.search(text)
    return bool(UNIT.search(text)) and not LEGAL.search(text) and org_strength(UNIT.sub(" ", text)) < 2


@lru_cache(maxsize=1)
def _fields() -> frozenset[str]:
    return frozenset(read_words("fields_en.txt"))


@lru_cache(maxsize=4096)
def is_field(view: str) -> bool:
    """Tell whether English words name a function or a subject rather than a town: Privacy and Publishing, Accounts Payable."""
    words = [w.lower().strip(".'") for w in WORD.findall(view)]
    words = [w for w in words if w not in {"and", "of", "the", "for", "in"}]
    known = [w in _fields() or bool(FIELD_ENDING.search(w)) for w in words]
    return any(known) and (all(known) or any(k for k, w in zip(known, words, strict=True) if w not in COMPASS))


@lru_cache(maxsize=8192)
def is_place(view: str) -> bool:
    """Tell whether words are a place: a city, a state, a country, or several of them."""
    text = view.strip(" .,;()")
    if not text:
        return False
    if LEGAL.search(text):
        return False
    english, chinese = _places()
    if HAN.search(text):
        return bool(chinese.match(text.replace(" ", "")))
    parts = [p.strip(" .").casefold() for p in re.split(r"[,/]| - ", text) if p.strip(" .")]
    return bool(parts) and all(_place_part(p, english) for p in parts)


def _place_part(part: str, known: frozenset[str]) -> bool:
    part = re.sub(r"\b\d{5}(?:-\d{4})?$", "", part).strip()
    if part in known or part.removesuffix(" area").removeprefix("greater ") in known:
        return True
    head, _, tail = part.rpartition(" ")
    return bool(head) and tail in known and (head in known or len(tail) == 2)


@lru_cache(maxsize=8192)
def school_span(view: str) -> tuple[int, int] | None:
    """Return where words in plain view name a school or university, None when they name none."""
    chinese, english = _schools()
    if HAN.search(view):
        hits = [
            m
            for m in chinese.finditer(view)
            if not re.match(r"(?:生|老师|教师|毕业|学历|城)", view[m.end() : m.end() + 3])
            and not (m.group() in LEVELS and re.match(SUBJECTS, view[m.end() :]))
        ]
        if not hits:
            return None
        before = re.search(r"(?:毕业于|就读于|就读|考入|进入|于|在|:)\s*(?=[\u4e00-\u9fff]{2,})", view[: hits[0].start()])
        start = before.end() if before else 0
        end = hits[0].end()
        for hit in hits[1:]:  # 北京大学医学部附属…学院: names nest without a blank between them
            if " " in view[end : hit.start()] or hit.start() - end > 8 or re.search(r"专业|系", view[end : hit.start()]):
                break
            end = hit.end()
        return (start, end) if end - start >= 3 or view[start:end] in {"北大", "清华", "复旦", "同济", "南开"} else None
    if (
        any(w.lower().strip(".'") in english for w in WORD.findall(view))
        or re.match(r"(?:TU|FH|HS|LMU|FU|HU|MIT|ENS) [A-Z]", view)
        or re.search(r"\b(?:career|training|technology|technical) cent(?:er|re)\b|\bsixth form\b|\bJATC\b", view, re.IGNORECASE)
    ):
        return 0, len(view)
    return None
