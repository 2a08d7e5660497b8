"""What mails that nobody words by hand say; a mail is in the language of the page that asked for it, an alert in both."""

from __future__ import annotations

from jiufang.store.mails import Kind

SUBJECTS = {
    Kind.PASSWORD: {"zh": "重新设置密码", "en": "A new password"},
    Kind.INVITATION: {"zh": "邀请您加入 {company}", "en": "You are invited to work with {company}"},
    Kind.ALERT: {"": "{n} 位新人选 · {n} new: {name}"},
    Kind.SCREENING: {"zh": "关于您的申请：{title}", "en": "Your application: {title}"},
}
TEXTS = {
    Kind.PASSWORD: {
        "zh": "您好：\n\n有人请求为这个账号重新设置密码。一小时内打开下面的链接即可设置，链接只能使用一次：\n\n{link}\n\n"
        "如果不是您本人操作，请忽略这封邮件，密码不会改变。",
        "en": "Hello,\n\nSomebody asked for a new password for this account. Open this link within an hour to choose one; it opens once:\n\n{link}\n\n"
        "If it was not you, leave it alone: your password stays as it is.",
    },
    Kind.INVITATION: {
        "zh": "您好：\n\n{company} 邀请您一起使用九方皋。七天内打开下面的链接设置密码即可进入，链接只能使用一次：\n\n{link}",
        "en": "Hello,\n\n{company} invites you to work with them in Jiufang. Open this link within seven days and choose a password; it opens once:\n\n{link}",
    },
    Kind.SCREENING: {  # a candidate reads it
        "zh": "您好：\n\n关于您应聘的职位，有几点简历里没有写明，想请您补充。由 AI 软件提问，大约五到十分钟；您的回答由人阅读，由人决定。您可以不同意。\n\n"
        "{link}\n\n链接只供您本人使用，十四天内有效，手机也可以打开。",
        "en": "Hello,\n\na few things about the job are not clear from your résumé. AI software asks you about them, five to ten minutes; a person reads "
        "the answers and decides. You need not agree to it.\n\n{link}\n\nThe link is yours alone and works for fourteen days, on a phone too.",
    },
    Kind.ALERT: {
        "": "您保存的搜索「{name}」有 {n} 位新人选。\n{link}\n\n"
        "{n} new for your saved search “{name}”.\n{link}\n\n"
        "不想再收到：在该搜索中关闭提醒。 To stop these, switch the alert of the search off."
    },
}
US = {"zh": "九方皋", "en": "Jiufang"}  # where an installation has not been given its company's name
