"""Recognise names in messengers after their label: WeChat, QQ, Telegram, LINE, Skype, Weibo and their like."""

from __future__ import annotations

import re

from jiufang.privacy.pinyin import is_pinyin
from jiufang.privacy.recognisers.base import Found, Kind, view_of

WECHAT_WORD = r"(?:微\s*信|[微威薇][信x]|[Vv]信|加微|加[Vv][Xx]?|(?<![A-Za-z])(?:We\s?Chat|Weixin|VX|WX|V(?=\s*[:：])))"
NAME = r"[A-Za-z][A-Za-z0-9_\-]{4,19}"
# After a mere blank a word may follow (“WeChat marketing”); then the name must look like none.
WECHAT = re.compile(
    rf"{WECHAT_WORD}(?P<sure>\s*(?:号码?|ID|账号|帐号|no\.?)?\s*(?:[:=]|是|为|is)\s*|\s*(?:号码?|ID|账号|帐号)\s*)?(?:\([^()\n]{{0,8}}\)\s*[:]?\s*)?\s*[@]?(?P<value>{NAME}(?:[ \t]*\n[ \t]*[A-Za-z0-9_\-]{{1,12}}(?=[^A-Za-z0-9]|$))?)(?![A-Za-z0-9_@\-]|\.[A-Za-z0-9])",
    re.IGNORECASE,
)
WECHAT_NUMBER = re.compile(rf"{WECHAT_WORD}\s*(?:号码?|ID|账号)?\s*[:：]?\s*(?P<value>[1-9]\d{{5,10}})(?!\d|@)", re.IGNORECASE)
QQ = re.compile(
    r"(?<![A-Za-z])Q\s?Q\s*(?:号码?|群号?|账号|帐号|no\.?|number|id)?\s*(?:[:=]|是|为|is)?\s*(?P<value>[1-9](?:[ \t\-]?(?:\r?\n[ \t]*)?\d){4,11})(?!\d|@|[.%]\d|\s?[万人个名条次])|(?:扣扣|企鹅)号?\s*[:：]?\s*(?P<other>[1-9]\d{4,10})(?!\d)",
    re.IGNORECASE,
)
OTHERS = re.compile(
    r"(?<![A-Za-z])(?:Telegram|TG|LINE\s*ID|LINE|Skype|Signal|Weibo|Twitter|Instagram|IG|KakaoTalk|Kakao|Zalo|Discord|DingTalk|Feishu|微博|抖音号?|小红书号?|知乎|钉钉|飞书|支付宝|B站)\s*(?:ID|号|账号|handle|user(?:name)?)?\s*(?:[:=]\s*@?|@|(?<=ID)\s+)\s*(?P<value>(?:live:)?[A-Za-z0-9][A-Za-z0-9._\-#]{3,31})(?![A-Za-z0-9@])",
    re.IGNORECASE,
)
REVERSED = re.compile(
    r"(?<![A-Za-z0-9._@\-])(?P<value>[A-Za-z][A-Za-z0-9_\-]{5,19})\s*[(]\s*(?:微信(?:号)?|We\s?Chat|VX|WX|QQ)\s*[)]", re.IGNORECASE
)
TELLING = re.compile(r"(?=.*[0-9_])[A-Za-z0-9_\-]+")
SAME = re.compile(r"(?:same|phone|mobile|as above|official|moments|group|pay|mini|work|applet)", re.IGNORECASE)


def find_messengers(text: str) -> list[Found]:
    """Return messenger names and numbers.

    >>> [f.value for f in find_messengers("微信：abc_12345，QQ 12345678，熟悉微信 Android 开发")]
    ['abc_12345', '12345678']
    """
    view = view_of(text)
    spans = {m.span("value") for m in WECHAT.finditer(view) if _is_name(m)}
    spans |= {m.span("value") for pattern in (WECHAT_NUMBER, OTHERS, REVERSED) for m in pattern.finditer(view)}
    spans |= {m.span("value" if m["value"] else "other") for m in QQ.finditer(view)}
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda s: (s[0], -s[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return [Found(a, b, Kind.MESSENGER, re.sub(r"\s", "", view[a:b])) for a, b in kept]


def _is_name(match: re.Match[str]) -> bool:
    value = match["value"]
    if SAME.match(value) and not TELLING.fullmatch(value):
        return False
    return bool(match["sure"]) or bool(TELLING.fullmatch(value)) or (value.islower() and is_pinyin(value))
