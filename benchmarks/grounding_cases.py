"""What the benchmark of letters is made of: facts to fill in, claims that nobody gave, and honest rewordings."""

from __future__ import annotations

from jiufang.generate.records import Fact, FactKind

SLOTS = {
    "zh": {"sender": "李雷", "company": "云杉智造", "time": "2026-12-01T14:00", "place": "科技路一号三楼会议室", "interviewer": "部门负责人陈嘉树", "duration": "45分钟", "deadline": "2026-11-27", "client": "周总", "bring": "学历证书原件"},
    "en": {"sender": "Anna Brandt", "company": "Northfield Labs", "time": "2026-12-01T14:00", "place": "200 Lake Street, room 302", "interviewer": "Dana Fox", "duration": "45 minutes", "deadline": "2026-11-27", "client": "Ms Cole", "bring": "your original certificates"},
}  # fmt: skip
FACTS = {
    "zh": ["公司实行双休，早上九点半上班", "面试共两轮，一周内答复"],
    "en": ["We work five days a week, two of them from home", "There are two rounds of interviews, and you hear within a week"],
}
MESSAGES = {
    "zh": "您好，请问薪资大概是多少？周末需要加班吗？有没有宿舍？多久能知道结果？还有多少人在竞争这个岗位？",
    "en": "Hello, what is the pay? Can I work from home? Do you run a chess club? When will I hear back? How many other candidates are there?",
}
NAMES = {"zh": ["李雷", "陈嘉树", "周总"], "en": ["Anna Brandt", "Dana Fox", "Ms Cole"]}
OTHER_NAMES = {
    "zh": ["王敏", "张伟", "欧阳娜", "孙总", "何予安"],
    "en": ["Priya Raman", "Tom Fairclough", "Siobhan O'Neill", "Mr Weber", "Grace Tanaka"],
}
# Claims that no fact of the letters above bears out.
INVENTED = {
    "zh": [
        "我们保证录用您。", "月薪三万起。", "公司提供免费班车。", "您是所有应聘者里最优秀的。", "面试费用由公司报销。", "该岗位可以完全远程。", "您精通德语。", "公司成立于1998年。",
        "下周一就可以入职。", "我们会为您办理落户。", "您曾在腾讯任职。", "团队里有三百名工程师。", "试用期为六个月。", "面试官是技术总监王海。", "请提前缴纳五百元押金。", "您的得分排在第一。",
    ],
    "en": [
        "We guarantee you the job.", "The salary is 120,000 a year.", "A free shuttle is provided.", "You are the best of all applicants.", "Travel costs will be reimbursed.", "The position is fully remote.", "You are fluent in German.", "The company was founded in 1998.",
        "You can start next Monday.", "We will sponsor your visa.", "You used to work at Google.", "The team has three hundred engineers.", "The probation period is six months.", "You will be interviewed by our director, Karl Meyer.", "Please pay a deposit of 500 dollars.", "Your score is the highest.",
    ],
}  # fmt: skip


def facts(kind: FactKind, *texts: str) -> list[Fact]:
    """Return texts as numbered facts."""
    return [Fact(id=f"F{n}", kind=kind, text=text) for n, text in enumerate(texts, start=1)]


