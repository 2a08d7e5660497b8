"""Tell the language of a text: by script first, by statistics for what is written in Latin letters."""

from __future__ import annotations

import re
from functools import lru_cache

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]")
KANA = re.compile(r"[\u3041-\u30ff]")
HANGUL = re.compile(r"[\uac00-\ud7af\u1100-\u11ff]")
LETTER = re.compile(r"[^\W\d_]")

# Every statistical detector misreads Chinese text with Latin tool names, so a share of Han decides.
HAN_SHARE = 0.2
SAMPLE = 4000  # code points; more changes nothing but the time


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of the main language of a text; `en` when there are no letters."""
    sample = text[:SAMPLE]
    letters = len(LETTER.findall(sample))
    if letters == 0:
        return "en"
    han = len(HAN.findall(sample))
    if len(KANA.findall(sample)) > 0.1 * letters:
        return "ja"
    if len(HANGUL.findall(sample)) > 0.1 * letters:
        return "ko"
    if han > HAN_SHARE * letters:
        return "zh"
    return _latin_language(sample)


def is_cjk(text: str) -> bool:
    """Tell whether a text holds any Han character, kana or hangul."""
    return bool(HAN.search(text) or KANA.search(text) or HANGUL.search(text))


@lru_cache(maxsize=4096)
def _latin_language(sample: str) -> str:
    import py3langid  # 0.1 s to import; most documents need it once

    return str(py3langid.classify(sample)[0])
