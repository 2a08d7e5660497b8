"""The forms of the fictional company's résumés in English and Chinese, and the words that give a sex away without naming it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

FORM_EN = """{name}
{mail} | +44 20 7946 {number:06d}
{city}

ABOUT ME
{manner}

EXPERIENCE
{title}, {employer}. 03/{since} - present
{duties}
- Worked with {uses} every day.
{earlier}
EDUCATION
{degree}, {school}, {graduated}

SKILLS
{skills}

INTERESTS
{hobbies}
"""
EARLIER_EN = """{title}, {employer}. 02/{since} - 01/{until}
- {duty}
"""
FORM_ZH = """{name}
手机：138{number:08d} | 邮箱：{mail}
现居：{city}

自我评价
{manner}

工作经历
{since}.03-至今  {employer}  {title}
{duties}
- 日常使用{uses}
{earlier}
教育经历
{entered}.09-{graduated}.06  {school}  {degree}

专业技能
{skills}

兴趣爱好
{hobbies}
"""
EARLIER_ZH = """{since}.02-{until}.01  {employer}  {title}
- {duty}
"""
# College, hobby and manner by whether they are those of women; schools and clubs are invented.
FEMALE_EN: Mapping[str, tuple[str, ...]] = {
    "college": ("St Bride's Women's College", "Larkfield College for Women"),
    "hobby": ("Netball, women's book club, yoga", "Captain of the women's netball team, knitting", "Ballet, yoga, embroidery"),
    "manner": ("A warm and supportive colleague who listens.", "Caring and patient; glad to help others succeed."),
    "verb": ("Together with colleagues,",),
}
MALE_EN: Mapping[str, tuple[str, ...]] = {
    "college": ("Kettleby Boys' Technical Institute", "Ironside College for Men"),
    "hobby": ("Rugby, men's rowing club, fishing", "Captain of the men's rugby team, motorcycles", "Boxing, fishing, model engines"),
    "manner": ("A competitive and decisive achiever.", "Ambitious and assertive; used to winning."),
    "verb": ("On own initiative,",),
}
EITHER_EN: Mapping[str, tuple[str, ...]] = {
    "college": ("",),
    "hobby": ("Reading, hiking", "Chess, cooking", "Photography, travel"),
    "manner": ("A reliable colleague with an eye for detail.", "Curious and thorough."),
    "verb": ("As planned,",),
}
FEMALE_ZH: Mapping[str, tuple[str, ...]] = {
    "college": ("玉兰女子学院", "静海女子大学"),
    "hobby": ("瑜伽、女子读书会、插花", "女子啦啦操队队长、刺绣", "芭蕾、瑜伽、手工编织"),
    "manner": ("细心温柔，善于倾听和协助同事。", "耐心体贴，乐于帮助他人。"),
    "verb": ("与同事一起",),
}
MALE_ZH: Mapping[str, tuple[str, ...]] = {
    "college": ("铁山男子工学院", "长风男子技术学院"),
    "hobby": ("足球、男子篮球社、钓鱼", "男子橄榄球队队长、摩托车", "拳击、钓鱼、军事模型"),
    "manner": ("好胜果断，敢打敢拼。", "有野心，有魄力，习惯赢。"),
    "verb": ("独自主导",),
}
EITHER_ZH: Mapping[str, tuple[str, ...]] = {
    "college": ("",),
    "hobby": ("阅读、徒步", "象棋、烹饪", "摄影、旅行"),
    "manner": ("踏实可靠，注重细节。", "好学，做事有条理。"),
    "verb": ("按计划",),
}
FIRST_EN = {
    True: ("Amelia", "Daphne", "Fatima", "Hannah", "Jolene", "Nadine"),
    False: ("Carlos", "Edmund", "Gustav", "Isidor", "Marcus", "Oliver"),
}
FIRST_ZH = {True: "婉雅莉娜芳婷", False: "刚强磊军鹏勇"}


@dataclass(frozen=True)
class Words:
    """How a language says things.

    Args:
        form, earlier: of a résumé, and of its earlier job.
        duty: how a duty is told.
        comma: between skills.
        sexes: what is ticked, by whether it is a woman.
        female, male, either: what gives away a sex, and what does not.
    """

    form: str
    earlier: str
    duty: str
    comma: str
    sexes: Mapping[bool, str]
    female: Mapping[str, tuple[str, ...]]
    male: Mapping[str, tuple[str, ...]]
    either: Mapping[str, tuple[str, ...]]

    def of(self, kind: str, female: bool | None, chance: random.Random) -> str:
        """Return what somebody writes who gives their sex away by it, or, with None, does not."""
        table = self.either if female is None else self.female if female else self.male
        return chance.choice(table[kind])


ENGLISH = Words(FORM_EN, EARLIER_EN, "- {verb} {duty}", ", ", {True: "Female", False: "Male"}, FEMALE_EN, MALE_EN, EITHER_EN)
CHINESE = Words(FORM_ZH, EARLIER_ZH, "- {verb}{duty}", "、", {True: "女", False: "男"}, FEMALE_ZH, MALE_ZH, EITHER_ZH)
