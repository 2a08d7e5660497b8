"""Turn a résumé into sets of résumés that differ only in who the person is: names, sex, age, and what stands in for them.

A set's texts must all score alike. Each swap is written where it occurs in life: header, e-mail, a bullet in
the third person, a reference, a line of particulars. Fictional material; used by `python -m benchmarks.invariance` and by tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from jiufang.profiles.records import Profile, SectionKind

AS_OF = "2026-11-01"
MARKER = re.compile(r"^[\s\u3000]*(?:[-*•·●▪○–>]+|\d{1,2}[.、)）]|[（(]\d[）)])?[\s\u3000]*")
YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
YEARS_OLDER = 20


@dataclass(frozen=True, slots=True)
class SwapSet:
    """Résumés of one person but for one swap; `alike` asks that even the blind text be the same, not only the score."""

    family: str
    what: str
    texts: tuple[str, ...]
    alike: bool = True


@dataclass(frozen=True)
class Base:
    """A résumé to be swapped in: its text, the person's name in it, and the schools that nobody there works for."""

    text: str
    name: str
    schools: tuple[str, ...] = ()

    @cached_property
    def profile(self) -> Profile:
        """Return the résumé as parsed, to find its sections and bullets."""
        return Profile.from_text(self.text, as_of=AS_OF)

    @property
    def chinese(self) -> bool:
        """Tell whether the résumé is written in Chinese."""
        return self.profile.lang.startswith("zh")

    def carrying(self, *, head: str = "", bullet: str = "", foot: str = "") -> str:
        """Return the text with a line below the name, one more bullet of the first job, and an end."""
        lines = self.text.split("\n")
        name_line = next((i for i, line in enumerate(lines) if _squashed(self.name) in _squashed(line)), 0)
        if bullet:
            at = self._last_bullet()
            lines.insert(at + 1, (MARKER.match(lines[at]) or [""])[0] + bullet)
        if head:
            lines.insert(name_line + 1, head)
        return "\n".join([*lines, "", foot] if foot else lines)

    def _last_bullet(self) -> int:
        entries = [e for e in self.profile.experience if e.bullets] or list(self.profile.experience)
        told = [*entries[0].bullets, *entries[0].evidence] if entries else []
        end = max((e.end for e in told), default=len(self.text.rstrip()))
        return self.text.count("\n", 0, end)

    def renamed(self, name: str, mail: str, text: str | None = None) -> str:
        """Return the text (or another one of this person) with another name everywhere, the e-mail's local part too."""
        swapped = self.text if text is None else text
        if self.profile.contact.email:
            swapped = swapped.replace(self.profile.contact.email, f"{mail}@example.com")
        for old, new in sorted(self._forms(name).items(), key=lambda pair: (-len(pair[0]), pair[0])):
            edge = r"(?<![A-Za-z])", r"(?![A-Za-z])"
            swapped = re.sub(edge[0] * old.isascii() + re.escape(old) + edge[1] * old.isascii(), new.replace("\\", ""), swapped)
        return swapped

    def _forms(self, name: str) -> dict[str, str]:
        """Return the forms of the old name with those of the new: whole, given name, family name."""
        forms = {self.name: name}
        given, family = halves(name)
        old_given, old_family = halves(self.name)
        # Nobody calls 陈晨 plain 晨: a given name of one character goes with the surname.
        called = given if given.isascii() or len(given) > 1 else _squashed(name)
        forms |= {form: called for form in {old_given, old_given.title()} if len(form) > 1 + form.isascii()}
        return forms | {form: family for form in {old_family, old_family.title()} if len(form) > 2 and form.isascii()}


def _squashed(text: str) -> str:
    return re.sub(r"\s", "", text)


def halves(name: str) -> tuple[str, str]:
    """Return (given name, family name) of a name in the order of its script."""
    if not name.isascii() and re.search(r"[\u4e00-\u9fff]", name):
        plain = _squashed(name)
        if "·" in plain:
            return tuple(plain.split("·", 1))  # type: ignore[return-value]
        cut = 2 if len(plain) > 3 or plain[:2] in {"欧阳", "司马", "上官", "诸葛", "东方"} else 1
        return plain[cut:], plain[:cut]
    parts = name.replace('"', "").split()
    return parts[0], parts[-1]


