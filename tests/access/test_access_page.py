"""The figures of docs/access.md are those of the code, and what the store knows of roles and columns fits them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from jiufang.access import api_keys, idempotency, links, passwords, policy, signin, strength, webhooks
from jiufang.access.roles import Role
from jiufang.access.sessions import Limits
from jiufang.access.tokens import Kind

PAGE = " ".join((Path(__file__).parents[2] / "docs" / "access.md").read_text("utf-8").split())


def minutes(time: dt.timedelta) -> int:
    return int(time.total_seconds() // 60)


def hours(time: dt.timedelta) -> int:
    return minutes(time) // 60


FIGURES = [
    f"{strength.SHORTEST} to {strength.LONGEST} characters",
    f"{passwords.MEMORY // 1024} MiB, {passwords.ROUNDS} passes, {passwords.LANES} lanes",
    f"within {minutes(policy.FRESH)} minutes of giving the password",
    f"{hours(Limits().idle)} hours idle, {hours(Limits().absolute)} hours in all; changed every {minutes(Limits().rotation)} minutes",
    f"{api_keys.LONGEST.days} days; what its maker may do",
    f"candidate {links.LASTS[Kind.CANDIDATE].days} days; invitation {links.LASTS[Kind.INVITATION].days} days",
    f"new password {hours(links.LASTS[Kind.PASSWORD])} hour, first owner {links.LASTS[Kind.OWNER].days} day",
    f"a network address ({signin.FROM_ADDRESS.burst} in {signin.FROM_ADDRESS.seconds // 60} minutes)",
    f"an account from an address ({signin.AT_ACCOUNT.burst} in {signin.AT_ACCOUNT.seconds // 60} minutes)",
    f"everywhere ({signin.EVERYWHERE.burst} at once, one more every {signin.EVERYWHERE.seconds // signin.EVERYWHERE.burst // 60} minutes)",
    f"the same answer for {hours(idempotency.KEPT)} hours",
    "ten tries in some three days",
]


@pytest.mark.parametrize("figure", FIGURES)
def test_the_page_tells_the_figures_of_the_code(figure: str):
    """Whoever changes a limit changes the page."""
    assert figure in PAGE


def test_ten_tries_are_ten():
    """The words of the page, for the schedule of the code."""
    assert len(webhooks.SCHEDULE) + 1 == 10
    assert dt.timedelta(days=3) < sum(webhooks.SCHEDULE, dt.timedelta()) < dt.timedelta(days=3.5)


def test_the_store_knows_the_same_roles():
    """The check on the column `role` lets in what users can be, and nothing else."""
    tables = pytest.importorskip("jiufang.store.tables.access")

    assert set(tables.ROLES) == {str(role) for role in Role.staff()}


def test_the_page_says_what_webhooks_tell():
    """Every type of events is in its table, in the words of the code, and no other."""
    told = PAGE.partition("## What webhooks tell")[2].partition("##")[0]

    assert [f"| `{name}` | {means} |" in told for name, means in webhooks.TYPES.items()] == [True] * len(webhooks.TYPES)
    assert told.count("| `") == len(webhooks.TYPES)
