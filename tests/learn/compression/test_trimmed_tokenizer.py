"""A trimmed tokenizer cuts texts of the kept languages as the whole one does."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer
from unigram_files import WORDS, write_tokenizer

from jiufang.errors import BadInput
from jiufang.learn.compression.texts import read_texts
from jiufang.learn.compression.vocabulary import Trimmed, trim
from jiufang.settings import Settings

KEPT = [word for word in WORDS if not "а" <= word[0] <= "я"]
OTHER = [word for word in WORDS if "а" <= word[0] <= "я"]


def _both(file: Path, trimmed: Trimmed) -> tuple[Tokenizer, Tokenizer]:
    target = file.parent / "trimmed.json"
    trimmed.save(target)
    return Tokenizer.from_file(str(file)), Tokenizer.from_file(str(target))


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Trimmed, Tokenizer, Tokenizer]:
    """What was trimmed, the whole tokenizer and the trimmed one."""
    file = write_tokenizer(tmp_path_factory.mktemp("pair") / "tokenizer.json")
    made = trim(file, [*KEPT, "".join(KEPT), "".join(reversed(KEPT)), "，/:"], languages=("zh", "en"))
    return made, *_both(file, made)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(words=st.lists(st.sampled_from([*KEPT, "，", "/", ":"]), max_size=12), blank=st.sampled_from([" ", "", "\n", "　"]))
def test_texts_of_the_kept_languages_are_cut_alike(pair: tuple[Trimmed, Tokenizer, Tokenizer], words: list[str], blank: str) -> None:
    """Whatever the words and what stands between them, both give the same pieces in the same places, under ids that name the same rows."""
    made, whole, trimmed = pair
    a, b = whole.encode(blank.join(words)), trimmed.encode(blank.join(words))
    assert set(a.ids) <= set(made.kept)
    assert (a.tokens, a.offsets) == (b.tokens, b.offsets)
    assert a.ids == [made.kept[n] for n in b.ids]


def test_what_was_seen_is_always_cut_alike(tokenizer: Path) -> None:
    """Every text that the trimming was shown is cut as before: none of its pieces was taken."""
    texts = [" ".join(random.Random(n).choices(KEPT, k=5)) for n in range(50)]
    whole, trimmed = _both(tokenizer, trim(tokenizer, texts, languages=("zh", "en")))
    assert [whole.encode(t).tokens for t in texts] == [trimmed.encode(t).tokens for t in texts]


def test_another_language_is_read_letter_by_letter(tokenizer: Path) -> None:
    """Pieces of a language that is not kept go, its letters stay: nothing becomes unknown."""
    made = trim(tokenizer, KEPT, languages=("zh", "en"))
    whole, trimmed = _both(tokenizer, made)
    assert len(made.kept) < whole.get_vocab_size()
    for word in OTHER:
        assert "▁" + word in whole.encode(word).tokens
        assert "▁" + word not in trimmed.encode(word).tokens
        assert "<unk>" not in trimmed.encode(word).tokens


def test_special_pieces_go_on_framing_a_text(tokenizer: Path) -> None:
    """A text begins and ends with the pieces that the model learnt, under their new ids."""
    made = trim(tokenizer, KEPT, languages=("en",))
    whole, trimmed = _both(tokenizer, made)
    old, new = whole.encode("nurse").ids, trimmed.encode("nurse").ids
    assert [made.kept[n] for n in new] == old
    assert made.kept[trimmed.token_to_id("<mask>")] == whole.token_to_id("<mask>")


def test_all_of_a_script_stays(tokenizer: Path) -> None:
    """Chinese pieces stay whether or not a text used them: no other language needs the room."""
    made = trim(tokenizer, ["nurse"], languages=("zh", "en"))
    _, trimmed = _both(tokenizer, made)
    assert "护士长" in "".join(trimmed.get_vocab())
    assert trimmed.token_to_id("护士长") is not None
    assert trimmed.token_to_id("▁teacher") is None


def test_only_unigram_tokenizers_can_be_trimmed(tmp_path: Path) -> None:
    """Another kind of tokenizer is refused before anything is written."""
    (tmp_path / "tokenizer.json").write_text('{"model": {"type": "BPE"}}')
    with pytest.raises(BadInput, match="unigram"):
        trim(tmp_path / "tokenizer.json", [], languages=("en",))


@pytest.mark.models
@pytest.mark.slow
def test_the_real_tokenizer_shrinks_to_a_third_and_cuts_nearly_alike(tmp_path: Path) -> None:
    """Of 250,002 pieces those of the shipped texts and of Chinese stay; texts of both languages that it has not seen are cut nearly as before."""
    file = Settings().models_dir / "encoder" / "tokenizer.json"
    if not file.is_file():
        pytest.skip("needs the encoder: jiufang models fetch encoder")
    root = Path(__file__).parents[3]
    seen = read_texts([root / "training", root / "docs"])
    unseen = [line for p in sorted((root / "examples/source").glob("*.md")) for line in p.read_text("utf-8").splitlines()]
    made = trim(file, seen, languages=("zh", "en"))
    made.save(tmp_path / "tokenizer.json")
    whole, trimmed = Tokenizer.from_file(str(file)), Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    longer = sum(len(trimmed.encode(line).ids) for line in unseen) / sum(len(whole.encode(line).ids) for line in unseen)
    assert len(made.kept) < 250_002 / 3
    assert (tmp_path / "tokenizer.json").stat().st_size < file.stat().st_size / 5
    assert 1 <= longer < 1.03
    assert not any("<unk>" in trimmed.encode(line).tokens and "<unk>" not in whole.encode(line).tokens for line in unseen)
