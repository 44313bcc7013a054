"""Whatever a model replies: only findings a person can answer, with values they have, quoted from the account."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pinprick.case import Proposal
from pinprick.intake import quotes
from pinprick.intake.proposals import Proposals, can_be_proposed, is_danger, read_reply
from pinprick.intake.reply_json import items_in
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.proposals import proposing

ACCOUNT = "My toes tingle.\n  I’ve no fever. The dog is called Bruno. The  curtains are green – dark green."
ITEM = {"finding": "weight_loss", "value": "yes", "quote": "The dog is called Bruno"}
FACE = {"finding": "face_droop", "value": "yes", "quote": "curtains are green"}
KNOWN = {"tingling": "yes", "fever": "no"}


def read(reply: object, pack: Pack, known: dict[str, str] | None = None, account: str = ACCOUNT) -> Proposals:
    return read_reply(reply, account, pack, KNOWN if known is None else known)


def one(pack: Pack, **changed: object) -> Proposals:
    return read(json.dumps({"proposals": [{**ITEM, **changed}]}), pack)


def reasons(found: Proposals) -> list[str]:
    return [dropped.reason for dropped in found.dropped]


def test_a_good_reply_is_kept_with_the_place_of_its_quote(pack: Pack) -> None:
    (kept,) = read(json.dumps({"proposals": [ITEM]}), pack).kept
    assert kept == Proposal(
        finding="weight_loss", value="yes", quote="The dog is called Bruno", start=kept.start, end=kept.end
    )
    assert ACCOUNT[kept.start : kept.end] == kept.quote


@pytest.mark.parametrize(
    "wrap",
    [
        "{}",
        "```json\n{}\n```",
        "Sure! Here is what I found:\n{}\nI hope that helps.",
        '<think>Perhaps {{"finding": "stroke"}}?</think>\n{}',
        "\ufeff  {}",
    ],
)
def test_json_is_found_wherever_it_stands(wrap: str, pack: Pack) -> None:
    text = wrap.replace("{{", "{").replace("}}", "}")
    head, _, tail = text.rpartition("{}")
    assert [p.finding for p in read(head + json.dumps({"proposals": [ITEM]}) + tail, pack).kept] == [
        "weight_loss"
    ]


def test_a_bare_list_and_a_single_object_are_read_too(pack: Pack) -> None:
    assert len(read(json.dumps([ITEM, FACE]), pack).kept) == 2
    assert len(read(json.dumps(ITEM), pack).kept) == 1


def test_of_a_reply_that_was_cut_off_the_whole_items_are_kept(pack: Pack) -> None:
    whole = json.dumps({"proposals": [ITEM, FACE]})
    for length in range(len(whole)):
        found = read(whole[:length], pack).kept
        assert [p.finding for p in found] in ([], ["weight_loss"], ["face_droop", "weight_loss"])
    assert [p.finding for p in read(whole[:-3], pack).kept] == ["weight_loss"]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"finding": "cauda_equina_syndrome"}, "unknown_finding"),
        ({"finding": "invented"}, "unknown_finding"),
        ({"finding": None}, "unknown_finding"),
        ({"finding": ["weight_loss"]}, "unknown_finding"),
        ({"finding": "exam_monofilament_loss"}, "not_for_the_person"),
        ({"finding": "told_freely"}, "not_for_the_person"),
        ({"value": "very much"}, "unknown_value"),
        ({"value": "unsure"}, "unknown_value"),
        ({"value": 1}, "unknown_value"),
        ({"value": None}, "unknown_value"),
        ({"finding": "tingling"}, "known_already"),
        ({"finding": "fever"}, "known_otherwise"),
        ({"quote": "The dog is called Rex"}, "quote_not_found"),
        ({"quote": "I have lost a lot of weight"}, "quote_not_found"),
        ({"quote": "urtain"}, "quote_not_found"),
        ({"quote": "dog ... Bruno"}, "quote_not_found"),
        ({"quote": ""}, "bad_quote"),
        ({"quote": " … "}, "bad_quote"),
        ({"quote": "no"}, "bad_quote"),
        ({"quote": None}, "bad_quote"),
        ({"quote": 7}, "bad_quote"),
        ({"quote": "x" * 5000}, "bad_quote"),
    ],
)
def test_what_cannot_be_asked_is_dropped_with_its_reason(
    changed: dict[str, object], why: str, pack: Pack
) -> None:
    found = one(pack, **changed)
    assert found.kept == () and reasons(found) == [why]


def test_what_the_program_read_as_denied_stays_denied(pack: Pack) -> None:
    found = read(json.dumps({"proposals": [{**ITEM, "finding": "fever", "quote": "fever"}]}), pack)
    assert found.kept == () and reasons(found) == ["known_otherwise"]


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("the DOG   is\ncalled bruno", "The dog is called Bruno"),
        ('"The dog is called Bruno."', "The dog is called Bruno"),
        ("i've no fever", "I’ve no fever"),
        ("curtains are green - dark", "curtains are green – dark"),
        ("...called Bruno…", "called Bruno"),
        ("The curtains are green", "The  curtains are green"),
        ("tingle. I've no", "tingle.\n  I’ve no"),
    ],
)
def test_a_quote_may_differ_in_case_spaces_and_signs_only(quote: str, stands: str, pack: Pack) -> None:
    (kept,) = one(pack, quote=quote).kept
    assert kept.quote == stands == ACCOUNT[kept.start : kept.end]


def test_yes_and_no_as_json_booleans_and_with_capitals_are_understood(pack: Pack) -> None:
    assert [one(pack, value=value).kept[0].value for value in (True, False, "Yes ", "NO")] == [
        "yes",
        "no",
        "yes",
        "no",
    ]


def test_danger_signs_come_first_and_stay_when_there_are_too_many(pack: Pack) -> None:
    limits = proposing(pack)
    can = [f.id for f in pack.findings.values() if can_be_proposed(f, limits) and f.is_binary]
    plain = [f for f in can if not is_danger(f, pack)]
    danger = [f for f in can if is_danger(f, pack)][:2]
    items = [{**ITEM, "finding": f} for f in [*plain[:30], *danger, *plain[:3]]]
    found = read(json.dumps({"proposals": items}), pack, known={})
    assert [p.finding for p in found.kept[:2]] == danger
    assert len(found.kept) == limits.most
    assert reasons(found).count("twice") == 3
    assert reasons(found).count("too_many") == 32 - limits.most


@pytest.mark.parametrize(
    "reply",
    [None, 7, b"{}", [], "", "no", "null", "[]", "{", "}{", "[1, 2]", '"{"', "<html>502</html>", "{" * 9999],
)
def test_what_is_no_json_object_is_unreadable(reply: object, pack: Pack) -> None:
    found = read(reply, pack)
    assert found.kept == () and reasons(found) == ["unreadable"]


def test_an_empty_list_is_a_good_reply(pack: Pack) -> None:
    assert read('{"proposals": []}', pack) == Proposals()


@pytest.mark.parametrize(
    "reply", ['{"proposals": {"a": 1}}', '{"proposals": null}', '{"proposals": [1, "x"]}']
)
def test_items_of_another_shape_are_dropped(reply: str, pack: Pack) -> None:
    assert read(reply, pack).kept == ()


@pytest.mark.parametrize(
    "reply",
    ['{"a":' * 12_000, '{"a":{' * 9000, '{"a":[' * 900 + "1," * 25_000, "[" * 60_000, '{"a":"' * 10_000],
)
def test_a_reply_made_to_be_slow_is_not(reply: str, pack: Pack) -> None:
    begun = time.perf_counter()
    assert read(reply, pack).kept == ()
    assert time.perf_counter() - begun < 5


def test_a_huge_list_is_looked_at_in_part(pack: Pack) -> None:
    found = read(json.dumps({"proposals": [{"f": 1}] * 5000}), pack)
    assert found.kept == () and reasons(found).count("too_many") == 4800


def test_only_the_beginning_of_a_long_account_can_be_quoted(pack: Pack) -> None:
    longest = proposing(pack).longest_account
    account = "word " * (longest // 5) + "the dog is called Bruno"
    assert read(json.dumps(ITEM), pack, {}, account).kept == ()


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=15,
)
_SOUND = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def check(found: Proposals, account: str, pack: Pack, known: dict[str, str]) -> None:
    """What holds for every reply."""
    limits = proposing(pack)
    assert len(found.kept) <= limits.most
    assert len({p.finding for p in found.kept}) == len(found.kept)
    for p in found.kept:
        assert can_be_proposed(pack.findings[p.finding], limits)
        assert p.value in pack.findings[p.finding].values
        assert p.finding not in known
        assert account[p.start : p.end] == p.quote != ""
    dangers = [is_danger(p.finding, pack) for p in found.kept]
    assert dangers == sorted(dangers, reverse=True)


@_SOUND
@given(st.text(max_size=300), st.text(max_size=200))
def test_any_text_is_read_without_an_error(reply: str, account: str) -> None:
    pack = load_pack()
    check(read_reply(reply, account, pack, {}), account, pack, {})


@_SOUND
@given(_JSON)
def test_any_json_is_read_without_an_error(content: Any) -> None:
    pack = load_pack()
    for reply in (json.dumps(content), json.dumps({"proposals": content})):
        check(read(reply, pack), ACCOUNT, pack, KNOWN)


@st.composite
def _nearly_right(draw: st.DrawFn) -> tuple[str, str]:
    """An account and a reply about it, right in some of its parts."""
    pack = load_pack()
    account = draw(st.text(alphabet="abcdeé ÀßİŁ'’“”.,-–\n\t😀ﬁ", min_size=1, max_size=80))
    items = []
    for _ in range(draw(st.integers(0, 15))):
        finding = draw(st.sampled_from([*pack.findings, "invented"]))
        values = pack.findings[finding].values if finding in pack.findings else ["yes"]
        start = draw(st.integers(0, len(account)))
        end = draw(st.integers(start, len(account)))
        quote = draw(st.sampled_from([account[start:end], account[start:end].upper(), "elsewhere"]))
        items.append(
            {"finding": finding, "value": draw(st.sampled_from([*values, "unsure"])), "quote": quote}
        )
    reply = json.dumps({"proposals": items}, ensure_ascii=draw(st.booleans()))
    return account, reply[: draw(st.integers(0, len(reply)))] if draw(st.booleans()) else reply


@_SOUND
@given(_nearly_right(), st.sampled_from([{}, KNOWN]))
def test_nearly_right_replies_keep_only_what_is_right(made: tuple[str, str], known: dict[str, str]) -> None:
    pack = load_pack()
    account, reply = made
    check(read_reply(reply, account, pack, known), account, pack, known)


@_SOUND
@given(st.lists(st.text(alphabet="abcxyzéßØ'’", min_size=1, max_size=8), min_size=1, max_size=12), st.data())
def test_every_run_of_words_is_found_again_however_it_is_spaced(
    words: list[str], data: st.DataObject
) -> None:
    account = data.draw(st.sampled_from([" ", "\n", "  \t"])).join(words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    core = quotes.core(" ".join(words[first : last + 1]).upper())
    if core:
        place = quotes.find(core, quotes.fold(account))
        assert place is not None
        assert quotes.core(account[place[0] : place[1]]) == core


def test_items_are_none_only_when_nothing_can_be_read() -> None:
    assert items_in("nothing here") is None
    assert items_in('{"proposals": []}') == []
    assert items_in('{"other": 1}') == [{"other": 1}]
