"""Where the segments of a chain stand in its drawing."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from cms.chains import Link, Node, folded, lay_out


def node(key: int, place: str = "main") -> Node:
    return Node(key=key, code=f"segment-{key}", name=f"环节{key}", place=place)


def test_a_line_runs_from_left_to_right():
    chain = lay_out([node(1), node(2), node(3)], [Link(1, 2), Link(2, 3)])
    xs = [each.x for each in chain.nodes]
    assert xs == sorted(set(xs)) and len({each.y for each in chain.nodes}) == 1
    assert [joined for _node, joined in chain.thread] == [False, True, True]


def test_branches_stand_in_one_column_and_go_on_in_their_row():
    chain = lay_out([node(1), node(2), node(3), node(4)], [Link(1, 2), Link(1, 3), Link(3, 4)])
    first, second, third, fourth = chain.nodes
    assert second.x == third.x and second.y < third.y == fourth.y


def test_chains_without_a_link_between_them_have_rows_of_their_own():
    chain = lay_out([node(1), node(2), node(3), node(4)], [Link(1, 2), Link(3, 4)])
    assert chain.nodes[2].y > chain.nodes[0].bottom and chain.nodes[2].x == chain.nodes[0].x


def test_what_lies_beside_hangs_under_its_segment_or_stands_below():
    chain = lay_out([node(1), node(2), node(3, "side"), node(4, "by_product")], [Link(1, 2), Link(3, 2)])
    assert chain.nodes[2].y > chain.nodes[1].y and chain.nodes[2].x > chain.nodes[1].x
    assert [caption.place for caption in chain.captions] == ["by_product"]


def test_long_names_are_folded():
    assert folded("中成药（彝药）", 7) == ["中成药（彝药）"]
    assert folded("Chinese patent medicines (Yi medicine)", 7) == ["Chinese", "patent", "medicines (Yi"]


places = st.sampled_from(["main", "main", "main", "side", "back_flow", "by_product"])


@given(
    st.lists(places, min_size=1, max_size=14), st.lists(st.tuples(st.integers(1, 14), st.integers(1, 14)), max_size=20)
)
def test_no_two_segments_overlap_and_all_are_inside_whatever_is_entered(kinds, pairs):
    nodes = [node(key, place) for key, place in enumerate(kinds, 1)]
    links = [Link(a, b) for a, b in pairs if a != b and max(a, b) <= len(nodes)]
    chain = lay_out(nodes, links)
    assert all(each.x >= 0 and each.right <= chain.width and each.bottom <= chain.height for each in chain.nodes)
    for one, other in combinations(chain.nodes, 2):
        beside = one.right <= other.x or other.right <= one.x
        assert beside or one.bottom <= other.y or other.bottom <= one.y
