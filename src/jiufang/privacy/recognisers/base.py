"""What all recognisers share: the record of a finding, a plain view of the text, and the labels that speak for or against one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from jiufang.text.view import plain_view


class Kind(StrEnum):
    """What an identifier is."""

    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    ID_CARD = "id_card"
    NATIONAL_ID = "national_id"
    BANK_CARD = "bank_card"
    PASSPORT = "passport"
    PERMIT = "permit"
    MESSENGER = "messenger"
    LINK = "link"
    PLATE = "plate"
    ADDRESS = "address"
    BIRTH_DATE = "birth_date"
    PHOTO = "photo"
    FILE = "file"
    SCHOOL = "school"
    EMPLOYER = "employer"


@dataclass(frozen=True, slots=True)
class Found:
    """`text[start:end]` is an identifier; `value` is its normal form."""

    start: int
    end: int
    kind: Kind
    value: str


HAN_SHARE = 0.2  # Han characters per Latin letter: a Chinese résumé is full of Latin terms and addresses
LABEL_REACH = 32  # characters before a number in which its label stands
# What a number behind one of these is, it is no person's.
THING = re.compile(
    r"(?:订单|工单|运单|快递|物流|单据?|流水|编|序列|批|批次|型|规格|料|图|货|物料|零件|部件|配件|备件|产品|商品|设备|合同|发票|专利|申请|受理|公告|文|注册|项目|版本|条形?|条码|组织机构|信用|税|端口|房|座位|车次|航班|工程|标准|提单|报关单|箱)(?:编|代|序)?(?:号|码|编号|号码|代码)"
    r"|(?:版本|坐标|经度|纬度|经纬度|时间戳|统一社会信用代码|(?<!\d)端口|订单|运单|工单|发票|专利|型号|规格|批次|金额|预算|营收|产值|流水号?)"
    r"|(?<![A-Za-z])(?:ISBN(?:-1[03])?|ISSN|DOI|SKU|UPC|EAN|GTIN|IMEI|IMSI|VIN|MAC|IP|DUNS|PN|SN|P/N|S/N|PO|P\.O\.|RFC|CAS|ISO|GB/?T?|patent|part|model|serial|order|invoice|tracking|waybill|shipment|batch|lot|item|ref(?:erence)?|ticket|case|"
    r"version|ver|build|release|commit|firmware|port|barcode|drawing|article|catalog(?:ue)?|product|project|contract|policy|asset|timestamp|unix time|epoch|lat(?:itude)?|lon(?:gitude)?|lng|coord(?:inate)?s?|GPS|revenue|budget|amount|total|v)"
    r"(?:\s*(?:no|num|number|code|id|ref)\b)?",
    re.IGNORECASE,
)
THING_BEFORE = re.compile(rf"(?:{THING.pattern})\s*\.?\s*[#＃]?\s*(?:[:=]|是|为|is)?\s*[(\[]?\s*(?:[A-Z]{{1,4}}[-_#]?)?$", re.IGNORECASE)
MONEY_BEFORE = re.compile(r"(?:[¥$€£₹]|(?<![A-Za-z])(?:RMB|CNY|USD|EUR|GBP|HKD|SGD|INR|NTD?|人民币))\s*$", re.IGNORECASE)
UNIT_AFTER = re.compile(
    r"\s?(?:[亿万千]?[元件人次条台吨米个份册字瓶箱股套只张公](?![\u4e00-\u9fff]{0,1}[号码])|亿|万|%|‰|美元|欧元|港币|㎡|(?:kg|km|m2|mm|ms|kwh|kw|mw|rpm|usd|rmb|cny|eur|gbp|bytes?|rows|records|users|orders|units|pcs|tons?|requests|events|lines|people|million|billion)\b)",
    re.IGNORECASE,
)


@lru_cache(maxsize=64)
def view_of(text: str) -> str:
    """Return the text with full-width forms, dashes and any script's decimal digits made ASCII, each sign in its place."""
    view = plain_view(text)
    if view.isascii():
        return view
    return "".join(c if c.isascii() or not c.isdecimal() else str(unicodedata.decimal(c)) for c in view)


def before(view: str, at: int, *, reach: int = LABEL_REACH) -> str:
    """Return what stands before an offset on its own line."""
    return view[max(view.rfind("\n", 0, at) + 1, at - reach) : at]


def is_thing(view: str, start: int, end: int) -> bool:
    """Tell whether a number is labelled as an order, a part, an amount: not a person's."""
    left = before(view, start)
    return bool(THING_BEFORE.search(left) or MONEY_BEFORE.search(left) or UNIT_AFTER.match(view, end))


def labelled_thing(view: str, start: int) -> bool:
    """Tell whether the label before a number names a thing."""
    return bool(THING_BEFORE.search(before(view, start)))


def free(span: tuple[int, int], taken: Iterable[tuple[int, int]]) -> bool:
    """Tell whether a span overlaps none of those taken."""
    return all(span[1] <= start or span[0] >= end for start, end in taken)


def mostly_chinese(text: str) -> bool:
    """Tell whether a text is written in Chinese, Latin terms in it or not."""
    han = sum("\u3400" <= c <= "\u9fff" for c in text)
    return han > sum(c.isascii() and c.isalpha() for c in text) * HAN_SHARE
