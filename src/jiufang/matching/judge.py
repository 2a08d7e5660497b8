"""Give a requirement to the checker of its kind and return the outcome."""

from __future__ import annotations

from collections.abc import Callable

from jiufang.jobs.records import Kind
from jiufang.matching.certificates import check_certificate
from jiufang.matching.claims import check_claims
from jiufang.matching.conditions import check_condition, is_condition
from jiufang.matching.degrees import check_degree
from jiufang.matching.languages import check_language, is_language_test
from jiufang.matching.needs import Need
from jiufang.matching.outcome import Outcome
from jiufang.matching.places import check_place
from jiufang.matching.records import Verdict
from jiufang.matching.relevance import Similarities
from jiufang.matching.view import View
from jiufang.matching.years import check_years

Checker = Callable[[Need, View, Similarities], Outcome]
CHECKERS: dict[Kind, Checker] = {
    Kind.EXPERIENCE_YEARS: check_years,
    Kind.DEGREE: check_degree,
    Kind.CERTIFICATE: check_certificate,
    Kind.LANGUAGE: check_language,
    Kind.LOCATION: check_place,
}


def judge(need: Need, view: View, similarities: Similarities) -> Outcome:
    """Return what a résumé shows of a requirement."""
    if (
        need.kind in {Kind.OTHER, Kind.SOFT, Kind.LOCATION}
        and is_condition(need)
        and not (need.kind is Kind.LOCATION and need.requirement.location)
    ):
        settled = check_condition(need, view)
        if settled.verdict is not Verdict.NOT_SHOWN or need.kind is not Kind.LOCATION:
            return settled
    kind = Kind.DEGREE if need.kind is Kind.DOMAIN and need.requirement.fields else need.kind
    outcome = CHECKERS.get(kind, check_claims)(need, view, similarities)
    if outcome.verdict is Verdict.NOT_SHOWN and need.kind is Kind.OTHER and is_language_test(need.text):
        return check_language(need, view, similarities)
    return outcome
