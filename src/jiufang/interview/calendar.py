"""Turn an interview kit and a time into a calendar entry (RFC 5545)."""

from __future__ import annotations

import datetime as dt
import hashlib
import re

from jiufang.interview.bank import words
from jiufang.interview.records import Kit

AROUND = 10  # minutes for the opening, and for what the candidate asks
FOLD = 75  # octets of a line, RFC 5545 3.1


def to_ics(kit: Kit, *, start: dt.datetime) -> str:
    """Return an entry with the time that the kit takes; the questions stay out of it, since invitations travel.

    Args:
        kit: the kit; its minutes and ten more are set aside.
        start: when the interview begins; local time of whoever opens the entry when it has no zone.
    """
    begin, end = _stamp(start), _stamp(start + dt.timedelta(minutes=kit.minutes + AROUND))
    uid = hashlib.sha256(f"{kit.model_dump_json()}{begin}".encode()).hexdigest()[:32]
    summary = " · ".join(part for part in (words(kit.lang)["title"], kit.title or kit.job, kit.candidate) if part)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Jiufang//Interview kit//EN", "BEGIN:VEVENT", f"UID:{uid}@jiufang"]
    lines += [f"DTSTAMP:{begin.removesuffix('Z')}Z", f"DTSTART:{begin}", f"DTEND:{end}", f"SUMMARY:{_text(summary)}"]
    return "".join(f"{_folded(line)}\r\n" for line in (*lines, "END:VEVENT", "END:VCALENDAR"))


def invitation(
    uid: str, *, start: dt.datetime, minutes: int, summary: str, place: str = "", sequence: int = 0, called_off: bool = False
) -> str:
    """Return a meeting that calendars take in, move and take out by its `uid` (RFC 5546): nothing of the candidate but its summary.

    Args:
        uid: what it is known by.
        start: when it begins, with its time zone.
        minutes: how long it takes.
        summary: its title.
        place: where, or by which link.
        sequence: how often it was changed; a calendar keeps the highest.
        called_off: whether it does not take place.
    """
    begin, end = _stamp(start), _stamp(start + dt.timedelta(minutes=minutes))
    method, status = ("CANCEL", "CANCELLED") if called_off else ("REQUEST", "CONFIRMED")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Jiufang//Interview//EN", f"METHOD:{method}", "BEGIN:VEVENT", f"UID:{uid}@jiufang"]
    lines += [f"SEQUENCE:{sequence}", f"STATUS:{status}", f"DTSTAMP:{begin.removesuffix('Z')}Z", f"DTSTART:{begin}", f"DTEND:{end}"]
    lines += [f"SUMMARY:{_text(summary)}", *([f"LOCATION:{_text(place)}"] if place else [])]
    return "".join(f"{_folded(line)}\r\n" for line in (*lines, "END:VEVENT", "END:VCALENDAR"))


def _stamp(time: dt.datetime) -> str:
    if time.tzinfo is None:
        return f"{time:%Y%m%dT%H%M%S}"
    return f"{time.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    return re.sub(r"([\\;,])", r"\\\1", re.sub(r"\s+", " ", value))


def _folded(line: str) -> str:
    out, octets = "", 0
    for char in line:
        size = len(char.encode())
        if octets + size > FOLD:
            out, octets = out + "\r\n ", 1
        out, octets = out + char, octets + size
    return out
