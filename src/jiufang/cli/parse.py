"""`jiufang parse`: what each résumé says of its person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from jiufang.cli.options import AsOf, Format, Formatted, NoCache, ResumeFiles, expand
from jiufang.cli.printing import console, print_json, print_rows, progress_bar

if TYPE_CHECKING:
    from jiufang.profiles.records import Profile
    from jiufang.workspace import Parsed


def command(files: ResumeFiles, as_of: AsOf = None, format: Formatted = Format.TABLE, no_cache: NoCache = False) -> None:
    """Read résumés and print what they say: contact, education, experience, skills, what is missing."""
    from jiufang.cli.wiring import open_workspace

    paths = expand(files)
    with progress_bar("reading", paths) as done:
        parsed = list(open_workspace(no_cache).parse(paths, as_of=as_of, done=done))
    if format is Format.JSON:
        print_json([p.to_dict() for p in parsed])
    else:
        for outcome in parsed:
            _show(outcome)
    raise typer.Exit(1 if any(p.profile is None for p in parsed) else 0)


def _show(outcome: Parsed) -> None:
    out = console()
    name = f"{outcome.file}{' › ' + outcome.member if outcome.member else ''}"
    if outcome.profile is None:
        print_rows(out, [("not read", f"{name}: {outcome.reason}")], style="red", width=8)
        return
    out.print(f"── {outcome.profile.contact.name or '—'} ── {name}", style="bold")
    print_rows(out, _rows(outcome.profile))
    print_rows(out, [("warning", w.message) for w in outcome.profile.warnings], style="yellow")
    print_rows(out, [("ask", gap.message) for gap in outcome.profile.missing], style="cyan")


def _rows(profile: Profile) -> list[tuple[str, str]]:
    contact = profile.contact
    rows = [("contact", " · ".join(filter(None, (contact.email, contact.phone, profile.location))))]
    rows += [
        ("education", f"{_period(e.start, e.end)}  {e.school or '—'}  {e.degree_text} {e.field or ''} ({e.status})")
        for e in profile.education
    ]
    rows += [
        (
            "experience",
            f"{_period(e.start, 'now' if e.current else e.end)}  {e.employer or '—'}  {e.title or '—'}  {e.months} months ({e.kind})",
        )
        for e in profile.experience
    ]
    rows.append(("total", f"{profile.total_months} months"))
    rows.append(("skills", ", ".join(s.name + (f" ({s.level})" if s.level else "") for s in profile.skills)))
    rows += [("certificate", f"{c.name} ({c.status}{', until ' + str(c.expires) if c.expires else ''})") for c in profile.certificates]
    rows.append(("languages", ", ".join(f"{x.name} {x.level or x.level_text}".strip() for x in profile.languages)))
    return [(label, value) for label, value in rows if value]


def _period(start: object, end: object) -> str:
    return f"{start or '?'} – {end or '?'}"
