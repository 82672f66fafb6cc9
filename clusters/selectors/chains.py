"""A cluster's value chain, laid out for drawing: lanes of stages, then what stands beside them."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from clusters.models import Cluster, Company, Segment, SegmentLink


@dataclass
class Link:
    """A segment as the drawing shows it."""

    segment: Segment
    companies: int
    feeds: list[Segment] = field(default_factory=list)


@dataclass
class Chain:
    """`lanes` are separate chains, each a list of stages, each the segments side by side at that depth."""

    lanes: list[list[list[Link]]]
    beside: list[tuple[str, list[Link]]]

    @property
    def is_empty(self) -> bool:
        return not self.lanes and not self.beside


def chain_of(cluster: Cluster, user: Any) -> Chain:
    """The chain with the number of companies that this person may know of."""
    segments = list(cluster.segments.all().visible_to(user))
    counts = dict(
        Company.objects.visible_to(user)
        .filter(segment__in=segments)
        .order_by()
        .values_list("segment")
        .annotate(number=Count("pk"))
    )
    drawn = {segment.pk: Link(segment, counts.get(segment.pk, 0)) for segment in segments}
    arrows = [
        (source, target)
        for source, target in SegmentLink.objects.filter(source__cluster=cluster).values_list("source", "target")
        if source in drawn and target in drawn
    ]
    for source, target in arrows:
        drawn[source].feeds.append(drawn[target].segment)
    linked = {pk for arrow in arrows for pk in arrow}
    main = [pk for pk, link in drawn.items() if pk in linked or link.segment.place == Segment.Place.MAIN]
    return Chain(lanes_of(main, arrows, drawn), beside_of(main, drawn))


def lanes_of(keys: list[int], arrows: list[tuple[int, int]], drawn: dict[int, Link]) -> list[list[list[Link]]]:
    depth = depths(keys, arrows)
    lanes = []
    for component in components(keys, arrows):
        stages = defaultdict(list)
        for key in component:
            stages[depth[key]].append(drawn[key])
        lanes.append([stages[step] for step in sorted(stages)])
    return lanes


def depths(keys: list[int], arrows: list[tuple[int, int]]) -> dict[int, int]:
    """The longest way from a start. A ring, should somebody draw one, ends after as many steps as segments."""
    depth = dict.fromkeys(keys, 0)
    for _step in keys:
        moved = False
        for source, target in arrows:
            if depth[target] < depth[source] + 1 <= len(keys):
                depth[target] = depth[source] + 1
                moved = True
        if not moved:
            break
    return depth


def components(keys: list[int], arrows: list[tuple[int, int]]) -> list[list[int]]:
    """Segments that hang together, each group in the segments' order."""
    group = {key: key for key in keys}
    for source, target in arrows:
        old, new = group[target], group[source]
        group = {key: new if owner == old else owner for key, owner in group.items()}
    members = defaultdict(list)
    for key in keys:
        members[group[key]].append(key)
    return list(members.values())


def beside_of(main: list[int], drawn: dict[int, Link]) -> list[tuple[str, list[Link]]]:
    found = []
    for place in (Segment.Place.BACK_FLOW, Segment.Place.BY_PRODUCT, Segment.Place.SIDE):
        links = [link for key, link in drawn.items() if key not in main and link.segment.place == place]
        if links:
            found.append((place.label, links))
    return found
