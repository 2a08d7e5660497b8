"""Turn a job given as plain data into a job; what is absent is read from the words."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from jiufang.documents.records import Document
from jiufang.errors import InvalidJob
from jiufang.jobs.details import details_of
from jiufang.jobs.kinds import kind_of, still_asks
from jiufang.jobs.records import Job, Requirement, UnlawfulCriterion
from jiufang.jobs.unlawful import lawful_parts, mentions, reason_for
from jiufang.taxonomy.degrees import Degree, find_degrees

SHAPE = 'a job is {"text": …} or {"requirements": [{"text": …}, …]}; both is fine'


def job_from_dict(data: dict[str, Any]) -> Job:
    """Take a job as given.

    Args:
        data: fields of `Job`. Without `requirements` they are read from `text`. A requirement needs `text`
            alone; fields that it does not have are read from it, fields that it has are kept.

    Returns:
        The job, its unlawful requirements flagged and set aside; `Job.from_dict(job.to_dict()) == job`.

    Raises:
        InvalidJob: unknown fields, wrong types, no requirement and no text, or an id used twice.
    """
    _check_keys(data, frozenset(Job.model_fields) - {"document"}, "job")
    read = _read(data)
    given = data.get("requirements")
    if given is None:
        return read.model_copy(update=_plain(data, {"requirements", "text"}))
    if not isinstance(given, list | tuple) or not all(isinstance(r, dict) for r in given):
        raise InvalidJob("requirements is not a list of objects", subject="requirements", hint=SHAPE)
    document = Document.from_text(read.text)
    requirements = tuple(_requirement(raw, number, document) for number, raw in enumerate(given, start=1))
    _check_ids(requirements)
    lawful, flagged = _set_aside(requirements, document, lang=read.lang)
    told = data.get("unlawful", [c.model_dump() for c in read.unlawful])
    return _sound(
        {
            **read.model_dump(exclude={"document", "requirements"}),
            **data,
            "requirements": [r.model_dump() for r in lawful],
            "unlawful": [*told, *(c.model_dump() for c in flagged if not _told(c, told))],
            "text": read.text,
        }
    )


def _read(data: dict[str, Any]) -> Job:
    from jiufang.jobs.parse import parse_job

    text = data.get("text", "")
    if not isinstance(text, str):
        raise InvalidJob("text is not a string", subject="text", hint=SHAPE)
    if not text.strip() and "requirements" not in data:
        raise InvalidJob("neither text nor requirements", subject="job", hint=SHAPE)
    if "requirements" not in data:
        return parse_job(Document.from_text(text), id=str(data.get("id", "job")), lang=data.get("lang"))
    words = text or "\n".join(str(r.get("text", "")) for r in data["requirements"] or () if isinstance(r, dict))
    read = parse_job(Document.from_text(words), lang=data.get("lang"))
    return read if text else read.model_copy(update={"text": "", "title": "", "duties": (), "unlawful": (), "location": None})


def _plain(data: dict[str, Any], without: set[str]) -> dict[str, Any]:
    update = {name: value for name, value in data.items() if name not in without}
    return {name: getattr(_sound({"text": "", **update}), name) for name in update}


def _requirement(raw: dict[str, Any], number: int, document: Document) -> Requirement:
    subject = str(raw.get("id") or f"requirement {number}")
    _check_keys(raw, frozenset(Requirement.model_fields), subject)
    text = raw.get("text")
    if not isinstance(text, str) or not text.strip():
        raise InvalidJob("has no text", subject=subject, hint="say what is asked for in `text`")
    try:
        stated = Requirement(**{"id": f"R{number}", "kind": kind_of(text), **raw, **_degree(raw)})
    except (ValidationError, TypeError) as error:
        raise InvalidJob(_first(error), subject=subject) from error
    absent: dict[str, Any] = {k: v for k, v in details_of(text, stated.kind).items() if k not in raw}
    if "evidence" not in raw and (start := document.text.find(text)) >= 0:
        absent["evidence"] = document.evidence(start, start + len(text))
    return stated.model_copy(update=absent)


def _degree(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the level of a degree that is given in words, such as 本科 or PhD; what names none is left to be refused."""
    given = raw.get("degree")
    if not isinstance(given, str) or given in set(Degree):
        return {}
    levels = [level for _, _, level in find_degrees(given)]
    return {"degree": levels[0]} if len(levels) == 1 else {}


def _set_aside(
    requirements: tuple[Requirement, ...], document: Document, *, lang: str
) -> tuple[tuple[Requirement, ...], tuple[UnlawfulCriterion, ...]]:
    """Keep the requirements that ask for something lawful; flag what in their words may not be used."""
    kept: list[Requirement] = []
    flagged: list[UnlawfulCriterion] = []
    for requirement in requirements:
        found = mentions(requirement.text)
        for ground, start, end in found:
            quote = requirement.text[start:end]
            at = document.text.find(quote)
            evidence = document.evidence(at, at + len(quote)) if at >= 0 else None
            flagged.append(UnlawfulCriterion(ground=ground, quote=quote, reason=reason_for(ground, lang=lang), evidence=evidence))
        if not found or any(still_asks(requirement.text[a:b]) for a, b in lawful_parts(requirement.text, 0, len(requirement.text), found)):
            kept.append(requirement)
    return tuple(kept), tuple(flagged)


def _told(criterion: UnlawfulCriterion, told: Any) -> bool:
    known = [c.model_dump() if isinstance(c, UnlawfulCriterion) else c for c in told] if isinstance(told, list | tuple) else []
    return any(isinstance(c, dict) and (c.get("ground"), c.get("quote")) == (criterion.ground, criterion.quote) for c in known)


def _check_keys(data: Any, known: frozenset[str], subject: str) -> None:
    if not isinstance(data, dict):
        raise InvalidJob("not an object", subject=subject, hint=SHAPE)
    unknown = sorted(str(key) for key in data if key not in known)
    if unknown:
        raise InvalidJob(f"unknown field {', '.join(unknown)}", subject=subject, hint=f"known: {', '.join(sorted(known))}")


def _check_ids(requirements: tuple[Requirement, ...]) -> None:
    seen: set[str] = set()
    for requirement in requirements:
        if requirement.id in seen:
            raise InvalidJob("two requirements have this id", subject=requirement.id, hint="give each its own")
        seen.add(requirement.id)


def _sound(data: dict[str, Any]) -> Job:
    try:
        return Job(**data)
    except (ValidationError, TypeError) as error:
        raise InvalidJob(_first(error), subject="job", hint=SHAPE) from error


def _first(error: ValidationError | TypeError) -> str:
    if isinstance(error, TypeError):
        return str(error)
    told = error.errors()[0]
    return f"{'.'.join(str(part) for part in told['loc'])}: {told['msg']}"
