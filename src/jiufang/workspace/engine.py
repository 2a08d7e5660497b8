"""Read, match and rank in memory: settings, cache and models in one hand, and nothing kept but what saves time."""

from __future__ import annotations

import atexit
import base64
import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jiufang.cache import Cache, code_fingerprint, digest
from jiufang.documents.records import Document, Problem, Reading, Record, Status
from jiufang.errors import BadInput, ModelMissing
from jiufang.profiles.records import Profile
from jiufang.settings import Settings

READ_THOROUGHLY = 200  # candidates of a job: at a tenth of a second each, twenty seconds
PICTURE_DPI = 110
PICTURED_PAGES = 4
BODY = "body"  # the member name of an e-mail's own text

if TYPE_CHECKING:
    from jiufang.documents import ReadingPool
    from jiufang.generate import Reply
    from jiufang.interview.records import Kit
    from jiufang.jobs.records import Job
    from jiufang.llm import GuardedModel
    from jiufang.matching.reading import Reader
    from jiufang.matching.records import Match
    from jiufang.matching.scorers import Weighed
    from jiufang.matching.verifier import Verifier
    from jiufang.protocols import Encoder
    from jiufang.shortlist.records import Shortlist
    from jiufang.tone.records import ToneReading


class Parsed(Record):
    """One résumé of one file: its profile, or the reason why there is none."""

    file: str
    member: str | None = None
    status: Status
    reason: str = ""
    profile: Profile | None = None


