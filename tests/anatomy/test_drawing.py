"""Reading drawings: what counts, what is refused, and what a drawing answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import ARM, FACE, FOOT, HIP, LEG, OUTER_THIGH, RIGHT_HALF, SADDLE_AREA, TO_MID_SHIN

from pinprick.anatomy.answers import drawing_answers
from pinprick.anatomy.atlas import VIEWS, Atlas, load_atlas
from pinprick.anatomy.drawing import body_painted, read_drawing, regions_painted
from pinprick.anatomy.likelihood import default_scorer
from pinprick.anatomy.points import point_names
from pinprick.case import Drawing
from pinprick.errors import DrawingError
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.pack import Pack

ATLAS = load_atlas(load_pack())


@pytest.mark.parametrize(
    ("drawing", "place", "nearest"),
    [
        (Drawing(cells={"R.leg.03.99": "numb"}), "drawing.cells", "R.leg.03.09"),
        (Drawing(regions={"left": ["big_toe"]}), "drawing.regions.left", "toe"),
        (Drawing(body={"right": ["face_v4"]}), "drawing.body.right", "face_v"),
        (Drawing(views=["topp"]), "drawing.views", "'top'"),
        (Drawing(points={"R.nerve.surall": "normal"}), "drawing.points", "R.nerve.sural"),
        (Drawing(cells={"": "numb"}), "drawing.cells", "nearest"),
        (Drawing(cells={"x" * 5000: "numb"}), "drawing.cells", "nearest"),
    ],
)
def test_unknown_ids_are_named_with_place_and_nearest(
    atlas: Atlas, drawing: Drawing, place: str, nearest: str
) -> None:
    with pytest.raises(DrawingError) as caught:
        read_drawing(drawing, atlas)
    assert place in str(caught.value) and nearest in str(caught.value)
    assert len(str(caught.value)) < 400


def test_regions_go_to_cells_and_back(atlas: Atlas) -> None:
    skin = read_drawing(RIGHT_HALF, atlas)
    assert set(regions_painted(skin, atlas)["right"]) == {*HIP, *LEG, *FOOT}
    assert regions_painted(skin, atlas)["left"] == []
    assert set(body_painted(skin, atlas)["right"]) == {*FACE, *ARM}


def test_a_cell_painted_in_a_view_never_opened_counts_as_seen(atlas: Atlas) -> None:
    skin = read_drawing(Drawing(cells={"R.sole.00.3": "numb"}, views=["front"]), atlas)
    assert skin.seen[atlas.index["R.sole.00.3"]] and not skin.seen[atlas.index["R.sole.00.4"]]


def test_places_never_shown_are_unknown_not_normal(atlas: Atlas) -> None:
    """What a view that stays shut would have shown changes no score."""
    scorer = default_scorer(atlas)
    drawing = {"cells": {"R.top.04.3": "numb", "R.top.04.4": "numb"}}
    shut = read_drawing(Drawing(**drawing, views=["front", "top"]), atlas)
    sole_only = np.array([".sole." in name for name in atlas.ids])
    assert not shut.seen[sole_only].any()
    got = scorer.scores(shut.degree, shut.seen)[0]
    open_sole = read_drawing(Drawing(**drawing, views=["front", "top", "sole"]), atlas)
    assert np.abs(scorer.scores(open_sole.degree, open_sole.seen)[0] - got).max() > 0.01
    weights = shut.seen.astype(float)
    tau = float(scorer.temperature(2))
    by_hand = tau * (shut.degree @ scorer.painted + weights @ scorer.clear) - scorer.penalty
    assert np.abs(by_hand - scorer.columns(shut.degree, shut.seen)[0]).max() < 1e-3


def test_swapping_limbs_swaps_right_and_left(atlas: Atlas) -> None:
    scorer = default_scorer(atlas)
    rng = np.random.default_rng(4)
    names = [atlas.ids[n] for n in rng.choice(atlas.size, 60, replace=False)]
    flipped = [("L" if name[0] == "R" else "R") + name[1:] for name in names]
    one, other = (read_drawing(Drawing(cells=dict.fromkeys(ids, "numb")), atlas) for ids in (names, flipped))
    score = scorer.scores(one.degree, one.seen)[0]
    mirrored = scorer.scores(other.degree, other.seen)[0]
    swap = {"right": "left", "left": "right", "both": "both"}
    at = {(h.territory, h.side): n for n, h in enumerate(atlas.hypotheses)}
    for hypothesis, number in zip(atlas.hypotheses, range(len(score)), strict=True):
        assert abs(mirrored[at[hypothesis.territory, swap[hypothesis.side]]] - score[number]) < 1e-3


@given(st.permutations(["R.top.04.3", "R.leg.20.04", "L.sole.toe2.a1", "R.body.face_v2"]))
def test_order_of_strokes_never_matters(names: list[str]) -> None:
    skin = read_drawing(Drawing(cells=dict.fromkeys(names, "numb")), ATLAS)
    assert sorted(ATLAS.ids[n] for n in skin.painted) == sorted(names)


@settings(max_examples=40, deadline=None)
@given(
    cells=st.dictionaries(
        st.sampled_from(ATLAS.ids), st.sampled_from(["numb", "pain", "tingling"]), max_size=40
    ),
    views=st.none() | st.lists(st.sampled_from(VIEWS), max_size=4),
    points=st.dictionaries(
        st.sampled_from(sorted(point_names(ATLAS))),
        st.sampled_from(["normal", "reduced", "absent"]),
        max_size=5,
    ),
)
def test_any_known_drawing_gives_finite_scores_and_valid_answers(
    cells: dict, views: list[str] | None, points: dict
) -> None:
    pack = load_pack()
    skin = read_drawing(Drawing(cells=cells, views=views, points=points), ATLAS)
    assert np.isfinite(default_scorer(ATLAS).scores(skin.degree, skin.seen)).all()
    for finding, value in drawing_answers(skin, ATLAS, pack).items():
        assert value in pack.findings[finding].values


def test_answers_of_an_outer_thigh(atlas: Atlas, pack: Pack) -> None:
    answers = drawing_answers(read_drawing(OUTER_THIGH, atlas), atlas, pack)
    assert answers["at_outer_thigh"] == "yes" and answers["side"] == "one"
    assert answers["at_toes"] == "no" and answers["at_whole_leg"] == "no"
    assert "saddle_numbness" not in answers and "hands_numb" not in answers  # never shown on purpose


def test_one_saddle_cell_raises_the_question(atlas: Atlas, pack: Pack) -> None:
    answers = drawing_answers(read_drawing(Drawing(cells={"L.body.perianal": "numb"}), atlas), atlas, pack)
    assert answers["saddle_numbness"] == "yes"
    seen = Drawing(cells={"R.leg.10.04": "numb"}, views=["front", "saddle"])
    assert drawing_answers(read_drawing(seen, atlas), atlas, pack)["saddle_numbness"] == "no"


def test_face_and_arm_with_the_leg(atlas: Atlas, pack: Pack) -> None:
    answers = drawing_answers(read_drawing(RIGHT_HALF, atlas), atlas, pack)
    assert answers["face_numb_same_side"] == answers["arm_numb_same_side"] == answers["hands_numb"] == "yes"
    assert "trunk_level_or_band" not in answers
    both_arms = Drawing(regions={"right": FOOT}, body={"right": ARM, "left": ARM}, views=["front", "body"])
    assert drawing_answers(read_drawing(both_arms, atlas), atlas, pack)["arm_numb_same_side"] == "no"


def test_a_drawing_never_says_how_it_began(atlas: Atlas, pack: Pack) -> None:
    assert "stocking_spread" not in drawing_answers(read_drawing(TO_MID_SHIN, atlas), atlas, pack)


def test_a_blank_drawing_settles_nothing(atlas: Atlas, pack: Pack) -> None:
    assert drawing_answers(read_drawing(Drawing(views=["saddle", "body"]), atlas), atlas, pack) == {}


def test_points_speak_for_the_skin_around_them(atlas: Atlas) -> None:
    skin = read_drawing(Drawing(points={"R.key.S1": "absent", "R.key.L4": "normal"}), atlas)
    assert {atlas.ids[n].rsplit(".", 2)[0] for n in skin.painted} == {"R.edge_out"}
    assert skin.seen.sum() < 60  # untested skin is unknown
    assert len(point_names(atlas)) == 2 * (9 + 15)


def test_saddle_drawing(atlas: Atlas) -> None:
    assert len(read_drawing(SADDLE_AREA, atlas).painted) == 8
