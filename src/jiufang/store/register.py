"""List everything that may hold something of a person, in which form, and how an erasure reaches it: the derivation register.

A table that is not in it fails a test (tests/security/test_register.py), and so does a column whose form nobody told. Erasure, backup
and restore go by this list; docs/privacy.md prints it. GDPR art. 17 and 30, PIPL art. 47.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Table

from jiufang.store import tables as t
from jiufang.store.tables import metadata


class Reach(StrEnum):
    """How an erasure reaches what is held."""

    ROWS = "the person's rows are removed and the disk is cleared of them"
    KEY = "the key is removed: what it sealed never opens again, wherever a copy lies"
    EMPTIED = "the row stays without anything of the person"
    LOCKED = "stays, to tell that it happened: ids and moments; words are sealed for good"


@dataclass(frozen=True)
class Held:
    """What a table holds of persons.

    Args:
        table: the table.
        reach: how an erasure reaches it.
        blind: columns with words of the person that do not identify them, in the clear: they are matched and searched.
        keyed: columns with hashes of what identifies or was sent.
        plain: columns with words that nobody of the candidates said: codes, versions, names of users.
        by: the columns that refer to a person.
    """

    table: Table
    reach: Reach
    blind: tuple[str, ...] = ()
    keyed: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    by: tuple[str, ...] = ("person_id",)

    @property
    def sealed(self) -> tuple[str, ...]:
        """Columns that open with the person's key alone."""
        return tuple(column.name for column in self.table.c if column.info.get("sealed"))


HELD = (
    Held(t.persons, Reach.EMPTIED, by=("id", "merged_into")),
    Held(t.person_keys, Reach.KEY, plain=("master", "wrapped"), by=("id",)),
    Held(t.person_identifiers, Reach.ROWS, keyed=("fingerprint",), plain=("kind",)),
    Held(t.merge_proposals, Reach.ROWS, plain=("reasons", "status", "decided_by"), by=("person_id", "other_id", "absorbed_id")),
    Held(t.documents, Reach.ROWS, keyed=("sha256", "member", "container"), plain=("kind", "media_type", "status", "reader")),
    Held(t.profiles, Reach.ROWS, blind=("features",), keyed=("fingerprint",), plain=("as_of", "lang", "reader", "made_by")),
    Held(t.consents, Reach.LOCKED, keyed=("text_sha256",), plain=("purpose", "basis", "text_version", "recorded_by")),
    Held(t.taggings, Reach.ROWS),
    Held(t.notes, Reach.ROWS, plain=("made_by",)),
    Held(t.erasures, Reach.LOCKED, plain=("asked_by", "removed")),
    Held(t.applications, Reach.ROWS, plain=("stage", "source")),
    Held(t.matches, Reach.ROWS, plain=("scorer", "verdicts")),
    Held(t.interviews, Reach.ROWS, plain=("status", "interviewers")),
    Held(t.scorecards, Reach.ROWS, plain=("made_by", "ratings")),
    Held(t.messages, Reach.ROWS, keyed=("external_id",), plain=("direction", "channel", "kind", "status", "made_by")),
    Held(t.attachments, Reach.ROWS, keyed=("sha256",), plain=("made_by", "media_type")),
    Held(t.mails, Reach.ROWS, plain=("kind", "state", "reason")),
    Held(t.screening_sessions, Reach.ROWS, plain=("mode", "phase")),
    Held(t.search_entries, Reach.ROWS, blind=("terms", "facets"), plain=("rules",)),
    Held(t.search_vectors, Reach.ROWS, blind=("vector",), plain=("model",)),
    Held(t.search_alerts, Reach.ROWS),
    Held(t.decisions, Reach.LOCKED, keyed=("previous", "hash"), plain=("made_by", "action", "facts")),
    Held(t.sightings, Reach.LOCKED),
)

# Tables that hold nothing of a candidate, and why.
NOBODYS = {
    "trainings": "which models are trained on which folders; a model learns from labelled pairs, not from kept candidates",
    "tenants": "the company's own settings",
    "tenant_keys": "keys of the tenant's",
    "users": "who works with the system",
    "sessions": "browsers that users signed in with",
    "links": "hashes of tokens; a candidate's opens nothing once their conversation is gone",
    "api_keys": "programs of theirs",
    "idempotency_keys": "answers given in the last day, sealed with the tenant's key; an erasure takes all of them away",
    "webhooks": "addresses of the company's other systems",
    "deliveries": "ids, codes and counts on their way there",
    "rate_buckets": "how often was asked, by keyed hash",
    "saved_searches": "what recruiters look for",
    "search_postings": "under which numbers a term stands; whose a number is tells search_entries, and an erasure cuts it out",
    "jobs": "openings",
    "job_versions": "what they ask for",
    "job_team": "whose own an opening is",
    "stage_templates": "stages of the company's own",
    "tags": "words to sort people by",
    "tasks": "ids of rows; of an error no more than its class and place",
    "audit_log": "ids and counts: who did or saw what",
    "chain_heads": "hashes",
}

# Places besides the tables, and what an erasure does about each; tests/security/test_p08_erasure.py looks into all of them.
PLACES = {
    "freed space in tables and indexes": "the tables are written anew, which drops every old row",
    "samples of values for the planner (pg_statistic)": "taken anew, and the old ones written over",
    "write-ahead log": "a new segment is begun and the old ones are removed",
    "backups": "the person's key is taken out of each that can be reached; without it neither their content nor their blind words open",
    "log files": "hold ids and counts only, never words of a candidate",
    "queue": "holds ids only",
    "mail server (JIUFANG_MAIL)": "a letter that was sent lies there and with whoever got it: what is waiting is not sent any more",
    "trained models (JIUFANG_MODELS/promoted)": "hold keyed hashes of whom they learnt from; those that learnt from the person are marked as stale",
    "data sets of past applications (jiufang history)": "lie where their owner put them, under pseudonyms: jiufang history forget takes a person out",
    "folder of results of commands that keep nothing (JIUFANG_CACHE)": "its readings, matches, pictures and vectors are removed, for all",
    "memory": "keys and words are read for a request and kept for nothing else; a program that runs keeps none between requests",
}

# Tables that a backup leaves out, since whoever was erased would stay in them; they are made again from what comes back.
MADE_AGAIN = ("search_postings",)

# Their rows stand in a backup under their persons' keys: else a backup would keep the words of who was erased.
SEALED_IN_BACKUPS = tuple(held for held in HELD if held.blind)


def emptied() -> tuple[Held, ...]:
    """Return the tables whose rows go, each before those that it refers to."""
    order = {table.name: place for place, table in enumerate(metadata.sorted_tables)}
    return tuple(sorted((held for held in HELD if held.reach is Reach.ROWS), key=lambda held: -order[held.table.name]))
