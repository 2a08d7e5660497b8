"""Turn a text into how hard it is to read: the school grade that English asks for, the number of Han characters in Chinese.

The grade is that of Kincaid et al. (1975, Naval Technical Training Command report 8-75).
"""

from __future__ import annotations

import re

from jiufang.text.language import HAN

PER_SENTENCE, PER_WORD, BASE = 0.39, 11.8, 15.59  # Kincaid et al. 1975, table 3
WORD = re.compile(r"[A-Za-zÀ-ɏ]+(?:['’][A-Za-z]+)*")
SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")  # a line of a list is a sentence too
VOWELS = re.compile(r"[aeiouyà-ɏ]+")
# Vowels side by side that are two syllables: ra-dio, qui-et, expe-ri-ence, ide-a, se-ri-ous, ann-u-al, be-ing.
APART = re.compile(
    r"(?<![ct])i[ao](?!us|n)|(?:(?<![ct])|(?<=^sc))ie(?=nc|n?t)|(?<=[aeiou][^aeiou])ea$|(?<![ctgx])iou(?=s)|(?<=cr)ea|eo|ua|iu|[aeiouy]ing"
)
SILENT = re.compile(r"(?<=[^aeiouy])e$|(?<=[^aeiouytd])ed$|(?<=[^aeioucgsxzhy])es$|(?<=[^aeiouy])e(?=(?:ment|ness|ful|less|ly)s?$)")
SYLLABIC_L = re.compile(r"[^aeiouylr]le[sd]?$")
IRREGULAR = {"people": 2, "every": 2, "business": 2, "somebody": 3, "something": 2, "everybody": 4, "someone": 2, "therefore": 2}


def grade(text: str) -> float:
    """Return the school grade (US) that an English text asks of its reader; 0 for no words.

    Example:
        >>> grade("The cat sat on the mat.")
        -1.4
    """
    sentences = [found for part in SENTENCE.split(text) if (found := WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 0.0
    length, weight = len(words) / len(sentences), sum(map(syllables, words)) / len(words)
    return round(PER_SENTENCE * length + PER_WORD * weight - BASE, 1)


def syllables(word: str) -> int:
    """Return the number of syllables of an English word, by its spelling.

    Example:
        >>> [syllables(word) for word in ("score", "table", "résumé", "decided", "evidence")]
        [1, 2, 3, 3, 3]
    """
    spelt = word.lower().replace("’", "'").partition("'")[0]
    if len(spelt) <= 3 or spelt in IRREGULAR:
        return IRREGULAR.get(spelt, 1)
    heard = spelt if SYLLABIC_L.search(spelt) else SILENT.sub("", spelt)
    return max(1, len(VOWELS.findall(heard)) + len(APART.findall(heard)))


def han_characters(text: str) -> int:
    """Return how many Han characters a text has, by which Chinese texts are measured."""
    return len(HAN.findall(text))
