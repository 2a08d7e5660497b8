"""Find skills that no taxonomy knows: items of skill lists, what is named after “using” or 熟悉, and product names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from jiufang.text import tables

Span = tuple[int, int]

HAN = re.compile(r"[\u4e00-\u9fff]")
LABEL = re.compile(
    r"^[\s\-–—*•·▪◦●○◆◇■□▶>§※]*(?:\d{1,2}[.、)]\s*)?(?P<label>[A-Za-z\u4e00-\u9fff][A-Za-z\u4e00-\u9fff &/（）()+-]{0,30}?)\s*[:：]\s*(?P<body>\S.*)$"
)
LIST_LABEL = re.compile(
    r"技能|技术|工具|软件|特长|擅长|设备|语言框架|框架|数据库|中间件|技术栈|平台|系统|方法|热门|关键词|编程|办公|"
    r"\b(?:skills?|tools?|software|technolog\w+|tech stack|stack|systems?|platforms?|equipment|methods?|frameworks?|databases?|languages? and tools|expertise|competenc\w+|"
    r"proficien\w+|keywords?|strengths|instruments|techniques|applications|programs|programming|libraries|cloud|devops|crm|erp|emr|ehr|pos)\b",
    re.IGNORECASE,
)
SPLIT = re.compile(
    r"\s*[,，、;；|｜•▪\t。]\s*|\s+[·‧/–—-]\s+|(?<=[\u4e00-\u9fff)）])/(?=\S)|(?<=\w{3})/(?=[A-Z\u4e00-\u9fff])|·|\s{2,}|\s+(?:and|&)\s+(?=[A-Za-z])|\.(?=\s|$)|(?<=[\u4e00-\u9fff])(?:和|以及|及)(?=[\u4e00-\u9fffA-Za-z])"
)
LEVEL_EDGE = re.compile(
    r"^(?:and|or|including|incl\.|e\.g\.|such as|plus|also|the|a|an|strong|good|excellent|basic|advanced|proficient|proficiency|expert|skilled|experienced|experience|knowledge|familiar(?:ity)?|working knowledge|intermediate|fluent|trained|certified|competent)\b\s*(?:(?:in|with|of|at|on)\b)?\s*"
    r"|^(?:能够|可以|可|能|会|并|且|具有|具备|有)?(?:非常|比较|较为|较|基本|能)?(?:精通|熟练(?:掌握|使用|运用|操作|应用)?|熟悉|掌握|擅长|了解|会(?:使用|用)?|使用|运用|操作|略懂)\s*(?:使用|运用|操作|应用)?|^(?:常用|各类|主流|相关|基本|常见|多种)的?",
    re.IGNORECASE,
)
LEVEL_TAIL = re.compile(
    r"(?:\s*[-–—:：(（]?\s*(?:非常|比较)?(?:精通|熟练|熟悉|掌握|了解|入门|良好|一般|优秀|初级|中级|高级|★+☆*|☆+|●+○*|\d{1,3}\s*%|\d/\d{1,2}|basic|advanced|intermediate|proficient|expert|beginner|fluent|familiar|strong|good|excellent)\s*[)）]?)+\s*$"
    r"|(?:的)?(?:使用|应用|操作|运用|等(?:常用)?(?:办公|设计|绘图|开发|制图)?(?:软件|工具|技术|系统|框架|语言|设备)?|常用功能|基本操作|相关(?:知识|技能|工作))$|\s+etc\.?$|\s+(?:on|in|at|for|from) (?:the|our|my|a|an|quantities)\b.*$",
    re.IGNORECASE,
)
SENTENCE_ZH = re.compile(
    r"[我您你他她它]|本人|自己|负责|参与|曾|已经|因为|可以|能够|希望|并且|的是|了$|过$|\d{4}|对.+有|年以上|工作经验|一定|良好|能力强|较强|强$|学习|精神|性格|为人|做事|认真|团结|吃苦"
    r"|[一两二三四五六七八九十几多\d]+[台个位张套次年月名种门]|着$|的(?:人|老人|病人|患者|孩子)|^(?:其中|是|在|对|把|能|每|打算|交过|做了|没|仅|看|线上跑|用得|一路)|用得|还是|都用|多$|听过|有证|[开细耐]心|^做|^写|^[了着过]|各项$|一等奖|二等奖|社团|礼仪|理论$|结果$|电影|视频$|每天|每周|每月"
)
SENTENCE_EN = re.compile(
    r"^(?:i|my|we|our|he|she|they|it|this|that|these|there|who|which|what|when|where|how|if|to|for|from|by|at|on|in|with|as|not|no|never|but|so|then|than|each|every|all|any|some|more|most|very|is|are|was|were|be|been|will|can|could|would|have|has|had|do|did)\b"
    r"|\b(?:i|my|me|is|are|was|were|will|has|have|had|because|since|until|there|still|fluent|native|from|both|mother|started?|only|finished|online course|not used|at work)\b",
    re.IGNORECASE,
)
USING = re.compile(
    r"\b(?:using|via|proficient (?:in|with|at)|skilled (?:in|with|at)|experienced? (?:in|with)|expertise in|familiar(?:ity)? with|knowledge of|trained (?:in|on)|competent (?:in|with)|hands-on with|"
    r"worked with|work with|certified in|super[- ]?user (?:of|in|for)|leveraged|utili[sz](?:ed|ing)|exposure to|background in|competenc(?:y|ies) (?:in|with)|specialis?z?(?:ed|ing) in|fluent in)\s+",
    re.IGNORECASE,
)
MADE_IN = re.compile(
    r"\b(?:chart\w*|document\w*|track\w*|record\w*|log\w*|enter\w*|maintain\w*|maintained|report\w*|buil[dt]\w*|wr[io]te?\w*|written|cod\w+|model\w*|simulat\w+|design\w*|draw\w*|drawings?|draft\w*|schedul\w*|book\w*|process\w*|scripts?|routines?|"
    r"dashboards?|invoic\w*|orders?|match|inventory|tickets?|pipeline|sequences?|cadences?|reconcil\w*|everything|certified|working|developed|implemented|managed|records?|edit\w*|deployed|clos\w+|rais\w+)\b[^.;\n]{0,40}?\b(?:in|on|with|through|into)\s+",
    re.IGNORECASE,
)
FAMILIAR = re.compile(
    r"(?:精通|熟练(?:掌握|使用|运用|操作|应用)?|熟悉|掌握|擅长|会使用|能使用|会用|使用|运用|采用|利用|借助|操作)\s*(?:过)?"
)
PROPER = re.compile(r"[A-Z][\w.+#&’'-]*(?:\s+(?:[A-Z0-9][\w.+#&-]*)){0,2}")
LATIN_IN_HAN = re.compile(r"(?<![A-Za-z0-9@._/-])[A-Za-z][A-Za-z0-9.+#-]*(?:[ -](?:[A-Z][A-Za-z0-9.+#-]*|\d[\w.]*))*(?![A-Za-z0-9@])")
PRODUCT = re.compile(
    r"(?<![\w@./'’-])(?:[A-Z][a-z]+[A-Z][A-Za-z0-9]*|[a-z]+[A-Z]{1,}[A-Za-z0-9]*|[A-Z]{2,6}(?:-\d+|\d+)?|[A-Z]{1,4}[- ]?\d{2,5}[A-Z]?)(?![\w@'’]|\.\w)"
)
NUMBERISH = re.compile(r"[\d\s.,%$￥¥€£+\-–—~/:x×*()（）年月日至今岁元万千百个人次台名套kKwWmM]+")
# Dates, fiscal years, grades, versions, quoted titles and degrees are said in lists too.
UNLIKE = re.compile(
    r"\b(?:19|20)\d{2}\b|^(?:FY|CY|Q[1-4]|H[12]|V|OP|No\.?)\s?\d*$|^(?:level|grade|band|part|class|version|page|step)\s?\w{0,3}$|[《》“”\"]|^[ABC][12]$|^N[1-5]$|^(?:B|M)\.?(?:S|A|Sc|Eng|Ed)\.?$|@|%|\$|￥"
    r"|\b(?:University|College|Inc|LLC|Ltd|GmbH|Hospital|School|Street|Hotel|Restaurant|Royal|Co|Bank|Group|Executive|Manager|Engineer|Director|Nurse|Teacher|Officer|Specialist|certification|certificate)s?\b",
    re.IGNORECASE,
)
ITEM_MAX, ITEM_WORDS, ITEM_HAN = 44, 5, 12


def listed_items(text: str, start: int, end: int, *, only_labelled: bool = False) -> Iterator[Span]:
    """Yield the items of the lists in a stretch of text; `only_labelled` takes lines such as “Tools: …” alone."""
    for line_start, line in _lines(text, start, end):
        m = LABEL.match(line)
        labelled = bool(m and LIST_LABEL.search(m.group("label")))
        if only_labelled and not labelled:
            continue
        at = m.start("body") if m and (labelled or _short_label(m.group("label"))) else _bullet_end(line)
        yield from _items(text, line_start + at, line_start + len(line))


def named_after_cues(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield what stands after “proficient in”, “using”, 熟悉, 使用 and the like."""
    for m in (*USING.finditer(text, start, end), *FAMILIAR.finditer(text, start, end)):
        stop = re.compile(
            r"[。；;！!？?\n:：]|\.(?=\s|$)|，(?!\s*[A-Z])|\b(?:to|for|by|at|from|that|which|while|during|when|where|across|under|after|before|per|so|including)\b"
        ).search(text, m.end(), min(end, m.end() + 120))
        limit = stop.start() if stop else min(end, m.end() + 120)
        yield from _items(text, m.end(), limit)
    for m in MADE_IN.finditer(text, start, end):
        proper = PROPER.match(text, m.end(), end)
        if proper and _acceptable(proper.group()):
            yield proper.start(), _proper_end(proper)