@dataclass(frozen=True)
class Workspace:
    """Settings, cache and encoder in one hand; every edge (library, command line, pages) goes through it."""

    settings: Settings = field(default_factory=Settings)
    cache: Cache = field(default_factory=lambda: Cache(Settings().cache_dir))
    promoted: Callable[[str], Weighed | None] | None = None  # the trained model that counts where matching has a version

    @cached_property
    def encoder(self) -> Encoder | None:
        """The embedded encoder, or None as long as it is not fetched; matching then uses words alone."""
        from jiufang.models import default_encoder

        try:
            return default_encoder(self.settings.models_dir, vectors=self.settings.cache_dir / "vectors", threads=self.settings.workers)
        except ModelMissing:
            return None

    @cached_property
    def language_model(self) -> GuardedModel | None:
        """The language model that the settings name; None, the default, leaves everything to the rules.

        Raises:
            BadInput: the settings make no sense.
            ModelMissing: the model in this process was not fetched.
            RefusedByPolicy: the server is another machine that the owner has not allowed.
        """
        if self.settings.llm == "none":
            return None
        from jiufang.llm import open_model
        from jiufang.models import embedded_llm

        settings = self.settings
        embedded = embedded_llm(settings.models_dir) if settings.llm == "llamacpp" else None
        return open_model(settings, folder=settings.cache_dir, embedded=embedded, shelf=self.cache, threads=settings.workers)

    @cached_property
    def verifier(self) -> Verifier | None:
        """The trained reader of evidence on the weights of the encoder, or None as long as that is not fetched."""
        from jiufang.models import default_verifier

        try:
            return default_verifier(self.settings.models_dir, threads=self.settings.workers)
        except ModelMissing:
            return None

    @cached_property
    def reader(self) -> Reader | None:
        """Who reads besides the rules, as the settings say; None, the default, leaves every verdict to the rules.

        Raises:
            BadInput: the settings name a reader that there is none of.
        """
        if self.settings.reader == "none":
            return None
        if self.settings.reader not in {"fake", "llm"}:
            raise BadInput("there is no such reader", subject=self.settings.reader, hint="set JIUFANG_READER to none, llm or fake")
        from jiufang.matching.reading import ModelReader

        if self.settings.reader == "llm":
            if self.language_model is None:
                raise BadInput("no language model is set", subject="JIUFANG_READER=llm", hint="set JIUFANG_LLM")
            return ModelReader(self.language_model, shelf=self.cache)
        from jiufang.models.fake_language_model import FakeLanguageModel

        return ModelReader(FakeLanguageModel(), shelf=self.cache)

    def _about(self, profile: Profile) -> Reader | None:
        """Return the reader as it may be asked about one candidate: on their budget, and never with their name."""
        if self.settings.reader != "llm" or self.language_model is None:
            return self.reader
        from jiufang.matching.reading import ModelReader

        return ModelReader(self.model_about(profile), shelf=self.cache)

    def parse(self, paths: Sequence[Path], *, as_of: str | None = None, done: Callable[[str], object] = str) -> Iterator[Parsed]:
        """Read and parse files, several at a time, in the order given.

        Args:
            paths: files of any supported kind; archives and e-mails yield several profiles.
            as_of: the day (YYYY-MM-DD) on which “present” ends; today when absent.
            done: called with the file's name after each file.
        """
        day = as_of or dt.date.today().isoformat()
        keys = {path: _reading_key(path, day) for path in paths}
        known = {path: self._recall(path, key) for path, key in keys.items()}
        fresh = iter(self._read([path for path in dict.fromkeys(paths) if known[path] is None]))
        for path in paths:
            parsed = known[path]
            if parsed is None:
                reading = next(fresh)
                parsed = known[path] = self._profiles(path, reading, day)
                if not reading.transient and not any(p.member for p in reading.problems):  # what the machine gave up on is tried again
                    self._remember(keys[path], parsed)
            done(path.name)
            yield from parsed

    def read_job(self, path: Path) -> Job:
        """Read a job or an advertisement; what was read before from the same bytes comes from the cache.

        Raises:
            InvalidJob: the JSON does not describe a job.
            UnreadableDocument: the file cannot be read.
        """
        from jiufang.jobs.records import Job

        key = _reading_key(path, "job")
        kept = self.cache.get("jobs", key) if key else None
        if kept is not None:
            return Job.model_validate_json(kept)
        job = Job.read(path)
        if key:
            self.cache.put("jobs", key, job.model_dump_json())
        return job

    def match(self, profile: Profile, job: Job, *, letters: Sequence[str] = (), thorough: bool = True) -> Match:
        """Match one profile with one job; what was matched before with the same program comes from the cache.

        Args:
            profile: the parsed résumé.
            job: the job.
            letters: what the candidate wrote to the company; never read unless the job's owner gave tone a weight.
            thorough: whether the verifier and the reader are asked; without them words, dates and vectors decide.
        """
        from jiufang import matching

        if letters and job.tone is not None:
            return matching.with_tone(self.match(profile, job), [self.read_tone(letter) for letter in letters])
        from jiufang.matching.records import READER_FAILED, Match

        encoder, verifier, reader = self.encoder, self.verifier if thorough else None, self.reader if thorough else None
        weighed = self.weighed() if thorough else None
        names = [part.name if part else "" for part in (encoder, verifier, reader, weighed and weighed.scorer)]
        key = digest(_profile_key(profile), job.model_dump_json(), *names)
        kept = self.cache.get("matches", key)
        if kept is not None:
            return Match.model_validate({**json.loads(kept), "profile": profile, "job": job})
        found = matching.match(profile, job, encoder=encoder, verifier=verifier, reader=reader and self._about(profile))
        found = matching.with_scorer(found, weighed) if weighed else found
        if not any(w.code == READER_FAILED for w in found.warnings):  # next time the reader may answer
            self.cache.put("matches", key, found.model_dump_json())
        return found

    def weighed(self) -> Weighed | None:
        """Return the trained model that counts beside the rules, with its share; None where there is none.

        Raises:
            RefusedByPolicy: it is not as it was signed.
        """
        return self.promoted(self.version) if self.promoted is not None else None

    @property
    def version(self) -> str:
        """The version of the matching with all that reads here, before any trained model."""
        from jiufang.matching.engine import scorer_version

        return scorer_version(self.encoder, self.verifier, self.reader)

    def interview_kit(self, match: Match, *, lang: str | None = None, reword: bool = False) -> Kit:
        """Prepare the interview of one candidate; with `reword` the language model of the settings words the questions.

        Raises:
            BadInput: questions are to be worded by a model and the settings name none.
        """
        from jiufang.interview import interview_kit

        return interview_kit(match, lang=lang, model=self.model_about(match.profile) if reword else None)

    def reply(self, kind: str, match: Match, *, reword: bool = False, **given: Any) -> Reply:
        """Write a letter about one candidate; with `reword` the language model of the settings puts it into other words.

        Args:
            kind: what the letter is for, one of `jiufang.generate.Kind`.
            match: the candidate's findings.
            reword: whether the language model is asked; what does not rest on the facts keeps the template's words.
            given: language, tone, facts, reason, … as `jiufang.reply` takes them.

        Raises:
            BadInput: something the letter needs is missing, or it is to be worded by a model and the settings name none.
            RefusedByPolicy: the letter would speak of what no employer may speak of.
        """
        from jiufang.generate import reply

        return reply(kind, match, model=self.model_about(match.profile) if reword else None, **given)

    def model_about(self, profile: Profile) -> GuardedModel:
        """Return the language model for questions about one candidate: on their budget, and never with their name.

        Raises:
            BadInput: the settings name none.
        """
        if self.language_model is None:
            raise BadInput("no language model is set", subject="JIUFANG_LLM", hint="set it to openai, llamacpp or recorded")
        name = profile.contact.name
        return self.language_model.about(profile.document.sha256, names=[name] if name else [])

    def read_tone(self, text: str) -> ToneReading:
        """Read what a text that a candidate wrote says for and against the job; it bears on no score.

        Raises:
            ModelMissing: the encoder has not been fetched.
        """
        from jiufang import tone

        if self.encoder is None:
            raise ModelMissing("tone is read with the encoder, which is not here", subject="encoder", hint="jiufang models fetch encoder")
        return tone.read(text, encoder=self.encoder)

    def rank(self, job: Job, profiles: Iterable[Profile], *, size: int | None = None, done: Callable[[str], object] = str) -> Shortlist:
        """Match every profile and order the matches, best first.

        Of a large pool only the `READ_THOROUGHLY` that words, dates and vectors put first are read by the models; who they
        are depends on the pool alone, and nobody is left out.
        """
        from jiufang import shortlist

        pool = list(profiles)
        quick = [self.match(p, job, thorough=False) for p in pool] if len(pool) > READ_THOROUGHLY else []
        promising = {id(m) for m in shortlist.order(job, quick, size=READ_THOROUGHLY, fingerprint=self._fingerprint)}
        matches = []
        for number, profile in enumerate(pool):
            left = quick and id(quick[number]) not in promising
            matches.append(quick[number] if left else self.match(profile, job))
            done(profile.file)
        return shortlist.order(job, matches, size=size, fingerprint=self._fingerprint)

    def _fingerprint(self, profile: Profile) -> str:
        """Return `shortlist.blind_fingerprint`, kept from run to run: it parts equals, and there are many among hundreds."""
        from jiufang.shortlist import blind_fingerprint

        key = _profile_key(profile)
        found = self.cache.get("fingerprints", key)
        if found is None:
            found = blind_fingerprint(profile)
            self.cache.put("fingerprints", key, found)
        return found

    def pictures(self, match: Match) -> list[bytes]:
        """Draw the pages of a candidate's document as WebP, in workers as everything that opens files; none for text formats."""
        document = match.profile.document
        if not document.words or not Path(match.file).is_file():
            return []
        key = digest(code_fingerprint(), document.sha256, document.member or "", str(PICTURE_DPI))
        kept = self.cache.get("pictures", key)
        if kept is not None:
            return [base64.b64decode(picture) for picture in json.loads(kept)]
        drawn = self._drawn(match.file, document)
        if drawn:
            self.cache.put("pictures", key, json.dumps([base64.b64encode(picture).decode() for picture in drawn]))
        return drawn

    def _drawn(self, file: str, document: Document) -> list[bytes]:
        asked = [
            self._pool.submit_render(file, page.number, dpi=PICTURE_DPI, member=document.member, turned=page.turned)
            for page in document.pages[:PICTURED_PAGES]
        ]
        drawn = [picture.result() for picture in asked]
        return drawn if all(drawn) else []

    @cached_property
    def _pool(self) -> ReadingPool:
        from jiufang.documents import ReadingPool

        pool = ReadingPool(self.settings.workers)
        atexit.register(pool.close)
        return pool

    def _read(self, paths: Sequence[Path]) -> Iterable[Reading]:
        if not paths:
            return ()
        from jiufang.documents import read_many

        return read_many(paths, workers=self.settings.workers)

    def _profiles(self, path: Path, reading: Reading, as_of: str) -> tuple[Parsed, ...]:
        unread = tuple(_unread(path, p) for p in reading.problems if p.member)
        if not reading.documents:
            return unread or (Parsed(file=str(path), status=Status.FAILED, reason=reading.reason),)
        resumes = [d for d in reading.documents if d.member != BODY] or list(reading.documents)
        return (*(_parsed(path, document, reading, as_of) for document in resumes), *unread)

    def _recall(self, path: Path, key: str) -> tuple[Parsed, ...] | None:
        kept = self.cache.get("profiles", key) if key else None
        return None if kept is None else tuple(_thaw(path, entry) for entry in json.loads(kept))

    def _remember(self, key: str, parsed: tuple[Parsed, ...]) -> None:
        if key:
            self.cache.put("profiles", key, json.dumps([_freeze(p) for p in parsed], ensure_ascii=False))


