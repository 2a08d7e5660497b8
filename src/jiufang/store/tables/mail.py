"""The table of mails: what is on its way to somebody's own address, or did not get there."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index

from jiufang.store.tables.base import count, link, refers, sealed, table, time, words

MAIL_STATES = ("waiting", "sent", "dropped", "dead")

mails = table(
    "mails",
    words("kind"),
    link("about"),
    link("person_id", optional=True),
    sealed("content", optional=True),
    words("state", default="waiting"),
    count("tries", default=0),
    words("reason", default=""),
    time("ended_at", optional=True),
    refers("person_id", "persons", on_delete="CASCADE"),
    CheckConstraint("state IN ({})".format(", ".join(f"'{state}'" for state in MAIL_STATES)), name="state"),
    doc="a mail on its way; of one to a candidate no words, which are the message's; of one to a user until it is sent, sealed with the tenant's key",
)
Index("mails_about_idx", mails.c.tenant_id, mails.c.about, mails.c.id)
Index("mails_person_id_idx", mails.c.tenant_id, mails.c.person_id)