def product_names(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield Latin names inside Chinese lines, and CamelCase, ALL-CAPS and numbered names in Latin ones."""
    for line_start, line in _lines(text, start, end):
        pattern = LATIN_IN_HAN if HAN.search(line) else PRODUCT
        if pattern is PRODUCT and line.upper() == line:
            continue
        for m in pattern.finditer(line):
            if len(m.group()) > 1 and _acceptable(m.group()) and _namelike(m.group()):
                yield line_start + m.start(), line_start + len(line[: m.end()].rstrip(".-"))


@lru_cache(maxsize=1)
def ordinary_words() -> frozenset[str]:
    """Return the words and acronyms that look like skills and are none."""
    return frozenset(tables.lines("profiles", "not_skills.txt"))


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    at = start
    for line in text[start:end].split("\n"):
        if line.strip():
            yield at, line
        at += len(line) + 1


def _short_label(label: str) -> bool:
    return len(label) <= (8 if HAN.search(label) else 28)


def _bullet_end(line: str) -> int:
    m = re.match(r"[\s\-–—*•·▪◦●○◆◇■□▶>§※]*(?:\d{1,2}[.、)）]\s*|[(（]\d{1,2}[)）]\s*)?", line)
    return m.end() if m else 0


def _items(text: str, start: int, end: int) -> Iterator[Span]:
    for low, high in _outside_and_inside_brackets(text, start, end):
        at = low
        for m in (*SPLIT.finditer(text, low, high), None):
            stop = m.start() if m else high
            span = _trim(text, at, stop)
            if span and _acceptable(text[span[0] : span[1]]):
                yield span
            at = m.end() if m else high


def _outside_and_inside_brackets(text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    for m in re.finditer(r"[(（]([^()（）\n]*)[)）]", text[start:end]):
        yield at, start + m.start()
        yield start + m.start(1), start + m.end(1)
        at = start + m.end()
    yield at, end


def _trim(text: str, start: int, end: int) -> Span | None:
    for _ in range(3):
        piece = text[start:end]
        start += len(piece) - len(piece.lstrip(" \t\u3000-–—•·:：“\"'（("))
        end = max(start, end - (len(piece) - len(piece.rstrip(" \t\u3000.-–—:：”\"'）)。")))) if piece.strip() else start
        head, tail = LEVEL_EDGE.match(text[start:end]), LEVEL_TAIL.search(text[start:end])
        if tail and tail.start() > 0:
            end = start + tail.start()
        if head and head.group() and head.end() < end - start:
            start += head.end()
        elif not tail:
            break
    return (start, end) if end > start else None


def _acceptable(item: str) -> bool:
    item = item.strip()
    if UNLIKE.search(item) or not 2 <= len(item) <= ITEM_MAX or NUMBERISH.fullmatch(item) or item.casefold() in ordinary_words():
        return False
    if HAN.search(item):
        return len(HAN.findall(item)) <= ITEM_HAN and not SENTENCE_ZH.search(item)
    words = item.split()
    return len(words) <= ITEM_WORDS and not SENTENCE_EN.search(item) and words[0].casefold() not in {"and", "or", "etc"}


def _namelike(name: str) -> bool:
    """Tell whether every word of a name might belong to a product: at least one is not an ordinary word."""
    words = [w.casefold().strip(".-") for w in re.split(r"[\s-]+", name)]
    return not all(w in ordinary_words() or w.isdigit() or len(w) < 2 for w in words) and name[0] not in ".-"


def _proper_end(m: re.Match[str]) -> int:
    return m.start() + len(m.group().rstrip(".,'’"))
