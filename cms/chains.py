"""Where each segment of a value chain stands in its drawing. Plain values in, plain values out.

Main segments run from left to right, a column for each step; parts that are not linked get rows of their own.
What lies beside the chain hangs under the segment that it belongs to.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby

COLUMN, NODE_WIDTH, NODE_HEIGHT = 158, 126, 58
SIDE_HEIGHT, SIDE_INDENT, GAP, BLOCK_GAP, MARGIN = 44, 16, 16, 34, 12
CAPTION_HEIGHT = 34
PLACES = ("side", "back_flow", "by_product")


@dataclass(frozen=True)
class Link:
    source: int
    target: int


@dataclass
class Node:
    key: int
    code: str
    name: str
    place: str
    strength: str = ""
    strength_word: str = ""
    x: int = 0
    y: int = 0
    width: int = NODE_WIDTH
    height: int = NODE_HEIGHT

    @property
    def is_main(self) -> bool:
        return self.place == "main"

    @property
    def middle(self) -> int:
        return self.y + self.height // 2

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def lines(self) -> list[tuple[int, int, str]]:
        """(x, y, words): the name in lines that fit, centred; side nodes have one or two."""
        parts = folded(self.name, 7 if self.is_main else 8)
        step = 18 if self.is_main else 16
        first = self.middle - (len(parts) - 1) * step // 2
        return [(self.x + self.width // 2, first + place * step, part) for place, part in enumerate(parts)]


@dataclass(frozen=True)
class Caption:
    place: str
    x: int
    y: int


@dataclass
class Chain:
    nodes: list[Node]
    edges: list[tuple[str, str]] = field(default_factory=list)
    captions: list[Caption] = field(default_factory=list)
    steps: set[tuple[int, int]] = field(default_factory=set)
    links: list[Link] = field(default_factory=list)
    width: int = 0
    height: int = 0

    @property
    def main(self) -> list[Node]:
        return [node for node in self.nodes if node.is_main]

    @property
    def thread(self) -> list[tuple[Node, bool]]:
        """The main segments, each with whether it is what the one before it becomes."""
        main = self.main
        return [(node, place > 0 and (main[place - 1].key, node.key) in self.steps) for place, node in enumerate(main)]

    @property
    def beside(self) -> list[Node]:
        return [node for node in self.nodes if not node.is_main]

    def around(self, node: Node) -> tuple[list[Node], list[Node]]:
        """(what it is made from, what it becomes)."""
        before = {link.source for link in self.links if link.target == node.key}
        after = {link.target for link in self.links if link.source == node.key}
        return [each for each in self.nodes if each.key in before], [each for each in self.nodes if each.key in after]

    @property
    def has_strengths(self) -> bool:
        return any(node.strength for node in self.nodes)


def folded(name: str, han: int) -> list[str]:
    """In lines of at most `han` Chinese or about twice as many Latin letters; never more than three."""
    if not name.isascii():
        return [name[start : start + han] for start in range(0, len(name), han)][:3]
    lines = [""]
    for word in name.replace("/", "/ ").split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) > han * 2 - 1 and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = joined
    return lines[:3]


def lay_out(nodes: list[Node], links: list[Link]) -> Chain:
    chain = Chain(nodes, links=links)
    by_key = {node.key: node for node in nodes}
    inner = [link for link in links if by_key[link.source].is_main and by_key[link.target].is_main]
    columns = columns_of(chain.main, inner)
    hanging = anchors_of(chain.beside, links, by_key)
    y = MARGIN
    for block in blocks_of(chain.main, inner):
        y = place_block(block, inner, columns, hanging, y) + BLOCK_GAP
    loose = [node for node in chain.beside if node.key not in anchored(hanging)]
    chain.captions = place_loose(loose, y)
    chain.steps = {(link.source, link.target) for link in inner}
    chain.edges = [edge(by_key[link.source], by_key[link.target]) for link in inner]
    chain.edges += [tie for key, group in hanging.items() for tie in ties(by_key[key], group, links)]
    chain.width = max(node.right for node in nodes) + MARGIN
    chain.height = max(node.bottom for node in nodes) + MARGIN
    return chain


def columns_of(main: list[Node], inner: list[Link]) -> dict[int, int]:
    """Key → column: the longest way from a beginning. A circle in the data ends the search after as many steps."""
    column = {node.key: 0 for node in main}
    for _step in range(len(main)):
        moved = False
        for link in inner:
            if column[link.target] <= column[link.source] < len(main) - 1:
                column[link.target] = column[link.source] + 1
                moved = True
        if not moved:
            break
    return column


def blocks_of(main: list[Node], inner: list[Link]) -> list[list[Node]]:
    """Linked main segments together, in the order of their first; those linked to nothing share the last block."""
    group = {node.key: node.key for node in main}

    def root(key: int) -> int:
        while group[key] != key:
            key = group[key]
        return key

    for link in inner:
        group[root(link.target)] = root(link.source)
    members: dict[int, list[Node]] = defaultdict(list)
    for node in main:
        members[root(node.key)].append(node)
    single = [block[0] for block in members.values() if len(block) == 1]
    linked = [block for block in members.values() if len(block) > 1]
    return linked + ([single] if single else [])


def anchors_of(beside: list[Node], links: list[Link], by_key: dict[int, Node]) -> dict[int, list[Node]]:
    """Main segment → what hangs under it: a side one under what it feeds, a by-product under its source."""
    hanging: dict[int, list[Node]] = defaultdict(list)
    for node in beside:
        ends = [link.target for link in links if link.source == node.key]
        ends += [link.source for link in links if link.target == node.key]
        anchor = next((key for key in ends if by_key[key].is_main), None)
        if anchor is not None:
            hanging[anchor].append(node)
    return hanging


def anchored(hanging: dict[int, list[Node]]) -> set[int]:
    return {node.key for group in hanging.values() for node in group}


def place_block(
    block: list[Node], inner: list[Link], columns: dict[int, int], hanging: dict[int, list[Node]], top: int
) -> int:
    """Give the block's nodes their places, none above the first that it is made of; returns the lowest line used."""
    loose = len(block) > 1 and len({columns[node.key] for node in block}) == 1
    source = {link.target: link.source for link in reversed(inner)}
    used: dict[int, int] = defaultdict(lambda: top)
    rows: dict[int, int] = {}
    for place, node in sorted(enumerate(block), key=lambda pair: (columns[pair[1].key], pair[0])):
        column = place % 8 if loose else columns[node.key]
        node.x, node.y = MARGIN + column * COLUMN, max(used[column], rows.get(source.get(node.key, 0), top))
        rows[node.key] = node.y
        used[column] = hang(hanging.get(node.key, []), node)
    return max(used.values()) - GAP


