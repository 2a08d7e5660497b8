"""Compare the ranks of certificates of one kind: 中级 and 高级, green and black belts, classes of constructors and of drivers."""

from __future__ import annotations

import re

_I = re.IGNORECASE
RANKS = (
    (re.compile(r"三级?甲|三级?乙"), re.compile(r"二级?乙"), re.compile(r"二级?甲"), re.compile(r"一级?[甲乙]")),
    (re.compile(r"药士|\btechnician\b|\bdispenser\b", _I), re.compile(r"药师|\bpharmacist\b", _I)),
    (
        re.compile(r"住院医师(?!规范)|医师[（(]初级|\bresident (?:physician|doctor)\b", _I),
        re.compile(r"主治|\battending\b", _I),
        re.compile(r"副主任[医中]|\bassociate chief\b|\bdeputy chief\b", _I),
        re.compile(r"(?<!副)主任[医中]|(?<!associate )(?<!deputy )\bchief physician\b", _I),
    ),
    (re.compile(r"初级|助理"), re.compile(r"中级"), re.compile(r"副高|高级|正高")),
    (
        re.compile(r"三级|third[- ]class|class[- ]?3", _I),
        re.compile(r"二级|二建|second[- ]class|class[- ]?2", _I),
        re.compile(r"一级|一建|first[- ]class|class[- ]?1", _I),
    ),
    (re.compile(r"黄带|yellow belt", _I), re.compile(r"绿带|green belt", _I), re.compile(r"黑带|black belt", _I)),
    (
        re.compile(r"foundation|associate level|入门", _I),
        re.compile(r"practitioner|professional level", _I),
        re.compile(r"expert level", _I),
    ),
    (
        re.compile(r"\bnon-?registered\b", _I),
        re.compile(r"\blevel (?:1|i|one)\b", _I),
        re.compile(r"\blevel (?:2|ii|two)\b", _I),
        re.compile(r"\blevel (?:3|iii|three)\b", _I),
        re.compile(r"\blevel (?:4|iv|four)\b", _I),
        re.compile(r"\blevel (?:5|v|five)\b", _I),
        re.compile(r"\blevel (?:6|vi|six)\b", _I),
        re.compile(r"\blevel (?:7|vii|seven)\b", _I),
    ),
)
DRIVING = re.compile(r"驾|驾照|准驾|driv|licen[cs]e", _I)
CLASSES = re.compile(r"(?<![A-Za-z0-9])([ABC][123])(?![0-9])")
DRIVES = {  # what the holder of a class of Chinese driving licence may drive besides
    "A1": {"A1", "A3", "B1", "B2", "C1", "C2"},
    "A2": {"A2", "B1", "B2", "C1", "C2"},
    "A3": {"A3", "C1", "C2"},
    "B1": {"B1", "C1", "C2"},
    "B2": {"B2", "C1", "C2"},
    "C1": {"C1", "C2"},
    "C2": {"C2"},
}


def rank_gap(asked: str, given: str) -> int | None:
    """Return how many ranks what is given stands above what is asked; None when they share no scale."""
    wanted_class, given_class = CLASSES.findall(asked), CLASSES.findall(given)
    if wanted_class and given_class and DRIVING.search(asked):
        return 0 if any(w in DRIVES.get(g, ()) for w in wanted_class for g in given_class) else -1
    for scale in RANKS:
        wanted = [i for i, p in enumerate(scale) if p.search(asked)]
        shown = [i for i, p in enumerate(scale) if p.search(given)]
        if wanted and shown:
            return max(shown) - min(wanted)
    return None
