"""Compare where a person lives or would go with where the job is."""

from __future__ import annotations

import re

from jiufang.matching.claims import check_claims
from jiufang.matching.needs import Need
from jiufang.matching.numbers import WORDS
from jiufang.matching.outcome import NOTHING, Outcome
from jiufang.matching.records import Verdict
from jiufang.matching.relevance import Similarities
from jiufang.matching.topics import Unit, bag_of, hit, units_of
from jiufang.matching.view import View
from jiufang.profiles.records import SectionKind
from jiufang.taxonomy.places import cities, lies_in
from jiufang.text.tokens import CJK_RUN

LIVES = re.compile(
    r"家在|家也|住在|租约|现住址|(?:搬|迁|回)(?:到|来|至)了?|上下班|租(?:好|了|下)|\bmoved? to\b|\bmoves (?:to|there|here)\b|\bsigned for\b|\bmy (?:flat|house|apartment)\b|\bcommut\w+|\bevery day\b|\bdays a week now\b|\bacross the (?:road|street|river)\b|\bminutes\b[^.;]{0,16}\bfrom\b|已?在[^，。；]{1,8}驻场|人在|(?<=[\u4e00-\u9fff])本地|\blease\b|\bglad to do it again\b|现居|现住|居住|常住|定居|租住|坐标|base[d：:]|所在地|住址|家住|本地人|购房|\bbased\b|\bliv(?:e|es|ing)\b|\bresid|\blocated\b|\bhome\b|\|",
    re.IGNORECASE,
)
WILLING = re.compile(
    r"愿意?(?!望)|可以(?:搬|迁|的?$)|(?:没有|没什么|不成|不是)问题|(?:已|已经)?(?:决定|打算|计划|准备)[^，。；]{0,8}(?:搬|迁|去|到|回)|可以?派|可以去|可住|能住|可(?:搬|接受|长期|常驻|驻|派|适应|外派|到|去|随时|立即)|接受|均可|都可以|没问题|服从|能(?:接受|适应|长期|常驻)|随时|期望.{0,4}(?:地|城市)|意向.{0,4}(?:地|城市)|求职意向|\bwilling\b|\bopen to\b|\bhappy to\b|\bprepared to\b|\bready to\b|\bwill relocate\b|\brelocat(?:e|ing|ion)\b|\bmoving\b|\bmove to\b|\bfine with\b|\bcan (?:travel|work|relocate|start)\b|\bno problem\b|\b(?:suits?|is fine|happily|gladly|glad to)\b|\bwill(?: be)? mov(?:e|ing)\b|\bwe move\b|\bavailable\b|\bflexible\b|\blooking to move\b|\blooking for\b",
    re.IGNORECASE,
)
REFUSES = re.compile(
    r"[去来]不了|不(?:行|会(?:搬|去|来|考虑))|只能(?:留|在|待|呆)|留在|走不开|\bnot possible\b|\bimpossible\b|\bfrom home only\b|\bremote(?:ly)? only\b|不(?:考虑|接受|去|愿|能|便|方便|想|含|出差|外派|异地|搬)|无法|谢绝|只(?:考虑|接受|限|在|做|上)|限定|仅(?:限|考虑|接受)?|暂不|除.{1,6}外|\bnot (?:moving|relocat|willing|able|prepared|open|available|looking)|\bno (?:relocation|travel|nights?|weekends?|shifts?)|\bonly (?:in|within|to|posts|mornings|days)\b|\bonly\b|\bunable\b|\bcannot\b|\bcan[’']t\b|\bwon[’']t\b|\bremote only\b|\bprefer to stay\b|\bnever\b",
    re.IGNORECASE,
)
MOVING = re.compile(r"异地|外派|驻外|搬|全国|任意城市|各地|不限地|出差|派驻|长驻|\brelocat|\banywhere\b|\bmove\b|\btravel\b", re.IGNORECASE)
ON_SITE = re.compile(
    r"坐班|到岗办公|现场办公|常驻[^，。；]{0,10}办公|不(?:接受|支持|能)(?:远程|居家)|\bon[- ]?site\b|\bin[- ](?:the )?office\b|\bin[- ]person\b|\bno remote\b|\bnot (?:a )?remote\b",
    re.IGNORECASE,
)
# Somebody who says, of whatever place, that he or she does not leave the one lived in.
STAYS = re.compile(
    r"不(?:想|愿意?|打算|准备|会|能|接受|考虑|去)?(?:再)?(?:换城市|离开|搬家?|外派|外地|异地|去外地|[^，。；]{1,6}以外|到外地|长期?驻|常驻|定居外地)|(?:没办法|无法|没法|去不了|住不)[^，。；]{0,10}(?:住|常驻|长驻|[州市县省地])|想回[\u4e00-\u9fff]{2,4}|其[他它](?:地方|城市)?(?:都?不(?:行|考虑|去)|免谈)|周边\d+公里以?内|(?:去|到)不了"
    r"|\b(?:no|not|n[’']t|never|without|rather not)\b[^.;]{0,24}\b(?:mov(?:e|ing)|relocat\w+|leav(?:e|ing)|be stationed|outside)\b|\bwill not take\b|\b(?:settled|staying) (?:there|here|in)\b|\b[A-Z]\w+(?: or [A-Z]\w+)? only\b|\bis out for\b|\bnot to moving\b|\bnot outside\b|\bwithin \w+ (?:minutes|miles) of\b(?=[^.;]*\.?$)",
)
FAR = re.compile(
    r"\b(?:two|three|four|several|\d+) (?:and a half )?(?:hours?|counties|states)\b[^.;]{0,8}\b(?:from|over|away)\b|只能[^，。；]{0,8}(?:去|来)",
    re.IGNORECASE,
)
NO_PLACE = re.compile(
    r"^(?:[至到在去可能须需内办公驻点年月]|地点|工作|常驻|长驻|派驻|外派|驻场|驻点|接受|到岗|项目|客户|厂区|现场|办公|长期|至少|愿意|住|district|based|base|relocat\w*|willing|open|move|moving|reside\w*|must|seat|office|site|live|located|available|week\w*|month\w*|stint|could|required?|between|sites)$",
    re.IGNORECASE,
)
REMOTE_ONLY = re.compile(
    r"(?:只|仅)(?:能|接受?|考虑|做|找|限)?[^，。；]{0,4}(?:远程|居家)|(?:远程|居家)(?:办公)?(?:岗位)?(?:优先考虑)?(?:only|为限)|\b(?:fully |100% )?remote(?: (?:roles?|work|jobs?|positions?))? only\b|\bonly (?:\w+ ){0,3}remote\b",
    re.IGNORECASE,
)
COMMUTE = re.compile(
    r"通勤|车程|分钟|小时(?:内|车程)|\bcommut\w+|\bminutes?\b|\bmins?\b|\bdrive\b|\bmiles?\b|\bwithin reach\b", re.IGNORECASE
)
TAKES = re.compile(
    r"(?:开车|驾车|坐车|骑车|地铁|步行|通勤|车程|距|离|到)[^，。；\d]{0,14}(\d{1,3})\s*分钟|(\d{1,3}|ten|fifteen|twenty|twenty-five|thirty|thirty-five|forty|forty-five|fifty)\s*(?:-|–)?\s*(?:minutes?|mins?)\b(?:['’]s?)?[^.;]{0,12}\b(?:from|away|drive|walk|to|by|commute|door|down|up|along)\b|\b(?:drive|commute|train)\b[^.;\d]{0,20}(\d{1,3})\s*(?:minutes?|mins?)\b",
    re.IGNORECASE,
)
MINUTES = re.compile(r"(\d{1,3})\s*(?:minutes?|mins?\b|分钟)", re.IGNORECASE)
WORKED = re.compile(
    r"毕业|高校|大学|学院|供货|供应商|出生|籍贯|\bcustomers?\b|\bsuppliers?\b|\bReading\b|\bgraduat|\bborn\b|做过|主持|参与|负责|实施|上线|项目|客户|开业|筹|\b(?:worked|led|did|ran|built|opened|managed|delivered|go-live|project|client|supported|from|BA|BSc|degree|university)\b",
    re.IGNORECASE,
)
NOT_THERE = re.compile(r"不去|[去来]不了|不行|\b(?:is|are) not possible\b|\bnot moving to\b|\bwon[’']t move to\b", re.IGNORECASE)
ONLY_THERE = re.compile(
    r"考虑|\b(?:open|looking|considering|available|jobs?|posts?|roles?)\b[^.;]{0,16}\bonly\b|\bonly (?:to|within|considering|posts|jobs|roles|looking)\b",
    re.IGNORECASE,
)
ANYWHERE = re.compile(
    r"全国|不限地|任何城市|各地|服从(?:公司)?(?:安排|分配)|\banywhere\b|\bnationwide\b|\bany (?:city|location)\b|\bglobally\b",
    re.IGNORECASE,
)
GOES = re.compile(r"搬到|搬来|搬去|迁到|迁往|\b(?:move|relocate|moving|relocating) (?:to|there)\b", re.IGNORECASE)
THERE = re.compile(r"\b(?:move|moves|moving|relocate|relocating) (?:there|to you)\b", re.IGNORECASE)
GENERIC = re.compile(r"出差|夜班|倒班|轮班|加班|节假日|travel|shift|night|weekend", re.IGNORECASE)


