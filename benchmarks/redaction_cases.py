"""Make up identifiers in every dress, and look-alikes: the cases of `benchmarks.redaction`, from a seeded generator."""

from __future__ import annotations

import random
import string
from collections.abc import Callable
from dataclasses import dataclass

from jiufang.privacy.recognisers.bank_cards import luhn_is_valid
from jiufang.privacy.recognisers.id_cards import ID_CHECKS, ID_WEIGHTS

SHARE_NEGATIVE = 0.35
FULL_WIDTH = {ord(c): chr(ord(c) + 0xFEE0) for c in string.digits + "@.+-" + string.ascii_letters}


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence; `span` is where its identifier stands, None when it has none."""

    kind: str
    text: str
    span: tuple[int, int] | None


def make_cases(rng: random.Random, size: int) -> list[Case]:
    """Return so many cases, each drawn at random."""
    return [_negative(rng) if rng.random() < SHARE_NEGATIVE else _positive(rng) for _ in range(size)]


def _positive(rng: random.Random) -> Case:
    kind = rng.choice(sorted(MAKERS))
    make, labels_zh, labels_en, bare = MAKERS[kind]
    value = make(rng)
    frame = rng.choice(("zh", "zh_glued", "en", "bare") if bare else ("zh", "zh_glued", "en"))
    if rng.random() < 0.15 and kind not in {"mobile_spoken"}:
        value = value.translate(FULL_WIDTH)
    if rng.random() < 0.12 and len(value) > 6 and "\n" not in value and kind not in NO_BREAK:
        at = rng.randrange(3, len(value) - 2)
        value = value[:at] + "\n" + value[at:]
    if frame == "zh":
        before, after = f"{rng.choice(ZH_START)}{rng.choice(labels_zh)}{rng.choice(('：', ': ', ' '))}", rng.choice(ZH_END)
    elif frame == "zh_glued":
        before, after = (
            f"{rng.choice(ZH_START)}{rng.choice(labels_zh)}",
            rng.choice(("微信同号", "欢迎联系", "，现居苏州", "求职意向审计", "（常用）")),
        )
    elif frame == "en":
        before, after = f"{rng.choice(EN_START)}{rng.choice(labels_en)}{rng.choice((': ', ' '))}", rng.choice(EN_END)
    else:
        before, after = (
            rng.choice(("", "工程师 | ", "审计员，", "- ", "• ", "Nurse | ")),
            rng.choice(("", " | 苏州", "，五年经验", "\n", " / Chicago")),
        )
    return Case(kind, before + value + after, (len(before), len(before) + len(value)))


def _negative(rng: random.Random) -> Case:
    kind = rng.choice(sorted(LOOKALIKES))
    start, end = rng.choice((("", ""), ("负责", "，按期完成"), ("Handled ", " on time."), ("项目中", "。"), ("• ", "")))
    return Case("not:" + kind, start + LOOKALIKES[kind](rng) + end, None)


def _digits(rng: random.Random, n: int) -> str:
    return "".join(rng.choice(string.digits) for _ in range(n))


def _mobile(rng: random.Random) -> str:
    a, b, c = "1" + rng.choice("3456789") + rng.choice(string.digits), _digits(rng, 4), _digits(rng, 4)
    body = rng.choice(
        ("{a}{b}{c}", "{a} {b} {c}", "{a}-{b}-{c}", "{a}–{b}–{c}", "{a}.{b}.{c}", "{a} {b}{c}", "{a}{b} {c}", "{a}　{b}　{c}", "{s}")
    ).format(a=a, b=b, c=c, s=" ".join(a + b + c))
    return rng.choice(("", "", "", "+86", "+86 ", "86-", "(+86)", "0086 ", "+86-", "（+86）")) + body


def _landline(rng: random.Random) -> str:
    area = rng.choice(("010", "021", "0571", "0755", "028", "0512"))
    number = rng.choice("234567") + _digits(rng, 7)
    main = rng.choice(
        (
            "{a}-{n}",
            "({a}){n}",
            "({a}) {n}",
            "（{a}）{n}",
            "{a} {n}",
            "{a}-{h}-{t}",
            "{a}-{h} {t}",
            "+86 {z} {h} {t}",
            "+86 (0){z}-{n}",
            "+86-{z}-{n}",
        )
    ).format(a=area, n=number, z=area[1:], h=number[:4], t=number[4:])
    return main + rng.choice(("", "", "", f"转{_digits(rng, 3)}", f"-{_digits(rng, 4)}", f" ext. {_digits(rng, 3)}"))


def _foreign(rng: random.Random) -> str:
    d = [_digits(rng, 4) for _ in range(3)]
    us = f"{rng.choice('23456789')}{_digits(rng, 2)}"
    shapes = (
        f"({us}) 555-01{d[0][:2]}", f"{us}-555-01{d[0][:2]}", f"{us}.555.01{d[0][:2]}", f"+1 {us} 555 01{d[0][:2]}", f"+1-{us}-555-01{d[0][:2]}", f"{us} 555 01{d[0][:2]}", f"({us})555-01{d[0][:2]} ext {d[1][:3]}",
        f"+44 7700 900{d[0][:3]}", f"07700 900{d[0][:3]}", f"+44 (0)20 7946 0{d[0][:3]}", f"020 7946 0{d[0][:3]}", f"+65 9{d[0][:3]} {d[1]}", f"+91 98{d[0][:3]} {d[1]}{d[2][:1]}", f"+49 30 {d[0]}{d[1][:3]}", f"+33 6 12 34 {d[0][:2]} {d[0][2:]}",
        f"+852 9{d[0][:3]} {d[1]}", f"+34 612 {d[0][:3]} {d[1][:3]}", f"+886 912 {d[0][:3]} {d[1][:3]}", f"+353 85 {d[0][:3]} {d[1]}", f"+61 4{d[0][:2]} {d[1][:3]} {d[2][:3]}",
    )  # fmt: skip
    return rng.choice(shapes)


def _id_card(rng: random.Random) -> str:
    body = f"{rng.choice(('110105', '320106', '440305', '510104', '620102', '650102'))}{rng.randint(1955, 2005)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}{_digits(rng, 3)}"
    number = body + ID_CHECKS[sum(int(d) * w for d, w in zip(body, ID_WEIGHTS, strict=True)) % 11]
    if rng.random() < 0.1:
        number = number.lower()
    return rng.choice(
        (
            number,
            number,
            number,
            f"{number[:6]} {number[6:14]} {number[14:]}",
            f"{number[:6]}-{number[6:14]}-{number[14:]}",
            " ".join(number),
        )
    )


def _card(rng: random.Random) -> str:
    prefix, length = rng.choice(
        (("622202", 19), ("621700", 19), ("622588", 16), ("4", 16), ("53", 16), ("37", 15), ("35", 16), ("6214", 16), ("6228480", 19))
    )
    body = prefix + _digits(rng, length - 1 - len(prefix))
    number = next(body + c for c in string.digits if luhn_is_valid(body + c))
    groups = " ".join(number[i : i + 4] for i in range(0, length, 4))
    return (
        rng.choice((number, number, groups, groups.replace(" ", "-")))
        if length != 15
        else rng.choice((number, f"{number[:4]} {number[4:10]} {number[10:]}"))
    )


def _email(rng: random.Random) -> str:
    local = rng.choice(("zhang.wei", "li_na88", "wang-fang", "chenhao2020", "13800138000", "a.berg", "maria+jobs", "x.y.z", "hr2026"))
    host = rng.choice(
        (
            "example.com",
            "example.org",
            "mail.example.cn",
            "example.com.cn",
            "qq.com",
            "163.com",
            "example.co.uk",
            "uni.example.edu",
            "example.io",
            "my-site.net",
        )
    )
    return rng.choice(
        (f"{local}@{host}",) * 5 + (f"{local} @ {host}", f"{local}[at]{host}", f"{local} (at) {host}", f"{local} [at] {host.replace('.', ' [dot] ')}", f"{local}＠{host}", f"{local}@{host.replace('.', ' . ')}")
    )  # fmt: skip


def _wechat(rng: random.Random) -> str:
    return (
        rng.choice(("zhangwei", "lina", "w_f", "chen-hao", "dev", "wxid_")) + rng.choice(("_", "-", "")) + _digits(rng, rng.randint(4, 8))
    )


def _qq(rng: random.Random) -> str:
    return rng.choice("123456789") + _digits(rng, rng.randint(5, 9))


def _passport(rng: random.Random) -> str:
    return rng.choice(
        (
            f"E{_digits(rng, 8)}",
            f"G{_digits(rng, 8)}",
            f"E{rng.choice('ABCDFGHJ')}{_digits(rng, 7)}",
            f"PE{_digits(rng, 7)}",
            f"E {_digits(rng, 4)} {_digits(rng, 4)}",
        )
    )


def _permit(rng: random.Random) -> str:
    return rng.choice((f"C{_digits(rng, 8)}", f"H{_digits(rng, 10)}", f"M{_digits(rng, 8)}", f"CA{_digits(rng, 7)}"))


def _plate(rng: random.Random) -> str:
    tail = rng.choice(("{d}", "A{d4}", "{d2}B{d2}", "D{d}", "{d3}AB")).format(
        d=_digits(rng, 5), d4=_digits(rng, 4), d2=_digits(rng, 2), d3=_digits(rng, 3)
    )
    return rng.choice("京沪粤苏浙川鲁渝") + rng.choice("ABCDEFGHJK") + rng.choice(("", "·", " ")) + tail


def _birth(rng: random.Random) -> str:
    y, m, d = rng.randint(1960, 2006), rng.randint(1, 12), rng.randint(1, 28)
    return rng.choice((f"{y}-{m:02}-{d:02}", f"{y}年{m}月{d}日", f"{y}.{m:02}", f"{y}/{m}/{d}", f"{y}年{m}月"))


def _address(rng: random.Random) -> str:
    return rng.choice(
        (f"上海市浦东新区张江路{rng.randint(1, 999)}号{rng.randint(1, 9)}栋{rng.randint(101, 999)}室", f"杭州市西湖区文三路{rng.randint(1, 999)}弄{rng.randint(1, 9)}号", f"北京市朝阳区幸福小区{rng.randint(1, 20)}号楼{rng.randint(1, 4)}单元{rng.randint(101, 999)}", f"江苏省苏州市工业园区星湖街{rng.randint(1, 999)}号")
    )  # fmt: skip


NO_BREAK = {"address", "birth", "plate", "wechat", "permit"}
ZH_START = ("", "您好，", "个人信息 ", "本人", "如有机会请联系我，", "李同学｜")
ZH_END = ("", "。", "，谢谢", "；到岗时间一个月", " | 在职", "\n工作经历")
EN_START = ("", "Dear team, ", "Nurse | ", "Please note my ", "Contact - ")
EN_END = ("", ".", ", thank you", " | Chicago", "\nExperience", "; available now")
PHONES_ZH, PHONES_EN = ("手机", "电话", "联系电话", "手机号", "Tel", "联系方式"), ("phone", "mobile", "Tel", "cell", "call me at")
MAKERS: dict[str, tuple[Callable[[random.Random], str], tuple[str, ...], tuple[str, ...], bool]] = {
    "mobile": (_mobile, PHONES_ZH, PHONES_EN, True),
    "landline": (_landline, ("座机", "电话", "固定电话", "家庭电话"), ("phone", "Tel", "office phone"), True),
    "foreign_phone": (_foreign, PHONES_ZH, PHONES_EN, True),
    "id_card": (_id_card, ("身份证", "身份证号", "身份证号码", "证件号码"), ("ID card", "ID number", "Chinese ID"), True),
    "bank_card": (_card, ("银行卡", "卡号", "银行账号", "工资卡"), ("bank card", "card number", "account"), True),
    "email": (_email, ("邮箱", "电子邮箱", "邮件", "E-mail"), ("email", "e-mail", "mail"), True),
    "wechat": (_wechat, ("微信", "微信号", "VX", "WeChat"), ("WeChat", "WeChat ID", "wechat id"), False),
    "qq": (_qq, ("QQ", "QQ号", "QQ号码"), ("QQ", "QQ number"), False),
    "passport": (_passport, ("护照", "护照号", "护照号码"), ("passport", "passport no.", "Passport number"), True),
    "permit": (_permit, ("港澳通行证", "往来港澳通行证号", "回乡证"), ("travel permit", "home return permit"), False),
    "plate": (_plate, ("车牌", "车牌号"), ("plate", "car plate"), True),
    "birth": (_birth, ("出生年月", "出生日期", "生日"), ("date of birth", "DOB", "born"), False),
    "address": (_address, ("住址", "地址", "家庭住址", "现住"), ("address",), True),
}


def _bad_id(rng: random.Random) -> str:
    number = _id_card(rng).replace(" ", "").replace("-", "").upper()
    wrong = rng.choice(
        [c for c in ID_CHECKS if c != number[-1] and (not (c.isdigit() and number[:17].isdigit()) or not luhn_is_valid(number[:17] + c))]
    )
    return number[:17] + wrong


def _bad_card(rng: random.Random) -> str:
    number = _card(rng).replace(" ", "").replace("-", "")
    return number[:-1] + str((int(number[-1]) + rng.randint(1, 8)) % 10)


LOOKALIKES: dict[str, Callable[[random.Random], str]] = {
    "order": lambda r: r.choice(("订单号", "订单编号：", "运单号 ", "流水号：", "合同编号", "工单号 ", "Order No. ", "order #", "invoice number: ", "tracking number ")) + r.choice(("", "SO", "PO-")) + r.choice(("2026", "1")) + _digits(r, r.choice((7, 10, 12, 14))),
    "years": lambda r: r.choice(("2019-2021", "2015.09-2019.06", "2012年9月—2016年6月", "2019 – 2023", "2015/09 - 2018/07", "Sep 2018 - Aug 2022", "20150901-20190630", "2016~2020", "2008, 2012, 2016", "2021-03 至 2024-11")),
    "amount": lambda r: r.choice((f"¥{_digits(r, 8)}", f"营收{r.randint(1, 9)}{_digits(r, 10)}元", f"${r.randint(1, 9)},{_digits(r, 3)},{_digits(r, 3)}", f"{r.randint(10, 99)}.{_digits(r, 2)}万元", f"预算 1{_digits(r, 3)},{_digits(r, 3)},{_digits(r, 3)} 元", f"USD {r.randint(1, 9)}{_digits(r, 9)}", f"1{r.choice('3578')}{_digits(r, 9)}条记录")),
    "part": lambda r: r.choice((f"料号 {_digits(r, 3)}-{_digits(r, 4)}-{_digits(r, 4)}", f"P/N 138-{_digits(r, 4)}-{_digits(r, 4)}", f"零件号0{_digits(r, 3)}-{_digits(r, 8)}", f"型号ABB-{_digits(r, 4)}-{_digits(r, 3)}", f"part no. {_digits(r, 3)}-{_digits(r, 3)}-{_digits(r, 4)}", f"S7-1{_digits(r, 3)}", f"6ES7 {_digits(r, 3)}-1BG40-0XB0", f"SKU {_digits(r, 11)}", f"serial number: {_digits(r, 10)}")),
    "isbn": lambda r: r.choice(("ISBN 978-7-302-51234-5", "ISBN 9787111213826", "ISBN-10 0-306-40615-2", f"ISBN：978-7-115-{_digits(r, 5)}-{_digits(r, 1)}", "ISSN 1000-9825", "DOI 10.1000/182")),
    "version": lambda r: r.choice((f"版本 v{r.randint(1, 20)}.{_digits(r, 2)}.{_digits(r, 4)}", "Java 17.0.12", "Python 3.11.7", f"build 10.0.{_digits(r, 5)}.{_digits(r, 4)}", "Spring Boot 2.7.18", "192.168.100.200", "10.0.0.1:8080", "log4j-2.17.1")),
    "coordinate": lambda r: r.choice((f"坐标 116.{_digits(r, 6)}, 39.{_digits(r, 6)}", f"31.{_digits(r, 6)},121.{_digits(r, 6)}", f"lat 40.{_digits(r, 7)} lng -73.{_digits(r, 7)}", f"N31°14'{_digits(r, 2)}\" E121°29'{_digits(r, 2)}\"")),
    "numbers": lambda r: r.choice(("团队 10-15 人，2000–2500 单", "覆盖 3 省 12 市 138 家门店", "98.5% 和 99.95%", "吞吐 1800 QPS，P99 38 ms", "grew 12 to 48 people, 1,200-1,500 orders", f"证书编号：{_digits(r, 10)}", "ISO 9001:2015、IATF 16949", "GB/T 19001-2016", "CET-6 512 分", f"专利号 ZL{_digits(r, 12)}", "GPA 3.8/4.0 (3.75)", "24/7 support, 365 days", f"统一社会信用代码 9111{_digits(r, 13)}X")),
    "words": lambda r: r.choice(("微信小程序开发", "熟悉微信 Android SDK", "WeChat marketing and QQ音乐", "@Transactional 注解", "npm install @types/node", "user@host 登录", "git@ 协议", "looked at example cases", "met at the office. In 2019", "京ICP备12345678号", "护照夹设计", "银行卡业务 2019", "电话销售 5 年，日均 120 通", "Phone support: 40 calls a day", "手机游戏 2019-2021 项目", "电话会议 3 次，2020.05-2021.06", "QQ 空间 2018 年改版", "passport control system 2020")),
    "wrong_id": lambda r: r.choice(("身份证", "编码 ", "")) + _bad_id(r),
    "wrong_card": lambda r: r.choice(("卡号", "流水 ", "")) + _bad_card(r),
}  # fmt: skip
