"""Turn Chinese characters into the syllables of their readings, and tell letters that are pinyin from other words."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from itertools import islice, product

MAX_READINGS = 6  # combinations tried for one name; heteronyms seldom give more
# Readings that characters have only as surnames, and romanisations that passports and older papers use.
SURNAMES = {
    "单": "shan", "單": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "區": "ou", "区": "ou", "查": "zha", "朴": "piao pu park", "翟": "zhai", "乐": "yue le", "盖": "ge gai", "缪": "miao", "召": "shao", "员": "yun",
    "华": "hua", "任": "ren", "尉": "wei yu", "覃": "qin tan", "薄": "bo", "洗": "xian", "冼": "xian sin", "黑": "he", "繁": "po", "折": "she", "秘": "bi", "种": "chong", "重": "chong", "宓": "fu mi", "万": "wan", "吕": "lv lyu lu lui", "呂": "lv lyu lu lui",
    "陈": "chen chan tan", "陳": "chen chan tan", "黄": "huang wong ng", "黃": "huang wong ng", "林": "lin lam lim", "李": "li lee", "张": "zhang cheung chang", "張": "zhang cheung chang", "王": "wang wong", "吴": "wu ng", "吳": "wu ng", "刘": "liu lau low",
    "劉": "liu lau low", "梁": "liang leung", "郑": "zheng cheng tay", "鄭": "zheng cheng tay", "何": "he ho", "郭": "guo kwok kuo", "谢": "xie tse hsieh", "謝": "xie tse hsieh", "蔡": "cai choi tsai chua", "许": "xu hui hsu", "許": "xu hui hsu", "邓": "deng tang teng",
    "鄧": "deng tang teng", "叶": "ye yip yeh", "葉": "ye yip yeh", "周": "zhou chow chou", "徐": "xu tsui hsu", "冯": "feng fung", "馮": "feng fung", "罗": "luo law lo", "羅": "luo law lo", "曹": "cao tsao", "赵": "zhao chiu chao", "趙": "zhao chiu chao", "杨": "yang yeung", "楊": "yang yeung",
}  # fmt: skip


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    readings: dict[str, list[str]] = {}
    syllables = set()
    for line in files("jiufang.privacy").joinpath("data/pinyin.tsv").read_text("utf-8").splitlines():
        syllable, _, characters = line.partition("\t")
        if syllable.startswith("#"):
            continue
        syllables.add(syllable)
        for character in characters:
            readings.setdefault(character, []).append(syllable)
    return {c: tuple(r) for c, r in readings.items()}, frozenset(syllables)


def readings(character: str, *, surname: bool = False) -> tuple[str, ...]:
    """Return the syllables as which a character is read, without tones; ü is `v`, and also `yu` and `u` as passports write it.

    >>> readings("单", surname=True)
    ('shan',)
    """
    if surname and character in SURNAMES:
        return tuple(dict.fromkeys(form for r in SURNAMES[character].split() for form in _spellings(r)))
    return tuple(dict.fromkeys(form for r in _table()[0].get(character, ()) for form in _spellings(r)))


def spell(characters: str, *, surname: bool = False) -> list[tuple[str, ...]]:
    """Return the likeliest ways to spell characters in pinyin, one syllable each; none when one is unknown."""
    choices = [readings(c, surname=surname and i == 0) for i, c in enumerate(characters)]
    return list(islice(product(*choices), MAX_READINGS)) if all(choices) else []


def is_pinyin(word: str) -> bool:
    """Tell whether a word of letters falls into two or more pinyin syllables, as a name does and most words do not.

    >>> is_pinyin("zhangweihao"), is_pinyin("marketing")
    (True, False)
    """
    syllables = _table()[1]
    counts: list[int] = [0] + [-1] * len(word)  # the fewest syllables up to each letter
    for end in range(1, len(word) + 1):
        before = [counts[start] for start in range(max(0, end - 6), end) if counts[start] >= 0 and word[start:end] in syllables]
        counts[end] = min(before) + 1 if before else -1
    return counts[-1] >= 2 and len(word) >= 3 * counts[-1] - 2


def _spellings(reading: str) -> tuple[str, ...]:
    return (reading, reading.replace("v", "yu"), reading.replace("v", "u")) if "v" in reading else (reading,)