def check_place(need: Need, view: View, similarities: Similarities) -> Outcome:
    """Return whether the person lives there, would go there, or says no."""
    if GENERIC.search(need.text):
        return check_claims(need, view, similarities)
    if ON_SITE.search(need.text) and (refused := _remote_only(view)) is not None:
        return refused
    if COMMUTE.search(need.text) and (reached := _reached(need, view)) is not None:
        return reached
    places = _places(need)
    asked = cities(f"{need.text} {need.requirement.location or ''}")
    found: list[tuple[int, Verdict, tuple[int, int]]] = []
    for number, sentence in enumerate(view.sentences):
        for clause in sentence.clauses:
            near = max((hit(u, bag_of(clause.text)) for u in places), default=0.0)
            near = max(near, float(bool(asked & cities(clause.text)) or lies_in(need.text, clause.text)))
            foreign = bool(CJK_RUN.search(clause.text)) != bool(CJK_RUN.search(need.text)) and not cities(clause.text)
            header = number <= 2 or sentence.statement.section is SectionKind.HEADER
            verdict = _read(clause.text, near, header=header, foreign=foreign)
            if verdict:
                found.append((_weight(verdict, clause.text, here=near >= 0.5), verdict, clause.span))
    if view.location and (asked & cities(view.location) or any(hit(u, bag_of(view.location)) >= 0.5 for u in places)):
        at = view.document.text.find(view.location)
        found.append((4, Verdict.MET, (max(0, at), max(0, at) + len(view.location) if at >= 0 else 0)))
    if not found:
        return NOTHING
    _, verdict, span = max(found, key=lambda f: f[0])
    return Outcome(verdict, view.quote([span]), 0.75, "location")