def _profile_key(profile: Profile) -> str:
    """Return the key of what follows from a profile, as it was read or as a person corrected it."""
    return digest(code_fingerprint(), profile.model_dump_json(), profile.document.text)


def _reading_key(path: Path, purpose: str) -> str:
    """Return the key of what was read from a file for a purpose (a job, a profile as of a day), by its content; empty for no readable file."""
    from jiufang.documents.sandbox.pool import load

    data, reason = load(path)
    return "" if reason else digest(code_fingerprint(), _abilities(), path.name, data, purpose)


@lru_cache(maxsize=1)
def _abilities() -> str:
    """Tell which optional readers are installed: with another one, a file may read better."""
    return f"{find_spec('rapidocr') is not None} {shutil.which('soffice') or shutil.which('libreoffice')}"


def _unread(path: Path, problem: Problem) -> Parsed:
    reason = problem.message.removeprefix(f"{problem.member}: ")
    return Parsed(file=str(path), member=problem.member, status=Status.FAILED, reason=reason)


def _parsed(path: Path, document: Document, reading: Reading, as_of: str) -> Parsed:
    profile = Profile.from_document(document, as_of=as_of).model_copy(update={"file": str(path), "member": document.member})
    reason = "; ".join(p.message for p in (*document.problems, *(p for p in reading.problems if not p.member)))
    return Parsed(file=str(path), member=document.member, status=document.status, reason=reason, profile=profile)


