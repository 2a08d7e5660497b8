"""Ads and résumés of made-up people, in two languages: every call makes somebody new, so that no test meets another's candidates."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

SERIAL = count(1)
FAMILY = {
    "zh": "林陈周何许罗邓冯郑马沈王",
    "en": ("Reyes", "Okafor", "Lindholm", "Ferrari", "Moreau", "Novak", "Silva", "Tanaka", "Weber", "Price"),
}
GIVEN = {
    "zh": ("若溪", "子墨", "雨桐", "浩然", "思远", "梓涵", "嘉禾"),
    "en": ("Ada", "Bo", "Cleo", "Dana", "Eli", "Fay", "Gus", "Hope", "Ivo", "June"),
}

TITLE = {"zh": "Java 后端工程师", "en": "Back end developer"}
AD = {
    "zh": """Java 后端工程师

岗位职责
负责票务交易系统的服务端开发。

任职要求
- 本科及以上学历
- 3 年以上后端开发经验
- 熟练使用 Java 和 Spring Boot
- 熟悉 MySQL 与 Kafka
- 年龄 35 岁以下

加分项
- 有 Kubernetes 使用经验
""",
    "en": """Back end developer

What you will do
Build the services of a ticket shop.

Requirements
- Bachelor's degree in computer science
- At least 3 years of experience in back end development
- Proficient in Python and PostgreSQL
- Experience with Kafka
- Under 35 years old

Nice to have
- Experience with Kubernetes
""",
}
UNLAWFUL = {"zh": "35 岁以下", "en": "Under 35"}
STRONG, MIDDLING, WEAK = "strong", "middling", "weak"
PROOF = {"zh": "用 Java 和 Spring Boot 重写下单服务", "en": "Rewrote the order service in Python on PostgreSQL"}
RESUMES = {
    "zh": {
        STRONG: """{name}
{mail}  {phone}

工作经历
2019.03 - 至今  云杉票务  Java 后端工程师
- 用 Java 和 Spring Boot 重写下单服务，日均处理 200 万笔订单。
- 负责 MySQL 分库分表，用 Kafka 解耦支付与出票。
- 在 Kubernetes 上部署 12 个服务，编写发布脚本。

教育经历
2015.09 - 2019.06  江城大学  计算机科学与技术  本科
""",
        MIDDLING: """{name}
{mail}  {phone}

工作经历
2022.07 - 至今  青禾科技  后端开发工程师
- 使用 Java 开发库存接口，编写 MySQL 查询与索引。

教育经历
2018.09 - 2022.06  临江学院  软件工程  本科
""",
        WEAK: """{name}
{mail}  {phone}

工作经历
2021.05 - 至今  晨光酒店  前台接待
- 办理入住与退房，处理客人投诉。

教育经历
2018.09 - 2021.06  海滨职业学院  酒店管理  大专
""",
    },
    "en": {
        STRONG: """{name}
{mail}  {phone}

EXPERIENCE
Back End Developer, Spruce Tickets. March 2019 - present
- Rewrote the order service in Python on PostgreSQL; it takes two million orders a day.
- Moved payments to Kafka, so that a slow bank stops nobody.
- Runs twelve services on Kubernetes.

EDUCATION
Bachelor of Science in Computer Science, Rivertown University. 2015 - 2019
""",
        MIDDLING: """{name}
{mail}  {phone}

EXPERIENCE
Junior Developer, Greenfield Labs. July 2022 - present
- Wrote Python scripts for the warehouse.

EDUCATION
Bachelor of Science in Software Engineering, Lakeside College. 2018 - 2022
""",
        WEAK: """{name}
{mail}  {phone}

EXPERIENCE
Receptionist, Dawn Hotel. May 2021 - present
- Welcomed guests and settled complaints.

EDUCATION
Diploma in Hospitality, Seaside College. 2018 - 2021
""",
    },
}


@dataclass(frozen=True)
class Paper:
    """A résumé: whose it is, and its words."""

    name: str
    mail: str
    text: str

    @property
    def file(self) -> str:
        """What it is called."""
        return f"{self.mail.partition('@')[0]}.txt"


def resume(lang: str, kind: str = STRONG) -> Paper:
    """Return the résumé of somebody new.

    Args:
        lang: zh or en.
        kind: how much of the ad it shows.
    """
    number = next(SERIAL)
    family, given = FAMILY[lang], GIVEN[lang]
    parts = family[number % len(family)], given[(number + number // len(family)) % len(given)]
    name = "".join(parts) if lang == "zh" else " ".join(reversed(parts))
    mail = f"{lang}{number}@example.org"
    phone = f"1380000{number:04d}" if lang == "zh" else f"+44 20 7946 0{number:03d}"
    return Paper(name, mail, RESUMES[lang][kind].format(name=name, mail=mail, phone=phone))
