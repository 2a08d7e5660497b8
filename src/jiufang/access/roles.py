"""The roles, the permissions, and the one table of which role reaches how far.

docs/access.md shows this table; a test compares them, and another asks the policy about every cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Who somebody is within a tenant."""

    OWNER = "owner"
    RECRUITER = "recruiter"
    HIRING_MANAGER = "hiring_manager"
    INTERVIEWER = "interviewer"
    AUDITOR = "auditor"
    CANDIDATE = "candidate"

    @classmethod
    def staff(cls) -> tuple[Role, ...]:
        """Return the roles that a user can have; a candidate has a link and no account."""
        return tuple(role for role in cls if role is not cls.CANDIDATE)


class Reach(StrEnum):
    """How far a permission goes."""

    NO = "–"
    OWN = "own"
    ALL = "all"


class Permission(StrEnum):
    """What can be done; the names are also the scopes of API keys."""

    JOBS_READ = "jobs.read"
    JOBS_WRITE = "jobs.write"
    CANDIDATES_READ = "candidates.read"
    CANDIDATES_IDENTITY = "candidates.identity"
    CANDIDATES_UNBLIND = "candidates.unblind"
    CANDIDATES_WRITE = "candidates.write"
    CANDIDATES_EXPORT = "candidates.export"
    CANDIDATES_ERASE = "candidates.erase"
    POOL_SEARCH = "pool.search"
    MATCHES_READ = "matches.read"
    DECISIONS_READ = "decisions.read"
    DECISIONS_MAKE = "decisions.make"
    MESSAGES_READ = "messages.read"
    MESSAGES_SEND = "messages.send"
    INTERVIEWS_READ = "interviews.read"
    INTERVIEWS_PLAN = "interviews.plan"
    SCORECARDS_READ = "scorecards.read"
    SCORECARDS_WRITE = "scorecards.write"
    SCREENING_READ = "screening.read"
    SCREENING_INVITE = "screening.invite"
    SCREENING_ANSWER = "screening.answer"
    CONSENT_GIVE = "consent.give"
    REPORTS_READ = "reports.read"
    AUDIT_READ = "audit.read"
    AUDIT_LOG = "audit.log"
    LEARN_TRAIN = "learn.train"
    LEARN_PROMOTE = "learn.promote"
    PRIVACY_MANAGE = "privacy.manage"
    KEYS_MANAGE = "keys.manage"
    WEBHOOKS_MANAGE = "webhooks.manage"
    USERS_READ = "users.read"
    USERS_MANAGE = "users.manage"
    SETTINGS_READ = "settings.read"
    SETTINGS_WRITE = "settings.write"
    SYSTEM_OPERATE = "system.operate"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table.

    Args:
        reach: how far each role reaches.
        means: what the permission is for, in a few words.
        in_person: never through an API key, whatever its scopes: somebody has to be there.
        afresh: only soon after the password or the provider was asked (ASVS 7.5.1).
    """

    reach: Mapping[Role, Reach]
    means: str
    in_person: bool = False
    afresh: bool = False


def _rule(cells: str, means: str, *, in_person: bool = False, afresh: bool = False) -> Rule:
    reach = dict(zip(Role, map(Reach, cells.split()), strict=True))
    return Rule(reach, means, in_person=in_person, afresh=afresh)


_P = Permission
TABLE: Mapping[Permission, Rule] = {
    # in the order of Role:       owner, recruiter, hiring manager, interviewer, auditor, candidate
    _P.JOBS_READ: _rule("          all all own own all –", "read ads, requirements, weights and their versions"),
    _P.JOBS_WRITE: _rule("         all all own –   –   –", "open, change, weight and close jobs"),
    _P.CANDIDATES_READ: _rule("    all all own own –   –", "read profiles and documents, without identity where the job is blind"),
    _P.CANDIDATES_IDENTITY: _rule("all all own own –   –", "see name, picture, contact, school and dates where the job is not blind"),
    _P.CANDIDATES_UNBLIND: _rule(" all all –   –   –   –", "see them in a blind job, with a reason that is logged", in_person=True),
    _P.CANDIDATES_WRITE: _rule("   all all –   –   –   –", "add, correct, tag, merge"),
    _P.CANDIDATES_EXPORT: _rule("  all all –   –   –   –", "take a person's data out: files, access requests", afresh=True),
    _P.CANDIDATES_ERASE: _rule("   all all –   –   –   –", "erase a person for good", afresh=True),
    _P.POOL_SEARCH: _rule("        all all –   –   –   –", "search everybody, over all jobs"),
    _P.MATCHES_READ: _rule("       all all own –   all –", "read shortlists, verdicts and scores"),
    _P.DECISIONS_READ: _rule("     all all own –   all –", "read decisions with their reasons"),
    _P.DECISIONS_MAKE: _rule("     all all own –   –   –", "advance or reject, one's name under it", in_person=True),
    _P.MESSAGES_READ: _rule("      all all –   –   –   –", "read letters to and from candidates"),
    _P.MESSAGES_SEND: _rule("      all all –   –   –   –", "write to candidates"),
    _P.INTERVIEWS_READ: _rule("    all all own own –   –", "read interview kits and times"),
    _P.INTERVIEWS_PLAN: _rule("    all all own –   –   –", "plan interviews and ask interviewers"),
    _P.SCORECARDS_READ: _rule("    all all own own –   –", "read scorecards; of an interview one takes part in, once one's own is in"),
    _P.SCORECARDS_WRITE: _rule("   own own own own –   –", "fill in one's own scorecard", in_person=True),
    _P.SCREENING_READ: _rule("     all all own –   –   –", "read screening conversations"),
    _P.SCREENING_INVITE: _rule("   all all –   –   –   –", "send a candidate a private link"),
    _P.SCREENING_ANSWER: _rule("   –   –   –   –   –   own", "answer, correct the profile, read what was stored"),
    _P.CONSENT_GIVE: _rule("       –   –   –   –   –   own", "consent, refuse automated assessment, withdraw, ask for erasure"),
    _P.REPORTS_READ: _rule("       all all own –   all –", "read funnel and market reports"),
    _P.AUDIT_READ: _rule("         all –   –   –   all –", "read fairness, stability and grounding reports; verify the chains"),
    _P.AUDIT_LOG: _rule("          all –   –   –   all –", "read who saw and did what"),
    _P.LEARN_TRAIN: _rule("        all all –   –   –   –", "train and compare scorers on past decisions"),
    _P.LEARN_PROMOTE: _rule("      all –   –   –   –   –", "let a trained scorer rank, or take it back", in_person=True, afresh=True),
    _P.PRIVACY_MANAGE: _rule("     all –   –   –   –   –", "set retention, legal holds, providers of models", in_person=True, afresh=True),
    _P.KEYS_MANAGE: _rule("        all own –   –   –   –", "make and revoke API keys", in_person=True, afresh=True),
    _P.WEBHOOKS_MANAGE: _rule("    all –   –   –   –   –", "say which servers are told of events", in_person=True, afresh=True),
    _P.USERS_READ: _rule("         all all all –   all –", "see who works here, by name and role"),
    _P.USERS_MANAGE: _rule("       all –   –   –   –   –", "invite, change roles, disable", in_person=True, afresh=True),
    _P.SETTINGS_READ: _rule("      all all –   –   all –", "read the settings"),
    _P.SETTINGS_WRITE: _rule("     all –   –   –   –   –", "change the settings", in_person=True, afresh=True),
    _P.SYSTEM_OPERATE: _rule("     all –   –   –   –   –", "back up, verify, read metrics"),
}
