"""Turn a text that a candidate wrote into what it says for and against the job, sentence by sentence."""

from __future__ import annotations

from collections.abc import Sequence

from jiufang.protocols import Encoder
from jiufang.text.language import HAN, HANGUL, KANA, LETTER, detect_language
from jiufang.tone.head import Head, shipped
from jiufang.tone.records import Attitude, Mention, Said, Standing, ToneReading, Topic
from jiufang.tone.sentences import sentences

LANGUAGES = frozenset({"zh", "en"})
# A short message in English is often taken for something else; the language of Latin text is asked of the whole from here on.
ENOUGH_LETTERS = 60
TOPIC_FROM = 0.5
DIGITS = 3
STANDINGS = {Attitude.POSITIVE: Standing.MOTIVE, Attitude.NEGATIVE: Standing.CONCERN, Attitude.NEUTRAL: Standing.STATED}


def read(text: str, *, encoder: Encoder, head: Head | None = None) -> ToneReading:
    """Read the attitude that a text states; it describes words, not the person who wrote them.

    Args:
        text: a cover letter, an answer or a message that a candidate wrote, Chinese, English or both.
        encoder: what turns sentences into vectors; the one that the head was trained with.
        head: the trained part; the shipped one when absent.

    Returns:
        Every sentence with its place, attitude, calibrated probability and topics; motives and concerns; counts.

    Raises:
        MissingCapability: the head was trained with another encoder.
    """
    known = head or shipped()
    cut = list(sentences(text))
    readable = _readable(text, [text[a:b] for a, b in cut])
    places = [place for place, fits in zip(cut, readable, strict=True) if fits]
    attitudes, topics = known.read([text[a:b] for a, b in places], encoder)
    said = tuple(_said(text, place, a, t) for place, a, t in zip(places, attitudes.tolist(), topics.tolist(), strict=True))
    return ToneReading(
        reader=f"{known.version}+{encoder.name}",
        sentences=said,
        mentions=tuple(m for s in said for m in _mentions(s)),
        counts={attitude: sum(s.attitude is attitude for s in said) for attitude in Attitude},
        unread=len(cut) - len(places),
    )


def _said(text: str, place: tuple[int, int], attitudes: Sequence[float], topics: Sequence[float]) -> Said:
    best = max(range(len(attitudes)), key=lambda i: attitudes[i])
    return Said(
        quote=text[slice(*place)],
        start=place[0],
        end=place[1],
        attitude=tuple(Attitude)[best],
        probability=round(attitudes[best], DIGITS),
        topics=tuple(topic for topic, p in zip(Topic, topics, strict=True) if p >= TOPIC_FROM),
    )


def _mentions(said: Said) -> list[Mention]:
    """Return one mention per topic; a plain statement on nothing in particular is none."""
    standing = STANDINGS[said.attitude]
    return [
        Mention(topic=topic, standing=standing, quote=said.quote, start=said.start, end=said.end)
        for topic in said.topics
        if not (topic is Topic.OTHER and standing is Standing.STATED)
    ]


def _readable(text: str, cut: Sequence[str]) -> list[bool]:
    """Tell which sentences are Chinese or English: by script, and for Latin letters by the language of all of them together."""
    latin = [s for s in cut if not (HAN.search(s) or KANA.search(s) or HANGUL.search(s))]
    together = " ".join(latin)
    english = len(LETTER.findall(together)) < ENOUGH_LETTERS or detect_language(together) in LANGUAGES
    plain = set(latin)
    return [english if s in plain else not (KANA.search(s) or HANGUL.search(s)) for s in cut]
