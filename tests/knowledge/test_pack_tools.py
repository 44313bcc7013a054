"""Schemas for editors, `show`, backgrounds, and the compiled pack."""

from __future__ import annotations

import json
import shutil
from itertools import combinations, product
from pathlib import Path

import pytest

from pinprick.errors import PackError
from pinprick.knowledge.backgrounds import expected_frequencies, set_weights
from pinprick.knowledge.export import editor_settings, export_schemas
from pinprick.knowledge.kinds import KINDS, kind_of
from pinprick.knowledge.load import COMPILED, PACKS, compile_pack, digest, load_pack, parse_pack
from pinprick.knowledge.show import show

LEGS = PACKS / "legs_and_feet"
MINI = Path(__file__).parent / "mini_pack"


def test_every_kind_has_a_schema_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    written = export_schemas(tmp_path / "a")
    assert {path.name for path in written} == {f"{kind.name}.schema.json" for kind in KINDS}
    again = export_schemas(tmp_path / "b")
    assert [p.read_bytes() for p in written] == [p.read_bytes() for p in again]
    cause = json.loads((tmp_path / "a" / "cause.schema.json").read_text(encoding="utf-8"))
    assert cause["additionalProperties"] is False
    assert {"id", "prior", "findings", "urgency"} <= set(cause["required"])
    finding = json.loads((tmp_path / "a" / "findings.schema.json").read_text(encoding="utf-8"))["$defs"][
        "Finding"
    ]
    assert "family" not in finding["required"]
    assert all(pattern.startswith("**/packs/*/") for (pattern,) in editor_settings(tmp_path).values())


def test_every_file_of_the_core_has_a_kind() -> None:
    for name in (
        "pack.yaml",
        "causes/stroke.yaml",
        "findings/where.yaml",
        "red_flags.yaml",
        "care/tests.yaml",
    ):
        assert kind_of(name) is not None, name
    assert kind_of("atlas/territories.json") is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("numb", "finding"), ("stroke", "cause"), ("rf_fast", "rule"), ("kinoshita2001", "source"),
        ("gbs_review", "source"), ("duloxetine", "medicine"), ("rest", "therapy"), ("saddle", "territory"),
    ],
)  # fmt: skip
def test_show_knows_every_kind_of_id(name: str, kind: str) -> None:
    shown = show(load_pack(), name)
    assert shown["kind"] == kind
    json.dumps(shown)


def test_show_says_what_a_finding_decides() -> None:
    shown = show(load_pack(), "saddle_numbness")
    assert shown["causes"][0]["cause"] == "cauda_equina_syndrome"
    assert shown["causes"][0]["weight_db"]["yes"] > 10
    assert any(rule.startswith("rf_ces") for rule in shown["rules"])


def test_show_names_what_is_near() -> None:
    with pytest.raises(PackError, match=r"Did you mean.*stroke"):
        show(load_pack(), "strok")


def test_every_id_can_be_shown() -> None:
    pack = load_pack()
    for name in [*pack.findings, *pack.causes, *pack.rules_by_id, *pack.medicines, *pack.therapies]:
        assert show(pack, name)["kind"]


def test_set_weights_keep_every_share() -> None:
    shares = {"a": 0.3, "b": 0.2, "c": 0.5, "d": 0.1, "unexplained": 0.2}
    members, weights = set_weights(shares)
    assert weights.sum() == pytest.approx(0.8)
    assert len(members) == 4 + 6 + 4
    for i, name in enumerate("abcd"):
        assert weights[(members == i).any(axis=1)].sum() == pytest.approx(shares[name], rel=1e-4)


def test_expected_frequency_against_a_sum_by_hand() -> None:
    shares = {"a": 0.4, "b": 0.3, "c": 0.3, "unexplained": 0.3}
    p = {"a": {"f": 0.7}, "b": {"f": 0.1}, "unexplained": {"f": 0.2}}
    (row,) = expected_frequencies(shares, {"f": 0.25}, p)
    _, weights = set_weights(shares)
    sets = [s for n in (1, 2, 3) for s in combinations("abc", n)]
    by_hand = 0.3 * 0.2
    for chosen, weight in zip(sets, weights, strict=True):
        leak, free = 0.25, 1.0
        for name in chosen:
            q = p.get(name, {}).get("f", 0.25)
            leak *= min(q / 0.25, 1)
            free *= 1 - max(q - 0.25, 0) / 0.75
        by_hand += weight * (1 - (1 - leak) * free)
    assert row.expected == pytest.approx(by_hand)
    assert row.ratio == pytest.approx(by_hand / 0.25)


def test_one_cause_alone_gives_back_its_own_numbers() -> None:
    for own, b in product((0.02, 0.3, 0.9), (0.1, 0.5)):
        shares = {"a": 0.999999, "unexplained": 0.000001}
        (row,) = expected_frequencies(shares, {"f": b}, {"a": {"f": own}})
        assert row.expected == pytest.approx(own, abs=1e-5)
    rows = expected_frequencies(
        {"a": 0.999999, "unexplained": 0.000001},
        {"f": {"x": 0.5, "y": 0.5}},
        {"a": {"f": {"x": 0.9, "y": 0.1}}},
    )
    assert [row.expected for row in rows] == pytest.approx([0.9, 0.1], abs=1e-5)


def test_the_compiled_pack_equals_a_fresh_parse(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(LEGS, tmp_path / "legs_and_feet"))
    (folder / COMPILED).unlink(missing_ok=True)
    parsed = parse_pack(folder)
    compile_pack(folder)
    first = (folder / COMPILED).read_bytes()
    assert load_pack(folder) == parsed
    compile_pack(folder)
    assert (folder / COMPILED).read_bytes() == first


def test_a_stale_compiled_pack_is_not_used(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(MINI, tmp_path / "mini"))
    compile_pack(folder)
    header = folder / "pack.yaml"
    header.write_text(header.read_text(encoding="utf-8").replace("0.0.1", "0.0.2"), encoding="utf-8")
    pack = load_pack(folder)
    assert pack.version == "0.0.2"
    assert pack.digest == digest(folder)