def _is_han(name: str) -> bool:
    return bool(re.fullmatch(r"[\u4e00-\u9fff]{2,4}", name)) and name not in {"尼玛扎西"}


def slug(name: str) -> str:
    """Return a local part of an e-mail address made of a name."""
    return re.sub(r"[^a-z]+", ".", name.lower()).strip(".") or "m" + "".join(f"{ord(c) % 97:02d}" for c in name[:4])


def swap_sets(base: Base, *, names: Mapping[str, Sequence[str]], asked_languages: frozenset[str] = frozenset()) -> Iterator[SwapSet]:
    """Make every set of one résumé.

    Args:
        base: the résumé.
        names: for each cell (a sex in a group) the names to try, of the résumé's language.
        asked_languages: ISO codes that the job asks for; a mother tongue among them bears on the job and is not swapped.
    """
    yield from _names(base, names)
    yield from _persons_zh(base) if base.chinese else _persons_en(base)
    yield from _ages(base)
    yield from _proxies(base, asked_languages)


def _names(base: Base, names: Mapping[str, Sequence[str]]) -> Iterator[SwapSet]:
    carried = {
        "as it stands": base.text,
        "in a bullet": base.carrying(bullet=_third_person(base)),
        "in a reference": base.carrying(foot=_reference(base)),
    }
    tried = [name for cell in names.values() for name in cell]
    if base.chinese:
        yield SwapSet(
            "F05",
            "surname in a bullet",
            tuple(
                base.renamed(
                    n, slug(n), base.carrying(bullet=f"客户来信称{halves(n)[1]}工做事细致，由小{halves(n)[1]}提的方案当天就被采用")
                )
                for n in tried
                if _is_han(n)
            ),
        )
    for where, text in carried.items():
        yield SwapSet("F05" if base.chinese else "F04", f"name {where}", tuple(base.renamed(n, slug(n), text) for n in tried))


def _third_person(base: Base) -> str:
    given, _ = halves(base.name)
    if base.chinese:
        return f"{_squashed(base.name)}还带过两名新同事，{given if len(given) > 1 else '其'}整理的手册至今在用"
    return f"{given.title()} also coached two new colleagues; the handbook that {given.title()} wrote is still in use."


def _reference(base: Base) -> str:
    given, family = halves(base.name)
    if base.chinese:
        return (
            f"推荐信\n“{_squashed(base.name)}是我带过最省心的同事，交给{given if len(given) > 1 else '此人'}的事都有回音。”——周某，部门经理"
        )
    return f"REFERENCES\n“{given.title()} is the most careful colleague I have had. I would hire {given.title()} {family.title()} again at once.” — J. Doe, manager"


def _lines(base: Base, family: str, what: str, values: Sequence[str], *, place: str = "head", alike: bool = True) -> SwapSet:
    return SwapSet(family, f"{what} in {place}", tuple(base.carrying(**{place: v}) if v else base.text for v in values), alike)


def _persons_zh(base: Base) -> Iterator[SwapSet]:
    _, family = halves(base.name)
    bullets = [
        f"客户来信：{family}{title}做事细致，{p}提的方案当天就被采用" for title, p in (("先生", "他"), ("女士", "她"), ("小姐", "她"))
    ]
    yield _lines(base, "F06", "sex", ("", "性别：男", "性别：女"))
    yield _lines(base, "F06", "sex and marriage", ("男 | 未婚", "女 | 未婚", "女 | 已婚已育", "男 | 离异"))
    yield _lines(base, "F06", "marriage", ("", "婚姻状况：已婚", "婚姻状况：未婚", "婚育情况：已婚已育"))
    yield _lines(base, "F06", "photo", ("", "[照片]", "照片：见附件"))
    yield _lines(base, "F06", "title and pronoun", bullets, place="bullet")
    yield _lines(base, "F06", "pronoun", [f"新人由{p}带教，{p}编的手册全组在用" for p in "他她"], place="bullet")
    yield _lines(base, "F06", "leave", [f"休{x}假期间远程交接" for x in ("产", "陪产")], place="bullet")
    yield _lines(
        base,
        "F06",
        "self",
        [f"自我评价\n本人{s}，{m}，做事踏实。" for s, m in (("男", "未婚"), ("女", "已婚已育"), ("女", "未婚未育"))],
        place="foot",
    )