def _freeze(parsed: Parsed) -> dict[str, object]:
    document = parsed.profile.document.to_dict() if parsed.profile else None
    return {"parsed": parsed.to_dict(), "document": document}


def _thaw(path: Path, entry: dict[str, dict[str, object]]) -> Parsed:
    data = entry["parsed"]
    if isinstance(data["profile"], dict):
        data["profile"] |= {"document": entry["document"], "file": str(path)}
    return Parsed.model_validate({**data, "file": str(path)})


@lru_cache(maxsize=1)
def default() -> Workspace:
    """Return the workspace that the functions of the package use."""
    return Workspace()


def read(path: str | Path, *, as_of: str | None = None) -> list[Profile]:
    """Read every résumé in a file, an archive or an e-mail."""
    return [p.profile for p in default().parse([Path(path)], as_of=as_of) if p.profile is not None]


def match(profile: Profile, job: Job, *, letters: Sequence[str] = ()) -> Match:
    """Match one profile with one job: a finding per requirement, each with its evidence, and a score."""
    return default().match(profile, job, letters=letters)


def read_tone(text: str) -> ToneReading:
    """Read what a letter, an answer or a message says for and against the job, each sentence quoted."""
    return default().read_tone(text)


def rank(job: Job, profiles: Iterable[Profile], *, size: int | None = None) -> Shortlist:
    """Order profiles for a job, best first; `size` keeps the first so many (ties at the border included)."""
    return default().rank(job, profiles, size=size)
