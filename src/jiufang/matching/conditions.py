"""Check conditions of work: the right to work somewhere, and willingness for shifts, travel, overtime or sites far away."""

from __future__ import annotations

import re

from jiufang.matching.needs import Need
from jiufang.matching.outcome import NOTHING, Outcome
from jiufang.matching.records import Verdict
from jiufang.matching.view import View

RIGHT = re.compile(
    r"authori[sz]ed to work|right to work|work authori[sz]ation|eligible to work|sponsorship|work (?:permit|visa)|\bvisa\b|工作许可|工作签证|签证担保|就业许可",
    re.IGNORECASE,
)
ALLOWED = re.compile(
    r"authori[sz]ed to work|right to work|eligible to work|permanent resident|green card|绿卡|永久居留|\bcitizen\b|公民|settled status|indefinite leave|work (?:permit|visa) (?:holder|valid)|(?:no|not|never|without)[^.;，。；]{0,30}(?:sponsor\w*|visa)|(?:无需|不需要?)[^，。；]{0,8}(?:担保|签证)|已?有(?:工作许可|工作签证)",
    re.IGNORECASE,
)
NEEDS_SPONSOR = re.compile(
    r"(?<!not )(?<!never )(?<!no )(?:need|requir|depend)\w*[^.;，。；]{0,30}(?:sponsor\w*|visa)|(?<!无)(?<!不)(?<!不需)(?:需|要)[^，。；]{0,12}(?:担保|签证)|\bOPT\b|\bF-1\b|H-?1B",
    re.IGNORECASE,
)
TOPICS = (
    re.compile(
        r"倒班|轮班|夜班|两班|三班|四班|早晚班|白夜班|轮休|\bshifts?\b|\bnights?\b|\brotat\w+|\bon-call\b|\btwelves\b|\b[46]-on\b|\bfour-on\b",
        re.IGNORECASE,
    ),
    re.compile(r"出差|差旅|\btravel(?:l?ing)?\b|business trips?|on the road", re.IGNORECASE),
    re.compile(
        r"驻外|驻场|外派|派驻|外地|异地|随队|长驻|常驻|驻地|\brelocat\w+|\blive on site\b|\bsecondment|\bposting|\banywhere\b",
        re.IGNORECASE,
    ),
    re.compile(r"加班|周末|节假日|\bovertime\b|\bweekends?\b|\bholidays\b|\bevenings\b", re.IGNORECASE),
)
ASKS = re.compile(
    r"接受|适应|愿意|服从|能够?(?:倒|上|出|长|常|加|轮)|可以|需要?(?:倒|出差|加班|轮)|\bwilling\b|\bable to (?:work|travel)|\bavailable\b|\bprepared\b|\bflexib\w+|\bopen to\b|\bready to\b|\bcomfortable (?:with|working)|\bcan (?:work|travel)",
    re.IGNORECASE,
)
REFUSES = re.compile(
    r"不(?:接受|考虑|能|愿|便|方便|想|上|倒|出差|加班|适应|驻)|无法|谢绝|\bnot\b|\bno\b(?! problem| issue)|\bcannot\b|n[’']t\b|\bunable\b|\bonly days\b|\bdays only\b|\brather not\b",
    re.IGNORECASE,
)
AGREES = re.compile(
    r"接受|适应|愿意|服从|可以?(?!能)|能|均可|没问题|习惯|都在|长期|多年|年|目前|一直|\bwilling\b|\bhappy\b|\bfine\b|\bready\b|\bopen\b|\bavailable\b|\bsuits?\b|\bused to\b|\bno problem\b|\bany\b|\bwork(?:ed|ing|s)?\b|\bdo\b|\bdid\b|\bprefer\b|\byears?\b|\brotat\w+",
    re.IGNORECASE,
)


def is_condition(need: Need) -> bool:
    """Tell whether a requirement asks for the right to work or for willingness."""
    return bool(RIGHT.search(need.text)) or (bool(ASKS.search(need.text)) and any(t.search(need.text) for t in TOPICS))


def check_condition(need: Need, view: View) -> Outcome:
    """Return whether the person may, or would, work so; silence stays silence."""
    if RIGHT.search(need.text):
        return _first(view, [(NEEDS_SPONSOR, Verdict.CONTRADICTED), (ALLOWED, Verdict.MET)])
    for topic in (t for t in TOPICS if t.search(need.text)):
        for sentence in view.sentences:
            for clause in sentence.clauses:
                found = topic.search(clause.text)
                if found and REFUSES.search(clause.text):
                    return Outcome(Verdict.CONTRADICTED, view.quote([clause.span]), 0.8, "condition")
                if found and (AGREES.search(clause.text) or AGREES.search(sentence.text)):
                    return Outcome(Verdict.MET, view.quote([clause.span]), 0.75, "condition")
    return NOTHING


def _first(view: View, rules: list[tuple[re.Pattern[str], Verdict]]) -> Outcome:
    for sentence in view.sentences:
        for clause in sentence.clauses:
            for pattern, verdict in rules:
                if pattern.search(clause.text) and not (verdict is Verdict.CONTRADICTED and ALLOWED.search(clause.text)):
                    return Outcome(verdict, view.quote([clause.span]), 0.8, "condition")
    return NOTHING
