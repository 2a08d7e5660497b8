"""What each role may do, in words: the one table of `access.roles`, told for people."""

from __future__ import annotations

from jiufang.access.roles import TABLE, Permission, Reach, Role
from jiufang.web.pages.palette import message
from jiufang.web.sheets import Sheet
from jiufang.web.speaking import Voice

ROLES = {
    Role.OWNER: message("Owner"),
    Role.RECRUITER: message("Recruiter"),
    Role.HIRING_MANAGER: message("Hiring manager"),
    Role.INTERVIEWER: message("Interviewer"),
    Role.AUDITOR: message("Auditor"),
}
ABOUT = {
    Role.OWNER: message("Everything, and says who else may come in."),
    Role.RECRUITER: message("Runs jobs from the ad to the decision, for all jobs."),
    Role.HIRING_MANAGER: message("The same for the jobs that are theirs; nothing of the others."),
    Role.INTERVIEWER: message("The interviews that they take part in, and the candidates in them."),
    Role.AUDITOR: message("Reads how it was decided and who saw what; sees no candidate."),
}
GROUPS = {
    "jobs": message("Jobs"),
    "candidates": message("Candidates"),
    "pool": message("Talent pool"),
    "matches": message("Shortlists"),
    "decisions": message("Decisions"),
    "messages": message("Messages"),
    "interviews": message("Interviews"),
    "scorecards": message("Scorecards"),
    "screening": message("Screening"),
    "reports": message("Reports"),
    "audit": message("Audit"),
    "learn": message("Learning"),
    "privacy": message("Privacy"),
    "keys": message("API keys"),
    "webhooks": message("Webhooks"),
    "users": message("People"),
    "settings": message("Settings"),
    "system": message("Installation"),
}
# As `access.roles.TABLE` says them; a test compares.
MEANS = (
    message("read ads, requirements, weights and their versions"),
    message("open, change, weight and close jobs"),
    message("read profiles and documents, without identity where the job is blind"),
    message("see name, picture, contact, school and dates where the job is not blind"),
    message("see them in a blind job, with a reason that is logged"),
    message("add, correct, tag, merge"),
    message("take a person's data out: files, access requests"),
    message("erase a person for good"),
    message("search everybody, over all jobs"),
    message("read shortlists, verdicts and scores"),
    message("read decisions with their reasons"),
    message("advance or reject, one's name under it"),
    message("read letters to and from candidates"),
    message("write to candidates"),
    message("read interview kits and times"),
    message("plan interviews and ask interviewers"),
    message("read scorecards; of an interview one takes part in, once one's own is in"),
    message("fill in one's own scorecard"),
    message("read screening conversations"),
    message("send a candidate a private link"),
    message("read funnel and market reports"),
    message("read fairness, stability and grounding reports; verify the chains"),
    message("read who saw and did what"),
    message("train and compare scorers on past decisions"),
    message("let a trained scorer rank, or take it back"),
    message("set retention, legal holds, providers of models"),
    message("make and revoke API keys"),
    message("say which servers are told of events"),
    message("see who works here, by name and role"),
    message("invite, change roles, disable"),
    message("read the settings"),
    message("change the settings"),
    message("back up, verify, read metrics"),
)


class Line(Sheet):
    """What one permission is for, and how far each role reaches."""

    permission: Permission
    group: str
    means: str
    reach: tuple[Reach, ...]
    in_person: bool
    afresh: bool


class RoleTold(Sheet):
    """A role in words."""

    role: Role
    name: str
    about: str


def roles(voice: Voice) -> tuple[RoleTold, ...]:
    """Return the roles that somebody who works here can have."""
    return tuple(RoleTold(role=one, name=voice.say(ROLES[one]), about=voice.say(ABOUT[one])) for one in Role.staff())


def lines(voice: Voice) -> tuple[Line, ...]:
    """Return the table: what somebody with an account can do, a candidate's own permissions left out."""
    staff = {p: rule for p, rule in TABLE.items() if any(rule.reach[role] is not Reach.NO for role in Role.staff())}
    return tuple(
        Line(
            permission=permission,
            group=voice.say(GROUPS[permission.partition(".")[0]]),
            means=voice.say(rule.means),
            reach=tuple(rule.reach[role] for role in Role.staff()),
            in_person=rule.in_person,
            afresh=rule.afresh,
        )
        for permission, rule in staff.items()
    )