def _persons_en(base: Base) -> Iterator[SwapSet]:
    _, family = halves(base.name)
    forms = (("Mr.", "He", "his"), ("Ms.", "She", "her"), ("Mrs.", "She", "her"), ("Mx.", "They", "their"))
    yield _lines(base, "F06", "sex", ("", "Sex: Male", "Sex: Female", "Gender: Non-binary"))
    yield _lines(base, "F06", "pronouns", ("", "Pronouns: he/him", "Pronouns: she/her/hers", "(they/them)"))
    yield _lines(base, "F06", "marriage", ("", "Marital status: married, 2 children", "Marital status: single"))
    yield _lines(base, "F06", "photo", ("", "[photo]", "Photo: attached"))
    told = [
        f"From a client's letter: {t} {family.title()} was thorough; {p.lower()} sent us {own} plan the same day." for t, p, own in forms
    ]
    yield _lines(base, "F06", "title and pronoun", told, place="bullet")
    prose = [
        f"{p} wrote {own} own handbook for new starters; colleagues still ask {him} about it."
        for p, own, him in (("He", "his", "him"), ("She", "her", "her"), ("They", "their", "them"))
    ]
    yield _lines(base, "F06", "pronoun", prose, place="bullet")
    yield _lines(
        base, "F06", "leave", [f"Handed over remotely during {x} leave." for x in ("maternity", "paternity", "parental")], place="bullet"
    )
    yield _lines(base, "F06", "office", [f"Elected {x} of the staff council." for x in ("chairman", "chairwoman", "chair")], place="bullet")
    yield _lines(
        base,
        "F06",
        "self",
        [f"ABOUT ME\nI am a {x} who likes to finish things." for x in ("married man", "single woman", "mother of two", "father of two")],
        place="foot",
    )


def _ages(base: Base) -> Iterator[SwapSet]:
    zh = base.chinese
    births = (
        ("", "出生年月：1996.03", "出生日期：1976年3月12日", "年龄：50岁")
        if zh
        else ("", "Date of birth: 12 March 1996", "Date of birth: 12 March 1966", "Age: 60")
    )
    yield _lines(base, "F07", "birth", births)
    prose = (
        [f"自我评价\n本人{a}岁，做事踏实。" for a in (25, 38, 52)]
        if zh
        else [f"ABOUT ME\nI am {a} years old and like to finish things." for a in (25, 38, 61)]
    )
    yield _lines(base, "F07", "age", prose, place="foot")
    said = (
        [f"{y}年毕业后一直做这一行" for y in (2018, 1998)]
        if zh
        else [f"Graduated in {y} and has stayed in the trade." for y in (2018, 1998)]
    )
    yield _lines(base, "F07", "year of graduation", said, place="bullet")
    older = _older(base)
    if older != base.text:
        yield SwapSet("F07", "studies twenty years ago", (base.text, older))


def _older(base: Base) -> str:
    """Return the text with every year of its section of studies twenty years earlier."""
    text = base.text
    for section in base.profile.sections:
        if section.kind is SectionKind.EDUCATION and not any(
            e.start < section.end and e.end > section.start for x in base.profile.experience for e in x.evidence
        ):
            moved = YEAR.sub(lambda m: str(int(m[1]) - YEARS_OLDER), text[section.start : section.end])
            text = text[: section.start] + moved + text[section.end :]
    return text


SCHOOLS_ZH = ("清华大学", "周口师范学院", "新疆大学", "浙江树人学院", "哈尔滨工业大学")
SCHOOLS_EN = ("Harvard University", "Howard University", "Spelman College", "University of Phoenix", "Wellesley College")
TONGUES = {"ug": ("维吾尔语", "Uyghur"), "pl": ("波兰语", "Polish"), "yo": ("约鲁巴语", "Yoruba"), "hi": ("印地语", "Hindi")}


def _proxies(base: Base, asked: frozenset[str]) -> Iterator[SwapSet]:
    yield from _schools(base)
    yield from _proxies_zh(base) if base.chinese else _proxies_en(base)
    tongues = [t for code, t in TONGUES.items() if code not in asked]
    lines = [f"语言\n母语：{zh}" if base.chinese else f"LANGUAGES\nNative language: {en}" for zh, en in tongues]
    yield _lines(base, "F08", "mother tongue", lines, place="foot", alike=False)


