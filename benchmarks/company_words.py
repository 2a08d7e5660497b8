"""The words of a fictional company: trades with their titles, skills, duties, employers, schools and cities, in English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass

FORM_EN = """{name}
{mail} | {phone}
{city}

EXPERIENCE
{title}, {first}. {since}/{moved} - present
{duties}
- Worked with {uses} every day.
{junior}, {second}. {since}/{began} - {left}/{moved}
- {duty}

EDUCATION
{degree}, {school}, {graduated}

SKILLS
{skills}

LANGUAGES
{language}
"""
FORM_ZH = """{name}
手机：{phone} | 邮箱：{mail}
现居：{city}

求职意向：{title}

工作经历
{moved}.{since}-至今  {first}  {title}
{duties}
- 日常使用 {uses}
{began}.{since}-{moved}.{left}  {second}  {junior}
- {duty}

教育经历
{entered}.09-{graduated}.06  {school}  {degree}

专业技能
{skills}

语言
{language}
"""
ASKS_EN = """{title}

Requirements
- {years}+ years of experience
- Experience with {a}
- Experience with {b}
- Bachelor's degree

Nice to have
- {c}
"""
ASKS_ZH = """{title}

任职要求
- {years}年以上相关工作经验
- 熟练使用{a}
- 熟悉{b}
- 本科及以上学历

