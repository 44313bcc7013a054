"""Brush strokes and SVG paths: what they paint, and bad ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinprick.anatomy.atlas import VIEWS, Atlas, load_atlas
from pinprick.anatomy.strokes import cells_of_path, cells_of_stroke
from pinprick.anatomy.svg_path import flatten
from pinprick.anatomy.views import view_shapes
from pinprick.errors import DrawingError
from pinprick.knowledge.load import load_pack

ATLAS = load_atlas(load_pack())


@pytest.mark.parametrize("view", VIEWS)
def test_the_middle_of_every_cell_paints_that_cell(atlas: Atlas, view: str) -> None:
    shapes = view_shapes(atlas, view)
    assert shapes.cells and {name[0] for name in shapes.cells} == {"R", "L"}
    for name, polygons in list(shapes.cells.items())[::7]:
        middle = polygons[0].mean(axis=0)
        assert name in cells_of_stroke(atlas, view, [middle.tolist()], 1e-4)
        assert (middle >= 0).all() and middle[0] <= shapes.width and middle[1] <= shapes.height


def test_right_and_left_are_where_the_labels_say(atlas: Atlas) -> None:
    for view in ("front", "back", "top", "sole", "outer", "inner"):
        shapes = view_shapes(atlas, view)
        at = {side: x for side, x, _ in shapes.labels}
        right = np.mean([p[0][:, 0].mean() for name, p in shapes.cells.items() if name.startswith("R")])
        left = np.mean([p[0][:, 0].mean() for name, p in shapes.cells.items() if name.startswith("L")])
        assert (at["right"] < at["left"]) == (right < left)
    assert {s: x for s, x, _ in view_shapes(atlas, "front").labels}["right"] < 0.31


def test_a_wider_brush_paints_more_and_order_does_not_matter(atlas: Atlas) -> None:
    line = [[0.2, 0.5], [0.2, 0.9]]
    thin, wide = cells_of_stroke(atlas, "front", line, 0.01), cells_of_stroke(atlas, "front", line, 0.04)
    assert set(thin) < set(wide)
    assert cells_of_stroke(atlas, "front", line[::-1], 0.04) == wide
    sparse, dense = line, np.linspace(line[0], line[1], 4000)
    assert cells_of_stroke(atlas, "front", sparse, 0.02) == cells_of_stroke(atlas, "front", dense, 0.02)


def test_outside_the_figure_paints_nothing(atlas: Atlas) -> None:
    assert cells_of_stroke(atlas, "top", [[5, 5], [9, 9]], 0.02) == []
    assert cells_of_path(atlas, "top", "M3 3 L4 3 L4 4 Z") == []


def test_a_path_over_the_view_paints_all_and_a_crossing_loop_leaves_its_hole(atlas: Atlas) -> None:
    everything = cells_of_path(atlas, "sole", "M-1 -1 H2 V2 H-1 Z")
    assert set(everything) == set(view_shapes(atlas, "sole").cells)
    hole = cells_of_path(atlas, "sole", "M-1 -1 H2 V2 H-1 Z M0 0 H.5 V1.1 H0 Z")
    assert set(hole) < set(everything) and {name[0] for name in hole} == {"L"}


def test_a_hundred_thousand_points_are_read(atlas: Atlas) -> None:
    points = np.random.default_rng(2).random((100_000, 2))
    assert len(cells_of_stroke(atlas, "front", points, 0.01)) > 300


@pytest.mark.parametrize(
    ("points", "radius"),
    [
        ([], 0.1),
        ([[1]], 0.1),
        ([["a", "b"]], 0.1),
        ([[float("nan"), 0]], 0.1),
        ([[0, 0]], 0),
        ([[0, 0]], float("inf")),
        ([[0, 0]], -1),
        (np.zeros((200_001, 2)), 0.1),
        ("front", 0.1),
    ],
)
def test_bad_strokes_are_refused_in_words(atlas: Atlas, points: object, radius: float) -> None:
    with pytest.raises(DrawingError, match="stroke on front"):
        cells_of_stroke(atlas, "front", points, radius)  # the point of the test is the wrong type


def test_an_unknown_view_names_the_known_ones(atlas: Atlas) -> None:
    with pytest.raises(DrawingError, match="front, back"):
        cells_of_stroke(atlas, "sideways", [[0, 0]], 0.1)


@pytest.mark.parametrize(
    "path", ["", "L1 1", "M", "M0 0 L1", "M0 0 L1 1 x", "1 2 3", "M0 0 Z 4", "M0 0 A1 1 0 0"]
)
def test_bad_paths_are_refused_in_words(path: str) -> None:
    with pytest.raises(DrawingError, match="path"):
        flatten(path)


def test_curves_and_arcs_follow_their_shape() -> None:
    (circle,) = flatten("M1 0 A1 1 0 0 1 -1 0 A1 1 0 0 1 1 0 Z")
    assert np.abs(np.hypot(*circle.T) - 1).max() < 1e-9 and len(circle) == 33
    (smooth,) = flatten("m0 0 q.5 1 1 0 t1 0")
    assert smooth[16][1] == pytest.approx(0) and smooth[-8][1] < 0
    (cubic,) = flatten("M0 0C0 1 1 1 1 0s1-1 1 0")
    assert cubic[8][1] == pytest.approx(0.75) and cubic[-8][1] < 0


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="MmLlHhVvCcSsQqTtAaZz0123456789.,- e", max_size=60))
def test_any_text_is_a_path_or_a_drawing_error(path: str) -> None:
    try:
        assert cells_of_path(ATLAS, "top", path) is not None
    except DrawingError as error:
        assert "path" in str(error) or "stroke" in str(error)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-5, 5), st.floats(-5, 5)), min_size=1, max_size=30),
    st.sampled_from(VIEWS),
    st.floats(0.001, 0.3),
)
def test_any_stroke_paints_cells_of_its_own_view(points: list, view: str, radius: float) -> None:
    assert set(cells_of_stroke(ATLAS, view, points, radius)) <= set(view_shapes(ATLAS, view).cells)