_ZH = facts(
    FactKind.SLOT,
    "王敏",
    "后端开发工程师",
    "云杉智造",
    "2026年12月1日（周二）14:00",
    "科技路一号三楼会议室",
    "陈嘉树",
    "45分钟",
    "邀请应聘者参加面试",
    "我们不再推进这次申请",
    "3年以上后端开发经验",
    "主导订单系统重构，接口耗时从800毫秒降到120毫秒",
    "简历中没有提到“Kubernetes 生产环境经验”",
    "我们一周内答复",
    "公司实行双休",
)
_EN = facts(
    FactKind.SLOT,
    "Priya Raman",
    "Data Engineer",
    "Northfield Labs",
    "Tuesday 1 December 2026 at 14:00",
    "200 Lake Street, room 302",
    "Dana Fox",
    "45 minutes",
    "invitation: we invite the applicant to an interview",
    "we will not take the application further",
    "at least 3 years with Java",
    "5 years of Python at Harbour Analytics",
    "The résumé does not mention “Apache Kafka”.",
    "you hear within a week",
    "We work from home two days a week",
)
# The same facts as another hand would put them, without a word that says more.
REWORDINGS = [
    (_ZH, [
        "王敏，您好！", "尊敬的王敏女士：", "非常感谢您对云杉智造后端开发工程师岗位的关注。", "收到您投来的简历，谢谢。", "我们想邀请您来参加面试。", "面试安排在12月1日（星期二）下午两点。", "时间：2026年12月1日14:00。", "请到科技路一号三楼会议室。",
        "届时陈嘉树会与您见面。", "整个面试大约需要45分钟。", "如果这个时间不方便，请告诉我们。", "很抱歉，我们决定不再推进您的申请。", "这个岗位要求有三年以上的后端开发经验。", "您主导过订单系统的重构，把接口耗时降到了120毫秒。", "您的简历没有提到Kubernetes生产环境经验。", "能否请您说说这方面的情况？",
        "我们会在一周内给您答复。", "公司是双休。", "祝您生活愉快，工作顺利！", "如有疑问，欢迎随时联系我们。", "感谢您抽出宝贵的时间。", "期待早日与您见面。", "您看可以吗？", "祝好", "有任何需要我们配合的地方，请尽管提出。", "再次感谢您的理解与支持。", "面试地点为科技路一号三楼会议室，时长约45分钟。", "我们对您的经历很感兴趣。",
    ]),
    (_EN, [
        "Dear Priya,", "Hi Priya Raman,", "Many thanks for your interest in the Data Engineer position at Northfield Labs.", "Your application has reached us, thank you.", "We'd love to invite you for an interview.", "It will take place on Tuesday, December 1 at 2 pm.", "Please come to 200 Lake Street, room 302.", "You'll be meeting Dana Fox.",
        "Please allow about 45 minutes.", "If that day is not convenient, just let us know.", "I'm sorry to say that we will not be taking your application further.", "The job asks for three or more years with Java.", "You have worked with Python for five years at Harbour Analytics.", "Your résumé makes no mention of Apache Kafka.", "Could you tell us whether you have used it?", "You will hear from us within one week.",
        "You may work from home two days a week.", "Wishing you all the very best,", "Should you have any questions, feel free to get in touch.", "Thanks again for taking the time.", "I look forward to speaking with you.", "Does this work for you?", "Best,", "Please let me know if there is anything you need.", "We appreciate your patience.", "The interview is at 200 Lake Street, room 302, and lasts 45 minutes.", "We enjoyed reading your résumé.", "Have a lovely week!",
    ]),
    (_ZH, ["王敏您好，见信好。","看到您应聘后端开发工程师，我们很高兴。","面试定于12月1日（周二）14点整进行。","到了之后直接上三楼会议室就行。","当天由陈嘉树接待您。","谈话时间在45分钟上下。","这次没能继续推进，实在抱歉。","岗位看重三年以上的后端开发经验。","您在订单系统重构中起了主导作用。","关于Kubernetes生产环境经验，简历没有提到，方便补充吗？","一周之内会有答复。","平时双休。","有事请随时打给我。","路上注意安全，届时见！"]),
    (_EN, ["Good morning Priya,","We were glad to see your application for Data Engineer.","Let's meet on 1 December at 2 pm.","Dana Fox will be waiting for you in room 302 at 200 Lake Street.","Plan for 45 minutes, please.","Regrettably, we will not take your application any further.","You bring five years of Python from Harbour Analytics.","Apache Kafka is not mentioned in your résumé.","Two days a week can be spent working from home.","Expect to hear from us within a week.","My apologies for the short notice.","Safe travels, and see you soon!","Would an earlier hour be easier for you?","Three years with Java is the minimum the job asks for."]),
]  # fmt: skip
