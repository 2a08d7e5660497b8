"""The words of the derivation register and of purposes, as `jiufang.store.register` says them; a test compares."""

from __future__ import annotations

from jiufang.web.pages.palette import message

PURPOSES = {
    "screening": message("a screening conversation with software"),
    "automated_assessment": message("that software assesses the résumé"),
    "keeping": message("being kept"),
    "matching": message("matching with jobs"),
    "talent_pool": message("the talent pool"),
    "learning": message("learning from decisions that were made"),
}
TABLES = {
    "persons": message("who they are: name and how to reach them"),
    "person_keys": message("the key that opens everything of theirs"),
    "person_identifiers": message("fingerprints of addresses and numbers, to find duplicates"),
    "merge_proposals": message("who may be the same person"),
    "documents": message("the files as they came"),
    "profiles": message("what was read in them"),
    "consents": message("what they agreed to"),
    "taggings": message("tags"),
    "notes": message("notes about them"),
    "erasures": message("that they were erased"),
    "applications": message("their applications"),
    "matches": message("what the matching found"),
    "interviews": message("interviews"),
    "scorecards": message("scorecards"),
    "messages": message("letters"),
    "attachments": message("attachments of letters"),
    "mails": message("letters on their way to them"),
    "screening_sessions": message("screening conversations"),
    "search_entries": message("words that the search goes by"),
    "search_vectors": message("meanings that the search goes by"),
    "search_alerts": message("that they fit a saved search"),
    "decisions": message("decisions, with sealed reasons"),
    "sightings": message("who saw them"),
}
REACHED = {
    "rows": message("the person's rows are removed and the disk is cleared of them"),
    "key": message("the key is removed: what it sealed never opens again, wherever a copy lies"),
    "emptied": message("the row stays without anything of the person"),
    "locked": message("stays, to tell that it happened: ids and moments; words are sealed for good"),
}
PLACES = (
    message("freed space in tables and indexes"),
    message("the tables are written anew, which drops every old row"),
    message("samples of values for the planner (pg_statistic)"),
    message("taken anew, and the old ones written over"),
    message("write-ahead log"),
    message("a new segment is begun and the old ones are removed"),
    message("backups"),
    message("the person's key is taken out of each that can be reached; without it neither their content nor their blind words open"),
    message("log files"),
    message("hold ids and counts only, never words of a candidate"),
    message("queue"),
    message("holds ids only"),
    message("mail server (JIUFANG_MAIL)"),
    message("a letter that was sent lies there and with whoever got it: what is waiting is not sent any more"),
    message("trained models (JIUFANG_MODELS/promoted)"),
    message("hold keyed hashes of whom they learnt from; those that learnt from the person are marked as stale"),
    message("data sets of past applications (jiufang history)"),
    message("lie where their owner put them, under pseudonyms: jiufang history forget takes a person out"),
    message("folder of results of commands that keep nothing (JIUFANG_CACHE)"),
    message("its readings, matches, pictures and vectors are removed, for all"),
    message("memory"),
    message("keys and words are read for a request and kept for nothing else; a program that runs keeps none between requests"),
)
