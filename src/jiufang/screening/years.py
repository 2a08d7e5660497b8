"""Read how long somebody says to have done a kind of work, and compare it with what is asked and with the résumé's own dates."""

from __future__ import annotations

import re

from jiufang.matching.needs import Need
from jiufang.matching.numbers import months_stated
from jiufang.matching.records import Verdict
from jiufang.matching.years import FAR_FEWER
from jiufang.screening.cues import says
from jiufang.screening.records import Reading, Slot, State
from jiufang.text.dates import last_full_month, months_covered
from jiufang.text.periods import find_periods

LONE = re.compile(
    r"^\D{0,8}?(\d{1,2}(?:\.\d)?|[一二两三四五六七八九十]|one|two|three|four|five|six|seven|eight|nine|ten)\D{0,6}$", re.IGNORECASE
)
NUMBERS = {w: n for n, w in enumerate("one two three four five six seven eight nine ten".split(), 1)} | {
    c: n for n, c in enumerate("一二三四五六七八九十", 1)
}
NUMBERS["两"] = 2
PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,}(?:公司|医院|学校|中学|小学|银行|集团|工厂|厂|酒店|律所|事务所|药房|单位|中心|科技|物流)|在[\u4e00-\u9fffA-Za-z]{2,}|\b(?:at|with|for|in)(?: the)? [A-Z][\w&'’-]+|\b[A-Z][a-z]+ (?:Ltd|Inc|Hospital|Medical|Bank|School|Hotel|Group|Logistics|LLP|GmbH|Co)\b"
)


def months_told(text: str, *, as_of: str) -> tuple[float, bool]:
    """Return the months that an answer gives, 0 when none, and whether it gives them by dates."""
    now = last_full_month(as_of)
    spans = [(p.start, p.end or now) for _, _, p in find_periods(text) if p.start and (p.end or p.current)]
    if dated := months_covered(spans):
        return float(dated), True
    stated = [months for months, _, _ in months_stated(text)]
    if stated:
        return (sum(stated) if len(stated) > 1 and _parts(text) else max(stated)), False
    lone = LONE.match(text.strip())
    if not lone:
        return 0.0, False
    number = lone[1].lower()
    return 12 * (NUMBERS[number] if number in NUMBERS else float(number)), False


def _parts(text: str) -> bool:
    """Tell whether several lengths are parts of a whole rather than said twice: each stands beside another place."""
    return len(PLACE.findall(text)) > 1 and not re.search(
        r"一共|总共|合计|共计|\b(?:in total|altogether|overall|in all)\b", text, re.IGNORECASE
    )


def read_years(need: Need, slot: Slot, text: str, *, as_of: str) -> Reading:
    """Read an answer about the length of experience.

    A total alone never outweighs the dates of the résumé: places or dates must come with it.
    """
    months, dated = months_told(text, as_of=as_of)
    asked = need.min_months or 12.0
    if not months:
        if says("no", text):
            return Reading(state=State.DENIED)
        return (
            Reading(state=State.OPEN, missing="years_amount")
            if not says("yes", text)
            else Reading(state=State.BARE, missing="years_amount")
        )
    where = dated or bool(PLACE.search(text))
    share = months / asked
    if slot.verdict is not Verdict.NOT_SHOWN and where and share < 1:
        return Reading(state=State.PARTLY)  # adds to what the résumé has; how far they overlap is for a person to see
    if share < FAR_FEWER:
        return Reading(state=State.DENIED)
    if share < 1:
        return Reading(state=State.PARTLY)
    return Reading(state=State.FILLED) if where else Reading(state=State.BARE, missing="years_where")
