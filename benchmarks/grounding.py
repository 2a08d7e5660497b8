"""Measure letters: are all their factual sentences grounded, and is an altered draft found out?

Run `python -m benchmarks.grounding [--data DIR] [--limit N] [--json] [--misses]`. Every kind of letter is written for every pair of a job and a
résumé of `DIR/gold`, in both languages and every tone, without a language model; counted are the factual sentences that are
grounded, letters that touch a forbidden topic, and merge fields left open. Then drafts are spoilt on purpose, one sentence each: a
number, a date or a name is altered, a claim invented, a denial turned round (`MUTATIONS`), and the share that the check finds is
counted; the false alarms are honest rewordings of the same sentences (`REWORDINGS`), written without looking at the word lists.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.grounding_cases import FACTS, INVENTED, MESSAGES, NAMES, OTHER_NAMES, REWORDINGS, SLOTS, facts
from jiufang.errors import JiufangError
from jiufang.generate import Kind, Reply, Sentence, Support, check, reply
from jiufang.generate.items import items
from jiufang.generate.records import FactKind
from jiufang.generate.safety import faults
from jiufang.generate.templates import TONES
from jiufang.jobs.records import Job
from jiufang.matching.records import Match
from jiufang.profiles.records import Profile
from jiufang.workspace import Workspace

BENCH = Path(__file__).parent.parent.parent / "shared" / "bench"
MORE = Path(__file__).parent / "grounding_rewordings.toml"
SEED = 20261123
REASONS = ("requirement", "filled", "salary", "withdrew")
OPEN_FIELD = re.compile(r"[{}]|\[\[|\]\]")
Spoil = Callable[[str, str, random.Random], str | None]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=BENCH)
    parser.add_argument("--limit", type=int, default=0, help="résumés of each job; all when 0")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--misses", action="store_true")
    args = parser.parse_args()
    matches = list(pairs(args.data / "gold", limit=args.limit))
    letters, result = written(matches)
    result |= {"mutations": spoilt(letters), "rewordings": reworded(), "plain_inventions": invented()}
    if not args.misses:
        result = json.loads(json.dumps(result), object_hook=lambda d: {k: v for k, v in d.items() if k != "missed"})
    print(json.dumps(result, ensure_ascii=False, indent=None if args.json else 2))


def pairs(folder: Path, *, limit: int = 0) -> Iterator[Match]:
    """Yield the match of every résumé with its job."""
    workspace = Workspace()
    for path in sorted(folder.glob("*.json")):
        data = json.loads(path.read_text("utf-8"))
        job = Job.from_dict(data["job"])
        for row in data["resumes"][: limit or None]:
            yield workspace.match(Profile.from_text(row["text"], as_of=row["as_of"], lang=row.get("lang")), job)


def written(matches: list[Match]) -> tuple[list[Reply], dict[str, Any]]:
    """Write every letter and count what is grounded, what is forbidden, what is left open, and the seconds a letter takes."""
    letters: list[Reply] = []
    refused: Counter[str] = Counter()
    begin = time.perf_counter()
    for match in matches:
        for kind, lang, tone, reason in _orders():
            try:
                letters.append(
                    reply(kind, match, lang=lang, tone=tone, facts=SLOTS[lang], company=FACTS[lang], message=MESSAGES[lang], reason=reason)
                )
            except JiufangError as error:  # nothing open to ask for, no requirement to reject by
                refused[f"{kind}: {error.message}"] += 1
    seconds = time.perf_counter() - begin
    judged = [s for letter in letters for s in letter.grounding.sentences]
    factual = [s for s in judged if s.support is not Support.NOT_FACTUAL]
    grounded = sum(s.support is Support.GROUNDED for s in factual)
    return letters, {
        "letters": len(letters),
        "refused": dict(refused),
        "factual_sentences": len(factual),
        "grounded_share": round(grounded / max(1, len(factual)), 4),
        "forbidden": sum(bool(faults(f"{letter.subject}\n{letter.text}")) for letter in letters),
        "fields_left_open": sum(bool(OPEN_FIELD.search(_unquoted(letter))) for letter in letters),
        "ms_per_letter": round(1000 * seconds / max(1, len(letters)), 1),
        "missed": [f"{s.text} | {s.reason}" for s in factual if s.support is not Support.GROUNDED],
    }


def spoilt(letters: list[Reply]) -> dict[str, Any]:
    """Spoil one sentence of each letter in every way that it allows, and count what the check finds."""
    rng = random.Random(SEED)
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    missed: dict[str, list[str]] = defaultdict(list)
    for letter in rng.sample(letters, min(len(letters), 600)):
        for name, spoil in MUTATIONS.items():
            places = [(s, bad) for s in letter.draft.sentences if (bad := spoil(s.text, letter.lang, rng)) not in {None, s.text}]
            if not places:
                continue
            sentence, bad = rng.choice(places)
            caught, alone = (not check([Sentence(text=str(bad), cites=cites)], letter.draft.facts).ok for cites in (sentence.cites, ()))
            for count, hit in enumerate((caught, alone, True)):
                found[name][count] += hit
            missed[name] += [] if alone else [str(bad)]
    total = [sum(counts[i] for counts in found.values()) for i in range(3)]
    return {
        **_shares(*total),
        "by_kind": {name: _shares(*counts) for name, counts in sorted(found.items())},
        "missed": {name: sorted(set(texts))[:20] for name, texts in missed.items()},
    }


def _shares(caught: int, alone: int, n: int) -> dict[str, float]:
    """Return how many were found out with the citations of the sentence, and when any fact of the letter might bear it out."""
    return {"n": n, "detected": round(caught / max(1, n), 4), "detected_without_citations": round(alone / max(1, n), 4)}


def reworded() -> dict[str, Any]:
    """Count the honest rewordings that the check takes for ungrounded."""
    cases = [*REWORDINGS, *((facts(FactKind.SLOT, *more["facts"]), more["rewordings"]) for more in more_sets())]
    judged = [(s.text, s) for given, texts in cases for text in texts for s in check(text, given).sentences]
    alarms = [f"{text} | {j.reason}" for text, j in judged if j.support is Support.UNGROUNDED]
    return {"n": len(judged), "false_alarms": round(len(alarms) / len(judged), 4), "missed": alarms}


def invented() -> dict[str, Any]:
    """Count the claims in everyday words, with nothing exact in them, that the check finds out."""
    cases = [(facts(FactKind.SLOT, *more["facts"]), more["inventions"]) for more in more_sets()]
    passed = [text for given, texts in cases for text in texts if check(text, given).ok]
    total = sum(len(texts) for _, texts in cases)
    return {"n": total, "detected": round(1 - len(passed) / total, 4), "missed": passed}


def more_sets() -> list[dict[str, Any]]:
    """Return sets of facts with rewordings of them, and with claims that they do not bear out."""
    found: list[dict[str, Any]] = tomllib.loads(MORE.read_text("utf-8"))["set"]
    return found


def _orders() -> Iterator[tuple[str, str, str, str]]:
    for kind in Kind:
        for lang in ("zh", "en"):
            for tone in TONES:
                yield from ((kind, lang, tone, reason) for reason in (REASONS if kind is Kind.REJECTION else ("",)))


def _unquoted(letter: Reply) -> str:
    return re.sub(r"“[^”]*”", "", f"{letter.subject}\n{letter.text}")


def _number(text: str, lang: str, rng: random.Random) -> str | None:
    spots = [i for i in items(text) if i.kind in {"number", "percent"} and re.search(r"\d", i.surface)]
    if not spots or re.match(r"\d+\. ", text):
        return None
    item = rng.choice(spots)
    digits = re.search(r"\d+", item.surface)
    assert digits
    at = item.start + digits.start()
    return text[:at] + str(int(digits.group()) + rng.randint(1, 9)) + text[at + len(digits.group()) :]


def _moment(text: str, lang: str, rng: random.Random) -> str | None:
    if "14:00" in text:
        return text.replace("14:00", rng.choice(["15:00", "14:30", "9:00"]))
    for old, new in (("12月1日", "12月2日"), ("1 December", "2 December"), ("11月27日", "11月28日"), ("27 November", "28 November")):
        if old in text:
            return text.replace(old, new)
    return None


def _name(text: str, lang: str, rng: random.Random) -> str | None:
    told = next((name for name in NAMES[lang] if name in text), None)
    return text.replace(told, rng.choice(OTHER_NAMES[lang])) if told else None


def _invented(text: str, lang: str, rng: random.Random) -> str | None:
    return rng.choice(INVENTED[lang]) if len(text) > 12 else None


def _clause(text: str, lang: str, rng: random.Random) -> str | None:
    """Hang an invented clause on an honest sentence."""
    if not text.endswith(("。", ".")) or len(text) < 12:
        return None
    told = rng.choice(INVENTED[lang]).rstrip("。.")
    return f"{text[:-1]}，{told}。" if lang == "zh" else f"{text[:-1]}, and {told[0].lower()}{told[1:]}."


def _tool(text: str, lang: str, rng: random.Random) -> str | None:
    """Alter what stands in quotation marks: a tool is added to the words of ad or résumé."""
    quote = re.search(r"“([^”]{4,})”", text)
    if not quote:
        return None
    tool = rng.choice(["Kubernetes", "SAP", "Epic", "Salesforce", "Rust"])
    return text[: quote.end(1)] + f"、{tool}" + text[quote.end(1) :]


def _denied(text: str, lang: str, rng: random.Random) -> str | None:
    """Turn what a sentence says into its opposite."""
    for old, new in DENIALS[lang]:
        if old in text:
            return text.replace(old, new, 1)
    return None


DENIALS = {
    "zh": [("不再推进", "继续推进"), ("没有提到", "提到了"), ("没有看到", "看到了"), ("诚邀您", "不邀请您"), ("希望录用您", "不录用您"), ("已经招满", "没有招满")],
    "en": [("will not take", "will take"), ("does not mention", "mentions"), ("did not find", "found"), ("are pleased to invite", "do not invite"), ("would like to offer", "will not offer"), ("has been filled", "has not been filled")],
}  # fmt: skip
MUTATIONS: dict[str, Spoil] = {
    "denial": _denied,
    "number": _number,
    "moment": _moment,
    "name": _name,
    "quote": _tool,
    "invented sentence": _invented,
    "invented clause": _clause,
}

if __name__ == "__main__":
    main()
