"""How often the scripts of tests/security and tests/reliability repeat what they do: a few times by default, all with `make trust`.

`JIUFANG_FULL=1` asks for the full counts; a variable of a script's own, such as `JIUFANG_A15_ROWS=…`, has the last word.
"""

from __future__ import annotations

import os

FULL = os.environ.get("JIUFANG_FULL", "") not in {"", "0"}

# Full counts of scripts that read their variables themselves.
ALL = {
    "JIUFANG_R01_KILLS": "300",
    "JIUFANG_R01_SERVER_KILLS": "30",
    "JIUFANG_R01_FILES": "5000",
    "JIUFANG_R03_POINTS": "20",
    "JIUFANG_R04_JOBS": "50",
    "JIUFANG_R05_ANSWERS": "500",
    "JIUFANG_R06_SESSIONS": "20",
    "JIUFANG_R06_SECONDS": "300",
    "JIUFANG_R09_TIMES": "1",
    "JIUFANG_R10_BACKUPS": "20",
    "JIUFANG_R11_KILLS": "50",
    "JIUFANG_A18_SECONDS": "600",
    "JIUFANG_A20_SECONDS": "60",
    "JIUFANG_A20_TIMES": "1",
    "JIUFANG_F14_CALLS": "10000",
    "JIUFANG_F15_DECISIONS": "200",
    "JIUFANG_F17_PEOPLE": "60",
    "JIUFANG_F17_JOBS": "400",
    "JIUFANG_ROTATION_KILLS": "50",
}


def count(short: int, full: int, *, variable: str = "") -> int:
    """Return how often to repeat.

    Args:
        short: in every run of the tests.
        full: with `JIUFANG_FULL=1`.
        variable: an environment variable that has the last word, such as `JIUFANG_A15_ROWS`.
    """
    given = os.environ.get(variable, "") if variable else ""
    return int(given) if given else full if FULL else short


def ask_for_all() -> None:
    """Give scripts that read their variables themselves the full counts, where `JIUFANG_FULL=1` asks for them."""
    for variable, full in ALL.items() if FULL else ():
        os.environ.setdefault(variable, full)
