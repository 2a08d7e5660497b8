"""Turn words about when somebody can start into days from now: 随时到岗 is 0, “four weeks' notice” 28."""

from __future__ import annotations

import re

from jiufang.jobs.numbers import EN_WORDS, ZH_DIGITS, to_number

NOW = re.compile(r"随时|立即|马上|即可|即刻|现在|已离职|\b(?:immediate(?:ly)?|now|at once|straight ?away|asap)\b", re.IGNORECASE)
LENGTH = re.compile(
    rf"(?P<number>\d{{1,3}}|[{''.join(ZH_DIGITS)}十]{{1,3}}|\b(?:{'|'.join(sorted(EN_WORDS, key=len, reverse=True))})\b)\s*[-个]?\s*"
    r"(?P<unit>天|日(?!期)|周|星期|礼拜|月|days?\b|d\b|weeks?\b|w\b|months?\b|m\b)",
    re.IGNORECASE,
)
HALF = re.compile(r"半个?月|\bfortnight\b|\bhalf a month\b", re.IGNORECASE)
DAYS = {"天": 1, "日": 1, "d": 1, "周": 7, "星": 7, "礼": 7, "w": 7, "月": 30, "m": 30}


def days_until(text: str) -> int | None:
    """Return in how many days at most somebody can start; None when the words do not say.

    >>> days_until("一个月内到岗"), days_until("can start in two weeks"), days_until("随时")
    (30, 14, 0)
    """
    if length := LENGTH.search(text):
        return int(to_number(length["number"]) * DAYS[length["unit"][0].lower()])
    if HALF.search(text):
        return 14
    return 0 if NOW.search(text) else None
