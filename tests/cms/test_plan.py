"""The drawing of the parks: a name is written where it hides no site, if there is such a place."""

from types import SimpleNamespace

import pytest

from cms.sites.plan import NAME, beside, height_of_name

PARK = SimpleNamespace(x=360, y=230)


@pytest.mark.parametrize("sites", [0, 1, 7])
def test_a_name_stands_under_its_own_sites(sites):
    own = [beside(PARK.x, PARK.y, number) for number in range(sites)]
    height = height_of_name(PARK, sites, own)
    assert height > PARK.y and all(abs(y - height) >= NAME[1] or abs(x - PARK.x) >= NAME[0] for x, y in own)


def test_a_neighbour_s_site_sends_it_to_the_other_side():
    under = height_of_name(PARK, 0, [])
    assert height_of_name(PARK, 0, [(PARK.x + 20, under)]) < PARK.y
