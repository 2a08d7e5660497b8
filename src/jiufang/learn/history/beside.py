"""Turn what lies beside an export into texts: advertisements in a table or a folder, résumés in a folder of files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from jiufang.errors import BadInput
from jiufang.learn.history.columns import by_role, guess, plain
from jiufang.learn.history.tables import read_table


def read_ads(path: Path) -> dict[str, str]:
    """Read the texts of jobs, by their ids and titles in the form in which headings are compared.

    Args:
        path: a table with an id or a title and a description, or a folder of files that are named by id or title.

    Raises:
        BadInput: nothing in the table tells which job a text belongs to, or there is no text.
    """
    if path.is_dir():
        return {plain(name): text for name, text in _texts(sorted(p for p in path.rglob("*") if p.is_file())).items()}
    table = read_table(path)
    heads = by_role(guess(table))
    if "ad" not in heads or not ({"job", "title"} & {*heads}):
        raise BadInput("no columns tell of jobs and their texts", subject=path.name, hint=f"there are {', '.join(table.headings)}")
    told = zip(*(table.column(heading) for heading in heads["ad"]), strict=True)
    texts = ["\n".join(cell for cell in cells if cell) for cells in told]
    found: dict[str, str] = {}
    for role in ("title", "job"):  # an id is surer than a title, and comes last
        for heading in heads.get(role, ())[:1]:
            found |= {plain(name): text for name, text in zip(table.column(heading), texts, strict=True) if name and text}
    return found


def ad_for(job: str, title: str, ad: str, ads: Mapping[str, str]) -> str:
    """Return the text of a job: its title, and what is told beside it or in the row."""
    body = ads.get(plain(job)) or ads.get(plain(title)) or ad
    return body if title and body.lstrip().startswith(title) else "\n".join(part for part in (title, body) if part)


def resume_texts(names: Iterable[str], folder: Path | None) -> dict[str, str]:
    """Return the texts of the files that a column names, by these names; files outside the folder are not looked at."""
    if folder is None:
        return {}
    root = folder.resolve()
    paths = {name: (root / name.replace("\\", "/")) for name in dict.fromkeys(names) if name}
    found = {name: path for name, path in paths.items() if path.is_file() and path.resolve().is_relative_to(root)}
    texts = _texts(sorted(set(found.values())))
    return {name: texts.get(str(path), "") for name, path in found.items()}


def _texts(paths: list[Path]) -> dict[str, str]:
    """Read files in the workers that open files; by path, and by name without its ending."""
    from jiufang.documents import read_many

    found: dict[str, str] = {}
    for path, reading in zip(paths, read_many(paths), strict=True):
        text = "\n".join(document.text for document in reading.documents)
        found[str(path)] = found[path.stem] = text
    return found
