"""docs/deciding.md says what the program does: its stages, its reasons, its explanations, its limits."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.decisions.sample import explained

from jiufang.decisions.agreement import ALERT_ABOVE, ALERT_FROM
from jiufang.decisions.deciding import AT_ONCE, BATCHES_WITHIN, GOOD_FOR, SINGLES_WITHIN
from jiufang.decisions.explanation import text
from jiufang.decisions.reasons import grounds
from jiufang.decisions.stages import shipped

PAGE = (Path(__file__).parents[2] / "docs" / "deciding.md").read_text("utf-8")


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table below a heading."""
    below = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line.strip("|").split("|") for line in below.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line] for line in lines]


def test_the_stages_are_those_of_the_program():
    """Template by template, in order, the needed ones marked."""
    told = [[t.id, t.zh, t.en, " → ".join(f"`{s.id}` {s.zh}" + r" \*" * s.needed for s in t.stages)] for t in shipped()]

    assert rows("Stages") == told


def test_the_reasons_are_those_of_the_program():
    """Code, side, both names, whether words are needed."""
    assert rows("Reasons") == [[f"`{g.code}`", g.side, g.zh, g.en, "yes" if g.words else ""] for g in grounds().values()]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_explanation_is_what_is_printed(lang):
    """Line by line."""
    told = "\n".join(f"    {line}".rstrip() for line in text(explained(), lang=lang).rstrip().splitlines())

    assert told in PAGE


def test_the_limits_are_those_of_the_program():
    """Twenty; ten minutes, ten minutes and one; 95 % of fifty."""
    assert (AT_ONCE, GOOD_FOR.seconds, BATCHES_WITHIN.seconds, SINGLES_WITHIN.seconds) == (20, 600, 600, 60)
    assert (ALERT_ABOVE, ALERT_FROM) == (0.95, 50)
    assert "More than twenty at once" in PAGE
    assert "More than 95 % over at least\n50 decisions" in PAGE
