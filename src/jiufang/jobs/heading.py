"""Turn the top of an ad into the job's title, place and sector."""

from __future__ import annotations

import re

from jiufang.jobs.lexicon import rows

_LABELLED_TITLE = re.compile(
    r"^[\s#*【]*(?:招聘岗位|岗位名称|职位名称|招聘职位|岗位|职位|job title|position|role|title|post|vacancy)[】*]*\s*[:：\t]\s*(?P<value>[^\n]{2,60})",
    re.IGNORECASE | re.MULTILINE,
)
_LABELLED_PLACE = re.compile(
    r"(?:工作地点|工作地址|上班地点|工作城市|地点|location|based in|base)[】*]*\s*[:：\t ]\s*(?P<value>[^\n|｜；;。，,（(]{2,40})",
    re.IGNORECASE,
)
_HIRING = re.compile(r"^.*?(?:(?:在|想|要)找(?:一?[位名个])?|诚聘|招聘|急招|诚招|急聘|高薪聘|聘请|招募|直招|热招|招)(?![募聘])\s*[:：]?\s*")
_WANTED = re.compile(r"\s+wanted\b|\s*[（(]?\s*[\d一二三四五六七八九十两]+\s*[名位人]\s*[)）]?$", re.IGNORECASE)
_ROLE = re.compile(
    r"(?:师|员|主管|经理|工|教师|老师|医生|护士|司机|律师|顾问|专员|总监|助理|主任|厨师|会计|出纳|客服|运营|销售|店长|专家|负责人|技师|文员|教练|导购|编辑|策划|设计|开发|测试)(?:[（(][^）)]*[）)])?$"
)
_WE_HIRE = re.compile(
    r"^.{0,60}?\b(?:is hiring|are hiring|we(?:'|’)re hiring|hiring|vacancy|job opening|opening|join us as|seeks|is looking for|are looking for)\b\s*[:\-–—]?\s*(?:an?|our next|our)?\s+",
    re.IGNORECASE,
)
_DECORATION = re.compile(r"^[\s#*_>=~【\[（(]+|[\s#*_=~\]】:：]+$")
_COMPANY = re.compile(r"^【[^】]*】\s*|^\[[^\]]*\]\s*")
_PARTS = re.compile(
    r"(?<=[\u4e00-\u9fff）)])-(?=[\u4e00-\u9fff\d])|\s*[|｜]\s*|\s+[-–—·•/]\s+|\s{2,}|\t+|(?<=[）)\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff\d])"
)
_EN_TOWN = re.compile(
    r"(?:^|[|(\n–—-]\s*|\s)([A-Z][a-zé.’'-]+(?: [A-Z][a-zé.’'-]+){0,2}), (?:[A-Z]{2}\b|(?:Alabama|Arizona|California|Colorado|Connecticut|Florida|Georgia|Illinois|Indiana|Iowa|Kansas|Kentucky|Maine|Maryland|Massachusetts|Michigan|Minnesota|Missouri|Nebraska|Nevada|New Jersey|New Mexico|New York|North Carolina|Ohio|Oklahoma|Oregon|Pennsylvania|Tennessee|Texas|Utah|Vermont|Virginia|Washington|Wisconsin|UK|USA|Canada|Germany|France|Ireland|Australia|Singapore|England|Scotland|Wales)\b)|\((?!Remote|Hybrid|Full|Part|Band|Senior|Junior)([A-Z][a-zé]+(?: [A-Z][a-zé]+)?)(?:,|\)| -)"
)
# “Solicitor | Leeds | Full time”: a name between bars that is no title, team or working time.
_BARRED_PLACE = re.compile(
    r"\|\s*((?!(?:Full|Part|Remote|Hybrid|Permanent|Temp|Contract|Fixed|Band|Grade|Senior|Junior|Lead|Head|Nights?|Days?|Shift|Salary|Team|Immediate|Flexible|On|Ref)\b)[A-Z][a-zé’'-]+(?:[ -](?:upon|on|le|la|de|[A-Z][a-zé’'-]+)){0,3})\s*(?=\||$)",
    re.MULTILINE,
)
_CITIES = re.compile(
    "(?:北京|上海|广州|深圳|杭州|南京|苏州|成都|重庆|武汉|西安|天津|长沙|郑州|青岛|济南|大连|沈阳|厦门|福州|宁波|无锡|合肥|昆明|贵阳|南宁|海口|哈尔滨|长春|石家庄|太原|"
    "南昌|兰州|银川|西宁|拉萨|乌鲁木齐|呼和浩特|东莞|佛山|珠海|中山|惠州|常州|南通|徐州|扬州|嘉兴|绍兴|温州|台州|金华|义乌|泉州|烟台|潍坊|洛阳|襄阳|宜昌|芜湖|三亚|香港|澳门|台北|昆山)(?:市)?(?:[\u4e00-\u9fff]{1,5}?(?:区|县|新区))?"
)
TOP = 400  # code points in which title and place stand


def title_of(text: str) -> tuple[str, int]:
    """Return the job's title and the offset after the line it heads; ("", 0) when the ad starts with prose."""
    labelled = _LABELLED_TITLE.search(text[:TOP])
    first = re.search(r"\S[^\n]*", text)
    if first is None:
        return "", 0
    if labelled and labelled.start() > first.end():
        return _clean(labelled["value"]), 0
    line = first.group()
    if labelled:
        return _clean(labelled["value"]), first.end()
    prose = len(line) > 120 or line.rstrip().endswith(("。", ".", "！", "!")) or line.rstrip().endswith((":", "："))
    if prose:
        return "", 0
    return _clean(line), first.end()


def place_of_job(text: str) -> str | None:
    """Return where the job is: from a label, a town in the title line, or a city named at the top."""
    labelled = _LABELLED_PLACE.search(text[: 4 * TOP])
    if labelled and re.match(r"[A-Z\u4e00-\u9fff]", labelled["value"]):
        return labelled["value"].strip()
    top = "\n".join(text.strip().split("\n")[:2])[:TOP]
    town = _EN_TOWN.search(top)
    if town:
        return (town.group(1) or town.group(2)).strip() if town.group(1) is None else town.group().strip(" |(-–—\n")
    barred = _BARRED_PLACE.search(top)
    if barred:
        return barred.group(1)
    city = _CITIES.search(top) or _CITIES.search(text[:TOP])
    return city.group() if city else None


def sector_of(text: str) -> str | None:
    """Guess the sector by the words of the ad; None when none stands out (fewer than two mentions)."""
    counts = [(len({m.lower() for m in re.findall(expression, text, re.IGNORECASE)}), sector) for sector, expression in rows("sectors")]
    count, sector = max(counts, key=lambda pair: pair[0])
    return sector if count >= 2 else None


def _clean(line: str) -> str:
    line = line.lstrip("#* \t")
    framed = _COMPANY.match(line)
    line = _WE_HIRE.sub("", _HIRING.sub("", _COMPANY.sub("", line), count=1), count=1)
    parts = [p for p in (_WANTED.sub("", _DECORATION.sub("", part)).strip() for part in _PARTS.split(line)) if p]
    named = next((p for p in parts if _ROLE.search(p)), "")
    inside = _DECORATION.sub("", framed.group()).strip() if framed and not named else ""
    if _ROLE.search(inside):
        return inside  # “【执业药师】连锁药房门店”: the title stands in the frame, the company after it
    return named or (parts[0] if parts else "")