加分项
- {c}
"""
CITIES_EN = ("Leeds", "Bristol", "Dublin", "Utrecht", "Toronto", "Singapore", "Melbourne", "Austin")
CITIES_ZH = ("上海", "杭州", "深圳", "成都", "武汉", "苏州", "北京", "西安")
SCHOOLS_EN = ("University of Leeds", "Trinity College Dublin", "University of Toronto", "Utrecht University", "Monash University")
SCHOOLS_ZH = ("浙江大学", "武汉大学", "苏州大学", "西安交通大学", "四川大学")
EMPLOYERS_EN = ("Harbour Analytics", "Blue Fish", "Northgate Works", "Amber Lane", "Copperfield Ltd", "Tidewater Group", "Orchard & Pine")
EMPLOYERS_ZH = ("海港数据有限公司", "蓝鱼科技有限公司", "青禾供应链有限公司", "云栖医药有限公司", "长桥制造有限公司", "白鹭教育集团")
LANGUAGES_EN = ("English (native)", "English (native), German (B2)", "English (C1), French (B1)", "English (native), Mandarin (HSK 4)")
LANGUAGES_ZH = ("英语 CET-4", "英语 CET-6", "英语 CET-6，日语 N2", "普通话二级甲等")
SURNAMES = "林周陈何苏许唐方沈顾陆秦罗宋韩冯"
GIVEN_ZH = "知砚望景晚一思若夏秋舒行晴诺安宁远川禾青"
GIVEN_EN = (
    "Amelia",
    "Carlos",
    "Daphne",
    "Edmund",
    "Fatima",
    "Gustav",
    "Hannah",
    "Isidor",
    "Jolene",
    "Marcus",
    "Nadine",
    "Oliver",
    "Petros",
)
SYLLABLES = (
    ("Mor", "Dal", "Hen", "Whi", "Cal", "Ven", "Lin", "Oka", "Bra"),
    ("wick", "berg", "dsen", "ford", "lowe", "stra", "mark", "dale"),
)


@dataclass(frozen=True)
class Trade:
    """A kind of work and the words of its résumés."""

    titles: tuple[str, ...]
    skills: tuple[str, ...]
    duties: tuple[str, ...]
    degrees: tuple[str, ...]
    form: str = FORM_EN
    asks: str = ASKS_EN
    cities: tuple[str, ...] = CITIES_EN
    schools: tuple[str, ...] = SCHOOLS_EN
    employers: tuple[str, ...] = EMPLOYERS_EN
    languages: tuple[str, ...] = LANGUAGES_EN


def _zh(titles: str, skills: str, duties: tuple[str, ...], degrees: str) -> Trade:
    return Trade(
        tuple(titles.split()), tuple(skills.split()), duties, tuple(degrees.split("|")),
        FORM_ZH, ASKS_ZH, CITIES_ZH, SCHOOLS_ZH, EMPLOYERS_ZH, LANGUAGES_ZH,
    )  # fmt: skip


def _en(titles: str, skills: str, duties: tuple[str, ...], degrees: str) -> Trade:
    return Trade(tuple(titles.split("|")), tuple(skills.split("|")), duties, tuple(degrees.split("|")))


EN = (
    _en(
        "Developer|Software Engineer|Backend Engineer",
        "Python|Kafka|PostgreSQL|Kubernetes|Docker|Django|Go|Redis|Terraform",
        ("Built payment services for 40 shops.", "Ran a cluster of 60 machines.", "Cut the time of a report from hours to minutes."),
        "BSc Computer Science|MSc Computer Science|BEng Software Engineering",
    ),
    _en(
        "Data Analyst|Senior Data Analyst|Data Scientist",
        "SQL|Python|Tableau|R|Power BI|Excel|Spark|dbt",
        ("Built dashboards for sales and stock.", "Forecast demand for 300 products.", "Designed and read A/B tests."),
        "BSc Statistics|MSc Statistics|BSc Mathematics",
    ),
    _en(
        "Staff Nurse|Senior Nurse|Charge Nurse",
        "wound care|triage|medication administration|IV therapy|patient education|infection control",
        ("Cared for 12 patients a shift on a surgical ward.", "Trained six new nurses.", "Kept records in the electronic system."),
        "BSc Nursing|MSc Nursing",
    ),
    _en(
        "Accounts Assistant|Accountant|Financial Controller",
        "IFRS|SAP|Excel|VAT returns|budgeting|month-end close|audit preparation",
        ("Closed the books of four companies each month.", "Prepared the yearly audit.", "Brought invoices into SAP."),
        "BSc Accounting|BA Business|MSc Finance",
    ),
    _en(
        "Sales Representative|Account Manager|Sales Manager",
        "Salesforce|negotiation|CRM|cold calling|key account management|forecasting",
        ("Won 30 new customers in a year.", "Looked after 80 accounts.", "Led a team of five."),
        "BA Marketing|BA Business|BSc Economics",
    ),
    _en(
        "Warehouse Operative|Shift Leader|Logistics Manager",
        "forklift|WMS|inventory control|SAP|route planning|health and safety",
        ("Ran a warehouse of 9,000 square metres.", "Planned 40 routes a day.", "Halved the stock differences."),
        "BSc Logistics|BA Business",
    ),
)
ZH = (
    _zh(
        "开发工程师 后端开发工程师 架构师",
        "Java Spring MySQL Redis Kafka Docker Python Kubernetes",
        ("负责支付系统的设计与开发", "优化数据库查询，响应时间缩短一半", "搭建持续集成流水线"),
        "计算机科学 本科|软件工程 本科|计算机科学 硕士",
    ),
    _zh(
        "运营专员 产品运营 运营经理",
        "Excel SQL 活动策划 用户增长 数据分析 社群运营",
        ("策划并落地三十场线上活动", "负责用户增长，月活提升百分之四十", "撰写每周数据分析报告"),
        "市场营销 本科|新闻学 本科|工商管理 硕士",
    ),
    _zh(
        "会计 总账会计 财务经理",
        "用友 金蝶 Excel SAP 税务申报 成本核算 预算管理",
        ("负责四家公司的月度结账", "完成年度审计与税务申报", "建立成本核算制度"),
        "会计学 本科|财务管理 本科|会计学 硕士",
    ),
    _zh(
        "护士 主管护士 护士长",
        "静脉输液 伤口护理 急救 健康宣教 护理文书 院感控制",
        ("负责外科病区十二张床位的护理", "带教新护士六名", "参与急诊抢救工作"),
        "护理学 本科|护理学 大专",
    ),
    _zh(
        "教师 初中英语教师 教研组长",
        "课程设计 班级管理 英语教学 PPT 家校沟通 心理辅导",
        ("担任初中三个班的英语教学", "组织校级公开课八次", "担任班主任并负责家校沟通"),
        "英语 本科|英语 硕士|教育学 本科",
    ),
    _zh(
        "仓库管理员 物流主管 供应链经理",
        "WMS SAP 库存管理 路线规划 叉车 Excel",
        ("管理九千平方米仓库", "规划每日四十条配送路线", "库存差异率下降一半"),
        "物流管理 本科|物流管理 大专|供应链管理 硕士",
    ),
)
