"""What templates say in fixed words is said as they are read: the same, in each language, as if it were said each time."""

from __future__ import annotations

import gettext

import jinja2
import pytest

pytest.importorskip("fastapi")

from jiufang.web.folding import fold
from jiufang.web.rendering import environment

GERMAN = {"Hello": "Hallo", "<b>Now</b>": "<b>Jetzt</b>", "90%% of them": "90%% davon", "for %(who)s": "für %(who)s", "it's": "“ist”"}


class Words(gettext.NullTranslations):
    """Counts what is asked of it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def gettext(self, message: str) -> str:
        """Say it in German."""
        self.asked.append(message)
        return GERMAN.get(message, message)


def _both() -> tuple[jinja2.Environment, jinja2.Environment, Words]:
    words, made = Words(), []
    for _ in range(2):
        one = environment()
        one.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
        made.append(one)
    fold(made[1], words)
    return made[0], made[1], words


@pytest.mark.parametrize(
    "source",
    [
        '{{ _("Hello") }}, {{ gettext("Hello") }}',
        '{{ _("<b>Now</b>") }} {{ _("90%% of them") }} {{ _("it\'s") }}',
        '<p title="{{ _(\'Hello\') }}">{{ {"a": _("Hello"), "b": _("<b>Now</b>")}[key] }}</p>',
        '{{ _("for %(who)s", who=name) }} {{ _(name) }} {{ _("Hello") ~ name }}',
        '{% macro m(x) %}[{{ x }}]{% endmacro %}{{ m(_("<b>Now</b>")) }}{% set y = _("Hello") | upper %}{{ y }}{{ _("Hello") | length }}',
        '{% for one in [_("Hello"), name] %}{{ one }}{% endfor %}{{ thing._("Hello") }}',
        '_("Hello") {{ "_(\'Hello\')" }}',
    ],
)
def test_it_says_the_same(source):
    """Folded or not, a template says the same: escaped what is to be, with values where it takes some."""
    plain, folded, _ = _both()
    shown = {"key": "b", "name": "<i>Mei</i>", "thing": {"_": lambda text: f"not {text}"}}

    assert folded.from_string(source).render(shown) == plain.from_string(source).render(shown)


def test_fixed_words_are_said_once():
    """Of a row that is drawn a hundred times, only what takes a value is said a hundred times."""
    _, folded, words = _both()
    template = folded.from_string('{% for n in range(100) %}{{ _("Hello") }} {{ _("for %(who)s", who=n) }}{% endfor %}')
    template.render()

    assert words.asked.count("Hello") == 1
    assert words.asked.count("for %(who)s") == 100
