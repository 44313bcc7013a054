from __future__ import annotations

import pytest

from pinprick.anatomy.atlas import Atlas
from pinprick.anatomy.drawing import read_drawing, regions_painted
from pinprick.anatomy.sites import drawing_of_sites, sites_of
from pinprick.errors import DrawingError
from pinprick.knowledge.schema.pack import Pack

RIGHT, BOTH = "24028007", "51440002"


def test_every_site_names_places_of_the_atlas(pack: Pack, atlas: Atlas) -> None:
    for site in sites_of(pack).sites:
        drawing = drawing_of_sites([(site.code, BOTH)], pack)
        assert len(read_drawing(drawing, atlas).painted) >= 2, site.name


def test_a_right_thigh_is_the_right_thigh(pack: Pack, atlas: Atlas) -> None:
    found = regions_painted(read_drawing(drawing_of_sites([("68367000", RIGHT)], pack), atlas), atlas)
    assert (
        len(found["right"]) == 8 and all("thigh" in region for region in found["right"]) and not found["left"]
    )


@pytest.mark.parametrize("pair", [("1", RIGHT), ("68367000", "1")])
def test_unknown_codes_are_refused_with_what_is_known(pack: Pack, pair: tuple[str, str]) -> None:
    with pytest.raises(DrawingError, match="Known: "):
        drawing_of_sites([pair], pack)