def _weight(verdict: Verdict, text: str, *, here: bool) -> int:
    """Return how much a clause has to say: who names the place and refuses it is believed before any address."""
    if here and verdict is Verdict.CONTRADICTED and NOT_THERE.search(text):
        return 5
    return {Verdict.CONTRADICTED: 1, Verdict.MET: 2, Verdict.PARTIAL: 0}[verdict] + 2 * here


def _places(need: Need) -> tuple[Unit, ...]:
    """Return the words for the place: those of the job's place, or the names among the requirement's words, or all of them."""
    given = tuple(u for u in units_of(need.requirement.location or "") if u.weight >= 1.0)
    words = tuple(u for u in need.units if u.weight >= 1.0 and not NO_PLACE.search(u.word))
    return given or tuple(u for u in words if u.named) or words


def _remote_only(view: View) -> Outcome | None:
    clause = next((c for s in view.sentences for c in s.clauses if REMOTE_ONLY.search(c.text)), None)
    return Outcome(Verdict.CONTRADICTED, view.quote([clause.span]), 0.8, "location") if clause else None


def _reached(need: Need, view: View) -> Outcome | None:
    """Compare the time to work that a person gives with the time that the requirement allows."""
    allowed = MINUTES.search(need.text)
    for clause in (c for s in view.sentences for c in s.clauses):
        told = TAKES.search(clause.text)
        if told is None or clause.statement.section in {SectionKind.EXPERIENCE, SectionKind.PROJECTS}:
            continue
        minutes = _minutes(next(g for g in told.groups() if g))
        near = allowed is None or minutes <= int(allowed[1])
        return Outcome(Verdict.MET if near else Verdict.CONTRADICTED, view.quote([clause.span]), 0.75, "location")
    return None


def _minutes(number: str) -> int:
    """Return a number written in digits or in words ("twenty-five")."""
    return int(number) if number.isdigit() else int(sum(WORDS[part] for part in number.lower().split("-")))


def _read(text: str, near: float, *, header: bool, foreign: bool = False) -> Verdict | None:
    """Read a clause of a place; `foreign` when it is in another script than the requirement, so that names cannot be compared."""
    here = near >= 0.5
    if STAYS.search(text) and not (here and not REFUSES.search(text)):
        return Verdict.CONTRADICTED
    if here and FAR.search(text):
        return Verdict.CONTRADICTED
    if REFUSES.search(text) and (here or MOVING.search(text) or ONLY_THERE.search(text)):
        stays = here and re.search(r"只考虑|仅|only", text) and not re.search(r"不去|不考虑.{0,6}$", text)
        return Verdict.MET if stays else Verdict.CONTRADICTED
    if here and (LIVES.search(text) or WILLING.search(text) or (header and len(text) < 40 and not WORKED.search(text))):
        return Verdict.MET
    if ANYWHERE.search(text) and WILLING.search(text):
        return Verdict.MET
    if WILLING.search(text) and MOVING.search(text):
        return Verdict.MET if here or THERE.search(text) or (foreign and GOES.search(text)) else Verdict.PARTIAL
    return None