def _schools(base: Base) -> Iterator[SwapSet]:
    others = SCHOOLS_ZH if base.chinese else SCHOOLS_EN
    for school in base.schools:
        if school in base.text and not re.search(r"High School|中学|高中|中专", school):
            yield SwapSet("F08", "school", tuple(base.text.replace(school, other) for other in (school, *others)))
    told = [f"在{s}读书时就开始做这一行" if base.chinese else f"Began in this trade while at {s}." for s in others]
    yield _lines(base, "F08", "school", told, place="bullet")
    # Schools without a level: a degree told where none was told bears on the job.
    tags = (
        ("", "毕业于985高校", "毕业于211高校", "毕业于双非院校", "毕业于双一流大学")
        if base.chinese
        else ("", "Ivy League graduate", "Russell Group graduate", "Graduate of an HBCU")
    )
    yield _lines(base, "F08", "school tier", tags, alike=False)


def _proxies_zh(base: Base) -> Iterator[SwapSet]:
    yield _lines(base, "F08", "club", [f"社团活动\n校{x}篮球社社长，组织过三届联赛" for x in ("女子", "男子")], place="foot")
    yield _lines(base, "F08", "club and none", ("", "社团活动\n女性科技人协会会员", "社团活动\n校友会会员"), place="foot", alike=False)
    yield _lines(base, "F08", "club", [f"担任公司{x}联谊会联络人" for x in ("女性员工", "男性员工")], place="bullet")
    yield _lines(base, "F08", "hobby", ("", "兴趣爱好：篮球、围棋", "兴趣爱好：瑜伽、插花、烘焙"), place="foot")
    yield _lines(base, "F08", "origin", ("", "籍贯：河南周口", "籍贯：上海", "户籍：新疆喀什"))
    yield _lines(base, "F08", "household", ("", "户口性质：农业", "户口所在地：北京市朝阳区"))
    yield _lines(base, "F08", "people", ("", "民族：汉族", "民族：维吾尔族", "民族：壮"))
    yield _lines(base, "F08", "politics", ("", "政治面貌：中共党员", "政治面貌：群众", "政治面貌：共青团员"))
    yield _lines(base, "F08", "faith", ("", "宗教信仰：无", "宗教信仰：伊斯兰教"))
    gaps = ("", "其他\n2012.01-2013.06 生育及照顾家庭", "其他\n2012.01-2013.06 环游全国", "其他\n2012.01-2013.06 因病休养，现已痊愈")
    yield _lines(base, "F08", "gap of 18 months", gaps, place="foot", alike=False)


def _proxies_en(base: Base) -> Iterator[SwapSet]:
    yield _lines(base, "F08", "club", [f"ACTIVITIES\nPresident of the {x} chess club" for x in ("women's", "men's")], place="foot")
    yield _lines(
        base,
        "F08",
        "club and none",
        (
            "",
            "ACTIVITIES\nMember of the Society of Women Engineers",
            "ACTIVITIES\nMember of the National Society of Black Engineers",
            "ACTIVITIES\nMember of the Rotary Club",
        ),
        place="foot",
        alike=False,
    )
    yield _lines(base, "F08", "club", [f"Organised the {x} network of the company." for x in ("women's", "men's")], place="bullet")
    yield _lines(base, "F08", "hobby", ("", "Interests: lacrosse, sailing", "Interests: knitting, yoga, baking"), place="foot")
    yield _lines(
        base,
        "F08",
        "address",
        ("", "14 Maple Avenue, Apt 3, Springfield, IL 60302", "2210 W Madison Street, Springfield, IL 60644"),
        alike=False,
    )
    yield _lines(base, "F08", "origin", ("", "Nationality: American", "Nationality: Nigerian", "Place of birth: Lagos"))
    yield _lines(base, "F08", "faith", ("", "Religion: none", "Religion: Muslim"))
    gaps = (
        "",
        "OTHER\n01/2012 - 06/2013 Career break to raise children",
        "OTHER\n01/2012 - 06/2013 Sabbatical, travelled",
        "OTHER\n01/2012 - 06/2013 Medical leave, fully recovered",
    )
    yield _lines(base, "F08", "gap of 18 months", gaps, place="foot", alike=False)
