"""The learned reader: what it may add, what it must leave alone, and the sentences its file comes from."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinprick.intake.features import Denial, features, stem
from pinprick.intake.lexicon import lexicon
from pinprick.intake.text import read_account, read_words
from pinprick.intake.tokens import tokenise
from pinprick.knowledge.load import load_pack

PACK = load_pack()
LEXICON = lexicon(PACK)
SAYINGS = sorted((Path(__file__).resolve().parents[2] / "sayings").glob("*.jsonl"))
WORDS = st.sampled_from(
    ["my", "leg", "cannot", "won't", "no", "hold", "cup", "hand", "numb", "two", "weeks", "a"]
)


def test_the_file_was_learned_from_the_sentences_beside_it() -> None:
    learned = LEXICON.words.learned
    assert learned is not None
    sha = hashlib.sha256(b"".join(path.name.encode() + b"\0" + path.read_bytes() for path in SAYINGS))
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in SAYINGS)
    assert learned.sentences == f"{lines} sentences, {sha.hexdigest()[:16]}", "run scripts/learn_words.py"


def test_every_label_is_a_finding_of_the_pack() -> None:
    for path in SAYINGS:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            item = json.loads(line)
            assert {*item["yes"], *item["not"]} <= PACK.findings.keys(), f"{path.name}:{number}"
            assert not {*item["yes"]} & {*item["not"]}, f"{path.name}:{number}"


def test_the_tables_fit_together() -> None:
    learned = LEXICON.learned
    assert learned is not None
    assert len(learned.columns) == len(learned.weights) == max(row.stop for row in learned.rows.values())
    assert learned.columns.max() < len(learned.findings)
    assert set(learned.findings) <= PACK.findings.keys()
    assert np.isfinite(learned.weights).all() and np.isfinite(learned.needed).all()


def test_what_the_phrases_mention_is_left_alone() -> None:
    """A denied or doubted finding is never turned by the learned reader."""
    account = tokenise(
        "The whole saddle area feels normal and I pass water normally, no fever, back pain or weakness."
    )
    answers = read_account(account.text, PACK).answers
    assert "yes" not in {
        answers.get(f) for f in ("saddle_numbness", "urinary_retention", "fever", "leg_weakness")
    }


def test_it_only_adds() -> None:
    """Without it every other reading is the same."""
    text = "My foot slaps the floor like a wet fish since the operation. My toes are numb and I keep tripping on rugs."
    account = tokenise(text)
    with_it, _ = read_words(account, LEXICON, PACK)
    bare = LEXICON.words.model_copy(update={"learned": None})
    from pinprick.intake.lexicon import build

    without, _ = read_words(tokenise(text), build(bare), PACK)
    assert {(m.finding, m.value) for m in without.mentions} <= {
        (m.finding, m.value) for m in with_it.mentions
    }


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=40))
def test_times_and_numbers_change_nothing(words: list[str]) -> None:
    learned = LEXICON.learned
    assert learned is not None
    timed = [w for word in words for w in (word, "yesterday", "two", "weeks", "ago", "3")]
    seen = [
        [account.words[i] for w in learned.windows(account) for i in w]
        for account in map(tokenise, (" ".join(words), " ".join(timed)))
    ]
    assert seen[0] == seen[1]


def test_windows_cover_every_word_of_a_long_sentence() -> None:
    learned = LEXICON.learned
    assert learned is not None
    for length in range(1, 60):
        account = tokenise(" ".join(f"w{chr(97 + i % 26)}" for i in range(length)))
        windows = learned.windows(account)
        assert {i for w in windows for i in w} == set(range(length))
        assert all(len(w) <= learned.model.width + 2 for w in windows)


def test_features_are_scaled_and_in_one_order() -> None:
    denial = Denial(frozenset(["not"]), 2)
    seen = features(["foot", "not", "walking"], [{"foot"}, set(), {"walk"}], denial)
    assert {"foot", "foot not", "!walk", "<foot", "<foot <walk", "not <walk"} <= seen.keys()
    words = [value for name, value in seen.items() if "<" not in name]
    assert sum(v * v for v in words) == pytest.approx(1)
    assert list(seen) == list(features(["foot", "not", "walking"], [{"foot"}, set(), {"walk"}], denial))
    assert features([], [], denial) == {}


@pytest.mark.parametrize(
    ("word", "its"), [("walking", "walk"), ("carries", "carry"), ("legs", "leg"), ("is", "is")]
)
def test_stems(word: str, its: str) -> None:
    assert stem(word) == its
