"""Turn English messages into a visitor's language, and dates and numbers into how it writes them; a language is one file in `locales`."""

from __future__ import annotations

import datetime as dt
import gettext
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from io import BytesIO

from babel import Locale, dates, numbers
from babel.core import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from jiufang.privacy.blind import PERSON, SCHOOL

WRITTEN = "en"  # the language of the messages in templates and code
REGIONS = {"zh": "zh_Hans_CN", "en": "en_GB"}  # how dates and numbers are written where the language alone does not say it
SOURCES = {"upload": "added files", "pool": "talent pool"}  # those of ours; `audit_words` marks them for the catalogues
JUST_NOW = dt.timedelta(seconds=45)
LONG_AGO = dt.timedelta(days=30)
REMEMBERED = 4096  # figures and days of each kind: a list shows the same few hundred, and to write one takes as long as a row of it
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Voice:
    """One language: its messages, and its way to write figures and times.

    Args:
        lang: its code, such as `zh`.
        messages: the catalogue.
        locale: how it writes dates and numbers.
    """

    lang: str
    messages: gettext.NullTranslations
    locale: Locale

    @property
    def name(self) -> str:
        """What the language calls itself."""
        return str(self.locale.languages.get(self.lang, self.lang)).capitalize()

    def say(self, message: str, /, **given: object) -> str:
        """Return a message with its places filled."""
        told = self.messages.gettext(message) if message else ""
        return told % given if given else told

    def say_many(self, one: str, several: str, n: int, /, **given: object) -> str:
        """Return a message that depends on a number, `%(n)s` in it."""
        return self.messages.ngettext(one, several, n) % {"n": self.number(n), **given}

    def number(self, value: float) -> str:
        """Return a number: 12,345."""
        return _number(self.locale, value)

    def percent(self, value: float) -> str:
        """Return a share as whole per cent: 74%."""
        return _percent(self.locale, Decimal(str(value)).quantize(HUNDREDTH) + 0)

    def date(self, value: dt.date) -> str:
        """Return a day: 23 Nov 2026, 2026年11月23日."""
        return _date(self.locale, value.date() if isinstance(value, dt.datetime) else value)

    def moment(self, value: dt.datetime) -> str:
        """Return a day and time."""
        return f"{self.date(value)} {dates.format_time(value, format='short', locale=self.locale)}"

    def ago(self, value: dt.datetime, *, now: dt.datetime) -> str:
        """Return how long ago something was; a day when it is long ago."""
        since = now - value
        if since < JUST_NOW:
            return self.say("just now")
        if since > LONG_AGO:
            return self.date(value)
        return str(dates.format_timedelta(-since, add_direction=True, locale=self.locale))

    def span(self, seconds: float) -> str:
        """Return a length of time: 3 days."""
        return str(dates.format_timedelta(dt.timedelta(seconds=seconds), locale=self.locale))

    def source(self, told: str) -> str:
        """Return where an applicant came from: ours in the visitor's language, others as they were written."""
        return self.say(SOURCES.get(told, "")) or told

    def veiled(self, text: str) -> str:
        """Return words of a document whose names are covered, with what stands for them in the visitor's language."""
        return text.replace(PERSON, f"[{self.say('name covered')}]").replace(SCHOOL, f"[{self.say('school covered')}]")

    def listed(self, words: Sequence[str]) -> str:
        """Return words as a list in a sentence: a, b and c; a、b和c."""
        from babel.lists import format_list

        return str(format_list(list(words), locale=self.locale))


@lru_cache(maxsize=REMEMBERED)
def _number(locale: Locale, value: float) -> str:
    return numbers.format_decimal(value, locale=locale)


@lru_cache(maxsize=REMEMBERED)
def _percent(locale: Locale, share: Decimal) -> str:
    return numbers.format_percent(share, format="#,##0%", locale=locale)


@lru_cache(maxsize=REMEMBERED)
def _date(locale: Locale, day: dt.date) -> str:
    return dates.format_date(day, format="medium" if locale.language != "zh" else "long", locale=locale)


@lru_cache
def voices() -> Mapping[str, Voice]:
    """Return every language that there is a catalogue of, by its code."""
    found = sorted(path.name.removesuffix(".po") for path in files("jiufang.web.locales").iterdir() if path.name.endswith(".po"))
    return {lang: Voice(lang, _catalogue(lang), Locale.parse(REGIONS.get(lang, lang))) for lang in found}


def choose(*, chosen: str = "", accepted: str = "") -> Voice:
    """Return the language to speak.

    Args:
        chosen: what the visitor chose, if anything.
        accepted: the header `Accept-Language`.
    """
    known = voices()
    if chosen in known:
        return known[chosen]
    preferred = [part.partition(";")[0].strip().replace("-", "_") for part in accepted.split(",")]
    found = negotiate_locale([tag for whole in preferred for tag in (whole, whole.partition("_")[0])], list(known))
    return known[found or WRITTEN]


def _catalogue(lang: str) -> gettext.NullTranslations:
    compiled = BytesIO()
    with files("jiufang.web.locales").joinpath(f"{lang}.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=lang))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
