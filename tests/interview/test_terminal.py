"""The conversation in the terminal: by keyboard alone to the report, and nothing typed breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pinprick.interfaces.terminal.conversation import run
from pinprick.interfaces.terminal.places import places, read_places
from pinprick.interview.conversation import Interview
from pinprick.knowledge.load import load_pack


def typed(*lines: str) -> Callable[[str], str]:
    left: Iterator[str] = iter(lines)

    def read(prompt: str) -> str:
        try:
            return next(left)
        except StopIteration:
            raise EOFError from None

    return read


def talk(*lines: str) -> tuple[Interview, str]:
    written: list[str] = []
    ended = run(load_pack(), read=typed(*lines), write=written.append)
    return ended, "\n".join(written)


def test_a_whole_conversation_ends_with_the_report() -> None:
    ended, shown = talk(
        "For two years both my feet have been numb.",
        "",
        "gb",
        "",
        "5",
        "0",
        "0",
        "0",
        "0",
        "r30-34, l30-34",
        *["2"] * 30,
    )
    assert ended.case.drawing is not None
    assert ended.case.findings["onset_pace"] == "months_or_longer"
    assert ended.case.findings["face_droop"] == "no"
    assert ended.case.country == "GB"
    assert "What may explain it" in shown
    assert "Safety check" in shown


def test_an_emergency_comes_first_and_enter_shows_the_result() -> None:
    ended, shown = talk(
        "Both legs are numb, I am numb when I wipe and I cannot pass urine since this morning", "", "", ""
    )
    assert ended.progress.stopped
    assert shown.index("EMERGENCY NOW") < shown.index("What I understood")


def test_the_country_gives_the_number_to_call() -> None:
    words = "Both legs are numb, I am numb when I wipe and I cannot pass urine since this morning"
    ended, shown = talk(words, "", "england", "US", "")
    assert ended.case.country == "US"
    assert "Type two letters. Known: AR, AT" in shown
    assert "Call 911" in shown


def test_keys_go_back_skip_explain_and_stop() -> None:
    ended, shown = talk("", "", "s", "b", "?", "s", "s", "q")
    assert ended.progress.stopped
    assert "Keys at any time" in shown


def test_the_end_of_input_gives_the_result() -> None:
    ended, shown = talk()
    assert ended.progress.stopped
    assert "not a diagnosis" in shown


def test_a_wrong_number_says_what_would_be_right() -> None:
    _, shown = talk("", "", "99", "abc", "q")
    assert "from 1 to 6" in shown


@given(st.lists(st.text(max_size=20), max_size=25))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_typed_breaks_it(lines: list[str]) -> None:
    _, shown = talk(*lines)
    assert "not a diagnosis" in shown


def test_places_by_number() -> None:
    listed = places(load_pack())
    drawing = read_places("r1-2, L3 l3", listed)
    assert drawing.regions["right"] == [listed[0].id, listed[1].id]
    assert drawing.regions["left"] == [listed[2].id]
    for wrong in ("r0", "r3-2", "x4", "r999", "r1 and l2", "5"):
        with pytest.raises(ValueError, match="“"):
            read_places(wrong, listed)