def hang(sides: list[Node], anchor: Node) -> int:
    """Place what hangs under a main segment; returns where the next one may begin."""
    y = anchor.bottom + GAP
    for side in sides:
        side.width, side.height = NODE_WIDTH - SIDE_INDENT, SIDE_HEIGHT
        side.x, side.y = anchor.x + SIDE_INDENT, y
        y = side.bottom + GAP // 2
    return y + (GAP // 2 if sides else 0)


def place_loose(nodes: list[Node], top: int) -> list[Caption]:
    """What is linked to nothing stands below, a row for each place in the chain, under a caption."""
    captions = []
    nodes = sorted(nodes, key=lambda node: PLACES.index(node.place))
    for place, members in groupby(nodes, key=lambda node: node.place):
        captions.append(Caption(place, MARGIN, top + CAPTION_HEIGHT // 2))
        top += CAPTION_HEIGHT
        for position, node in enumerate(members):
            node.width, node.height = NODE_WIDTH, SIDE_HEIGHT
            node.x, node.y = MARGIN + position % 8 * COLUMN, top + position // 8 * (SIDE_HEIGHT + GAP)
        top = node.bottom + BLOCK_GAP // 2
    return captions


def edge(source: Node, target: Node) -> tuple[str, str]:
    """(kind, SVG path) from one main segment to the next."""
    start, end = source.right, target.x - 5
    if end <= start:  # a step back
        return "back", f"M{source.x + source.width // 2} {source.y}L{target.x + target.width // 2} {target.bottom}"
    half = (start + end) // 2
    if source.middle == target.middle:
        return "flow", f"M{start} {source.middle}H{end}"
    return "flow", f"M{start} {source.middle}C{half} {source.middle} {half} {target.middle} {end} {target.middle}"


def ties(anchor: Node, group: list[Node], links: list[Link]) -> list[tuple[str, str]]:
    """From the anchor down to each node that hangs under it; what flows out of the chain is marked so."""
    outward = {link.target for link in links if link.source == anchor.key}
    spine = anchor.x + 5
    return [
        ("out" if node.key in outward else "in", f"M{spine} {anchor.bottom}V{node.middle}H{node.x}") for node in group
    ]
