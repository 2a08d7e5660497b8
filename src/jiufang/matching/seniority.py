"""Tell the rank that a requirement of years asks for, and the rank that a post held had: 主管, manager, director."""

from __future__ import annotations

import re
from functools import lru_cache

SENIOR, SUPERVISOR, MANAGER, DIRECTOR = 1, 2, 3, 4
# Managers by name only: they manage accounts and products, not people or a house.
NOT_RANKS = re.compile(
    r"(?:客户|产品|投资|理财|大堂|基金|渠道|区域销售|招商|项目申报)(?:服务)?经理|高级中学|高级中等|主任(?:医师|护师|药师|技师|编辑|记者)|\b(?:account|product|relationship|case|customer success|fund|portfolio|community|office|social media) managers?\b|\bsenior (?:school|secondary|high|care|living|citizens?|leaders\w*|managers?|management|stakeholders?|executives?)\b|\b(?:lead|leads) (?:generation|time)\b|\bdirector(?:ate|y)\b|向[^，。；]{0,10}汇报|report\w* to (?:the )?[\w ]{0,30}",
    re.IGNORECASE,
)
HELD = (
    (
        DIRECTOR,
        re.compile(
            r"总监|总经理|副总|厂长|院长|(?<!副)校长|首席|董事|\bdirector\b|\bhead of\b|\bchief\b|\bVP\b|\bvice president\b", re.IGNORECASE
        ),
    ),
    (
        SUPERVISOR,
        re.compile(
            r"副经理|经理助理|助理经理|副店长|储备店长|\b(?:assistant|deputy|associate|trainee|junior) (?:\w+ ){0,2}managers?\b|\bmanager[- ]in[- ]training\b",
            re.IGNORECASE,
        ),
    ),
    (
        MANAGER,
        re.compile(
            r"经理|厨师长|店长|所长|负责人|站长|\bmanagers?\b|\b(?:executive|head) chef\b|\bowner\b|\bhead(?:teacher|master)\b",
            re.IGNORECASE,
        ),
    ),
    (
        SUPERVISOR,
        re.compile(
            r"主管|组长|班长|领班|课长|主任|队长|科长|工长|带班|护士长|\bsupervis(?:or|ors|ory)\b|\b(?:team|shift|crew|floor|section) lead(?:er)?\b|\blead\b|\bleader\b|\bforeman\b|\bcharge nurse\b|\bsous chef\b|\bcaptain\b|\bsuperintendent\b",
            re.IGNORECASE,
        ),
    ),
    (SENIOR, re.compile(r"资深|高级|\bsenior\b|\bstaff engineer\b|\bprincipal\b|\bsr\.?(?= )", re.IGNORECASE)),
)
ASKED = (
    (
        DIRECTOR,
        re.compile(
            r"总监(?:级|以上|岗|职|及以上)|(?:担任|任)[^，。；]{0,8}总监|\b(?:at|as an?) (?:\w+ ){0,2}director\b|\bdirector[- ]level\b|\bhead of\b",
            re.IGNORECASE,
        ),
    ),
    (
        MANAGER,
        re.compile(
            r"经理(?:级|以上|岗|职|及以上|经验|经历|任职|工作)|(?:担任|任)(?:过)?[^，。；]{0,10}(?:经理|店长|厨师长)|店长(?:经验|经历|以上|及以上)|\bas an? (?:[\w-]+ ){0,3}manager\b|\bmanager(?:ial)?[- ](?:level|role|position|capacity)|\bmanagement (?:role|position|capacity|level)\b|\bin management\b|\bmanagerial\b",
            re.IGNORECASE,
        ),
    ),
    (
        SUPERVISOR,
        re.compile(
            r"副经理|主管(?!部门)|领班(?:级|以上|岗|经验)|班组长|组长(?:级|以上|经验)|带团队|团队管理|带人|管理岗|管理职务|\bsupervis(?:or|ory)\b|\bteam lead(?:er)?\b|\b(?:people|team|line|staff) management\b|\bleadership (?:role|position|capacity)\b|\b(?:assistant|deputy) manager\b",
            re.IGNORECASE,
        ),
    ),
    (
        SENIOR,
        re.compile(
            r"(?:资深|高级)[^，。；]{0,8}(?:岗|级别|职位|以上)|\bsenior[- ](?:level|or (?:staff|lead|principal)|role|position)\b",
            re.IGNORECASE,
        ),
    ),
)
LED_PEOPLE = re.compile(
    r"(?:带领?|管理|领导|下辖|管)(?:团队|员工|班组)?[^，。；\d]{0,4}\d+\s*(?:人|名|位)|\b(?:manag|supervis|lead)\w*\b[^.;]{0,24}\b(?:team|staff|crew|\d+ (?:people|staff|\w+ers|\w+ors|agents|nurses|associates))\b|\bled (?:a|the|my) (?:\w+ ){0,2}team\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def asked_rank(text: str) -> int | None:
    """Return the lowest rank that a requirement's words accept, None when they ask for none."""
    plain = NOT_RANKS.sub(" ", text)
    found = [rank for rank, pattern in ASKED if pattern.search(plain)]
    return min(found) if found else None


@lru_cache(maxsize=20000)
def held_rank(title: str) -> int:
    """Return the highest rank that a title names, 0 for a post without one; a deputy ranks below the manager."""
    plain = NOT_RANKS.sub(" ", title)
    best = 0
    for rank, pattern in HELD:
        if pattern.search(plain):
            best = max(best, rank)
            plain = pattern.sub(" ", plain)
    return best


def outranks(asked: int, title: str, told: str) -> bool:
    """Tell whether a post is of a rank at least: by its title, or as a supervisor by the people that it led."""
    return held_rank(title) >= asked or (asked <= SUPERVISOR and bool(LED_PEOPLE.search(told)))
