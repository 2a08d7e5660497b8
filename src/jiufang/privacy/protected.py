"""Turn a text into the words in it that name a protected attribute: sex, age, origin, family, creed, looks, leisure.

Each ground is one that a law or a fair employer forbids to weigh (Employment Promotion Law of the PRC art. 27-31;
EU directive 2000/78/EC; 42 USC 2000e-2). What is found here never reaches the scorer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from jiufang.privacy.identifiers import find_birth_dates


class Ground(StrEnum):
    """What a protected word tells about a person."""

    SEX = "sex"
    AGE = "age"
    ETHNICITY = "ethnicity"
    FAMILY = "family"
    POLITICS = "politics"
    RELIGION = "religion"
    ORIGIN = "origin"
    PHOTO = "photo"
    BODY = "body"
    PRONOUN = "pronoun"
    TITLE = "title"
    LEISURE = "leisure"
    SCHOOL_TIER = "school_tier"


@dataclass(frozen=True, slots=True)
class ProtectedSpan:
    """`text[start:end]` tells something on a ground that may not be weighed."""

    start: int
    end: int
    ground: Ground
    value: str


ETHNIC = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 "
    "锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)
PEOPLES = "|".join(sorted(ETHNIC.split(), key=len, reverse=True))
PLACES = (
    "北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|湘西|湘|广东|广西|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|香港|澳门|内蒙古?|新疆|西藏|宁夏|"
    "东北|苏州|南京|杭州|宁波|温州|广州|深圳|武汉|长沙|成都|西安|郑州|济南|青岛|大连|沈阳|哈尔滨|长春|昆明|贵阳|南宁|福州|厦门|合肥|南昌|兰州|太原|石家庄|潮汕|客家"
)
EDGE = r"(?=[\s,，、;；。|｜/／·•:：)）\n]|$)"
FRONT = r"(?:^|(?<=[\s,，、;；。|｜/／·•:：(（\n]))"
FIELD_END = r"[^\s,，;；|｜\n]{1,14}"

PATTERNS: dict[Ground, tuple[str, ...]] = {
    Ground.SEX: (
        r"性\s*别\s*[:：]?\s*[男女](?:性)?",
        FRONT + r"[男女](?:性|士|生)?" + EDGE,
        r"(?<=本人)[是系为]?[男女](?:性)?" + EDGE,
        r"\b(?:sex|gender)\s*[:：/-]?\s*(?:male|female|man|woman|m|f|non-?binary|prefer not to say)\b",
        r"(?<![\w-])(?:female|male)(?![\w-])",
        r"\bpronouns?\s*[:：]?\s*(?:she|he|they)/\w+(?:/\w+)?",
        r"[(（](?:she|he|they)\s*/\s*\w+(?:\s*/\s*\w+)?[)）]",
    ),
    Ground.AGE: (
        r"年\s*龄\s*[:：]?\s*\d{2}\s*(?:周?岁)?",
        r"(?<!\d)\d{2}\s*周?岁(?:左右)?(?!以|的?孩)",
        r"\b(?:age|aged)\s*[:：]?\s*\d{2}\b",
        r"\b\d{2}[\s-]years?[\s-]old\b|\b\d{2}\s*y/?o\b",
        r"(?:19[4-9]\d|200\d|201[0-2]|[5-9]0)\s*年?(?:后|出生|生)(?![产成活])(?:人)?",
        r"本人(?:19[4-9]\d|200\d)年出?生?",
        r"(?:[5-9]0|0[05])后",
    ),
    Ground.ETHNICITY: (
        r"民\s*族\s*[:：]?\s*(?:" + PEOPLES + r")族?",
        r"(?<![\u4e00-\u9fff])(?:"
        + PEOPLES
        + r")族(?!自治|村|乡|歌|舞|语|工业|品牌)|(?<=[（(，、,\s])(?:"
        + PEOPLES
        + r")族(?=[）)，、,\s])",
        r"\b(?:ethnicity|race|nationality)\s*[:：]\s*[A-Za-z -]{2,24}",
        r"国\s*籍\s*[:：]\s*" + FIELD_END,
    ),
    Ground.FAMILY: (
        r"婚[姻育]?(?:状况|状态|情况|否)?\s*[:：]\s*" + FIELD_END,
        r"(?:已婚|未婚|离异|丧偶|单身)(?:已育|未育)?(?:[，、]?(?:育有|有)[一二两三]?[个名]?(?:子|女|孩子?|儿子?|女儿))*",
        r"(?:已育|未育|育有[一二两三\d][子女孩个名][^，。；\s]{0,6}|有[一二两三\d]个?(?:孩子|小孩|儿子|女儿|娃))",
        r"\b(?:marital status|civil status|children|dependents)\s*[:：]\s*[A-Za-z0-9 ,]{1,24}",
        r"(?<![\w-])(?:married|unmarried|divorced|widowed|single(?=\s+(?:m[ae]n|wom[ae]n|person|parent|mother|father|mum|mom|dad)\b)|(?:mother|father|mum|mom|dad|parent) of (?:(?:a|an|one|two|three|four|five|\d)\b(?:\s+(?:small|young|grown|teenage))?(?:\s+(?:sons?|daughters?|children|kids|boys?|girls?|toddlers?|twins))?|twins)|(?:happily )?married with (?:\w+ )?(?:kids?|children))(?![\w-])",
    ),
    Ground.POLITICS: (
        r"政治面[貌目]\s*[:：]?\s*" + FIELD_END,
        r"(?:中共)?(?:预备)?党员(?:干部)?|共青团员|入党积极分子|(?<![\u4e00-\u9fff])(?:团员|群众)(?![\u4e00-\u9fff])|民主党派|民革|民盟|民建会员|九三学社|无党派",
        r"\b(?:member of the )?(?:communist party|CPC member|communist youth league|republican party|democratic party)\b(?: member)?",
    ),
    Ground.RELIGION: (
        r"宗教(?:信仰)?\s*[:：]\s*" + FIELD_END,
        r"\b(?:[Rr]eligion|RELIGION|[Ff]aith|FAITH)\s*[:：]\s*[A-Za-z -]{2,20}",
        r"(?<![\w-])(?:Christian|Catholic|Muslim|Jewish|Buddhist|Hindu|Sikh|Mormon|Protestant|atheist)(?![\w-])(?!\s+(?:Brothers|Dior|University|College|Hospital|Medical|School|Health|Relief))",
        r"基督徒|佛教徒|穆斯林|天主教徒",
    ),
    Ground.ORIGIN: (
        r"(?:籍\s*贯|户\s*口(?:所在地|类型|性质)?|户\s*籍(?:所在地|地)?|生源地|出生地|祖籍)\s*[:：]\s*" + FIELD_END,
        r"(?:农村|城镇|农业|非农|非农业)户口|(?<![\u4e00-\u9fff])(?:"
        + PLACES
        + r")[\u4e00-\u9fff]{0,3}(?<!机器)(?<!负责)(?<!联系)人(?=[，,。；;\s|｜/)）]|$)",
        r"\b(?:place of birth|birthplace|native place|hometown|native of|born in|originally from)\s*[:：]?\s*[A-Z][\w.]*(?:[ ,]+[A-Z][\w.]*){0,2}",
    ),
    Ground.PHOTO: (
        r"[\[【(（]?\s*(?:照\s*片|证件照|一寸照|头像|photo(?:graph)?|headshot|picture)\s*(?:附后|粘贴处|处|attached|here)?\s*[\]】)）]",
        r"(?:照片|证件照)\s*[:：]\s*\S*|\b(?:photo(?:graph)?|headshot)\s*[:：]\s*\w+(?: (?:separately|below|here))?",
        FRONT + r"(?:照片|证件照|近照|photo)" + EDGE,
    ),
    Ground.BODY: (
        r"身\s*高\s*[:：]?\s*\d{2,3}(?:\.\d+)?\s*(?:cm|厘米|公分|米|m)?|体\s*重\s*[:：]?\s*\d{2,3}\s*(?:kg|公斤|斤)?|(?<!\d)1[4-9]\d\s*(?:cm|厘米|公分)|血型\s*[:：]?\s*\w{1,2}|星座\s*[:：]?\s*\S{2,3}|视力\s*[:：]?\s*[\d./]+|健康状况?\s*[:：]\s*"
        + FIELD_END,
        r"\b(?:height|weight|health|blood type)\s*[:：]\s*[\w'’\".]+(?:\s*(?:cm|kg|lbs?|ft|in))?",
        r"身体健康|五官端正|形象气质佳?|相貌",
    ),
    Ground.PRONOUN: (r"\b(?:[Hh]e|[Ss]he|[Hh]im|[Hh]is|[Hh]ers?|[Hh]imself|[Hh]erself)\b(?:['’](?:s|d|ll)\b)?", r"(?<!其)[他她](?:们)?"),
    Ground.TITLE: (r"(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss|Mx|Madam|Sir)\b\.?(?=\s+[A-Z])", r"(?<=[\u4e00-\u9fff])(?<!我)(?:先生|女士|小姐|太太)"),
    Ground.LEISURE: (
        r"(?:兴趣\s*(?:与|和|及)?\s*爱好|业余爱好|个人爱好|兴趣特长)\s*[:：]?[^。；;\n]*|(?<![的有浓厚])(?:爱好|兴趣|业余(?:时间)?|闲暇(?:时间?|之余)?)\s*[:：][^。；;\n]*|(?<![\u4e00-\u9fff])爱好[^。；;，\n]*|(?:业余|闲暇|平时|工作之余)(?:时间)?[，,]?(?:喜欢|喜爱|热爱|维护|长跑|跑步|打球|练字)[^。；;\n]*",
        r"(?:喜欢|喜爱|热爱|酷爱|爱)(?:好)?(?:跑步|长跑|篮球|足球|羽毛球|乒乓|游泳|健身|旅行|旅游|阅读|看书|读书|音乐|唱歌|跳|徒步|登山|爬山|摄影|烘焙|瑜伽|骑行|书法|绘画|画画|钓鱼|下棋|围棋|电影|写作|露营|攀岩|茶)[^。；;\n]*",
        r"\b(?:hobbies|(?:personal )?interests|leisure|pastimes?)\b\s*(?:[:：]|include|are\b|-)[^.;\n]*|\b(?:in my (?:free|spare) time|outside (?:of )?work|when (?:I am |I'm )?not working|off duty)\b[^.;\n]*",
    ),
    Ground.SCHOOL_TIER: (
        r"[(（]?(?<!\d)(?:985|211)(?:\s*[/、]\s*(?:985|211|双一流))*(?!\d)(?:工程)?(?:重点)?(?:大学|高校|院校|本科|硕士)?[)）]?|[(（]?双一流(?:大学|高校|学科|建设高校|院校)?[)）]?|(?:全国)?重点(?:大学|本科)|(?<![一两二三四五六七八九十几多数0-9])名校(?!招)|一本院校|C9(?:联盟|高校)?|QS\s*(?:前|top)?\s*\d{1,3}|[(（]?世界(?:排名)?前\d+[)）]?|海归",
        r"\b(?:Ivy League|Russell Group|Oxbridge|Big Ten|top[- ]tier university|top \d+ (?:university|school)|QS (?:top )?\d{1,3}|Group of Eight|prestigious university|elite university)\b",
    ),
}
COMPILED = {ground: re.compile("|".join(f"(?:{p})" for p in patterns), re.IGNORECASE) for ground, patterns in PATTERNS.items()}
CASED = {Ground.TITLE, Ground.RELIGION, Ground.PRONOUN}
COMPILED |= {ground: re.compile("|".join(f"(?:{p})" for p in PATTERNS[ground])) for ground in CASED}


def find_protected(text: str) -> list[ProtectedSpan]:
    """Return the words that name a protected attribute, in order; of overlapping ones the longest.

    >>> [(s.ground.value, s.value) for s in find_protected("韦晓岚 | 女 | 31岁 | 工作7年")]
    [('sex', '女'), ('age', '31岁')]
    """
    spans = [ProtectedSpan(*m.span(), ground, m.group()) for ground, pattern in COMPILED.items() for m in pattern.finditer(text)]
    for start, end, _ in find_birth_dates(text):
        label = re.search(
            r"(?:出\s*生\s*(?:日\s*期|年\s*月(?:日)?)?|生\s*日|date\s+of\s+birth|birth\s*date|birthday|d\.?o\.?b\.?|born)\s*(?:on|in)?\s*[:：/]?\s*$",
            text[:start],
            re.IGNORECASE,
        )
        spans.append(ProtectedSpan(label.start() if label else start, end, Ground.AGE, text[label.start() if label else start : end]))
    return _longest(spans)


def _longest(spans: list[ProtectedSpan]) -> list[ProtectedSpan]:
    kept: list[ProtectedSpan] = []
    for span in sorted(spans, key=lambda s: (s.start - s.end, s.start, s.ground)):
        if all(span.end <= other.start or span.start >= other.end for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda s: s.start)
