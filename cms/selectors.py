"""What the portal shows of the base. Every query begins with what anybody may see; enclaves are never read here."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from clusters.models import Building, Cluster, Measure, Opportunity, Parcel, Park, Segment, SegmentLink
from cms.chains import Chain, Link, Node, lay_out
from cms.models.facts import Fact
from cms.models.guides import MeasureGuide

ANYBODY = AnonymousUser()
MOST_CODES = 24


class Sites(NamedTuple):
    parcels: list[Parcel]
    buildings: list[Building]


class Chapter(NamedTuple):
    title: str
    title_en: str
    measures: list[Measure]


def in_language(record: Any, field: str, language: str) -> str:
    """`name_en` where the page is English and it is filled in, `name` otherwise."""
    english = getattr(record, f"{field}_en", "") if language == "en" else ""
    return english or getattr(record, field)


def chain_of(cluster: Cluster, language: str) -> Chain | None:
    """The cluster's value chain laid out for drawing; None where none is entered."""
    segments = Segment.objects.all().visible_to(ANYBODY).filter(cluster=cluster).order_by("order", "code")
    links = SegmentLink.objects.all().visible_to(ANYBODY).filter(source__cluster=cluster).order_by("pk")
    return laid_out(list(segments), list(links), language)


def chains_of(clusters: list[Cluster], language: str) -> dict[int, Chain]:
    """Cluster id → its chain, for several clusters in two queries."""
    segments = Segment.objects.all().visible_to(ANYBODY).filter(cluster__in=clusters).order_by("order", "code")
    links = list(SegmentLink.objects.all().visible_to(ANYBODY).filter(source__cluster__in=clusters).order_by("pk"))
    by_cluster: dict[int, list[Segment]] = {}
    for segment in segments:
        by_cluster.setdefault(segment.cluster_id, []).append(segment)
    chains = {pk: laid_out(members, links, language) for pk, members in by_cluster.items()}
    return {pk: chain for pk, chain in chains.items() if chain}


def laid_out(segments: list[Segment], links: list[SegmentLink], language: str) -> Chain | None:
    if not segments:
        return None
    known = {segment.pk for segment in segments}
    nodes = [
        Node(
            key=segment.pk,
            code=segment.code,
            name=in_language(segment, "name", language),
            place=segment.place,
            strength="" if segment.strength == Segment.Strength.UNCONFIRMED else segment.strength,
            strength_word="" if segment.strength == Segment.Strength.UNCONFIRMED else segment.get_strength_display(),
        )
        for segment in segments
    ]
    joins = [Link(link.source_id, link.target_id) for link in links if {link.source_id, link.target_id} <= known]
    return lay_out(nodes, joins)


class SegmentCard(NamedTuple):
    """A segment in words: the list that says what the drawing shows, and more."""

    node: Node
    joined: bool
    before: list[Node]
    after: list[Node]
    companies: list[Fact]
    opportunities: list[Opportunity]


def segment_cards(chain: Chain, companies: list[Fact], opportunities: list[Opportunity]) -> list[SegmentCard]:
    """The main segments in the order of the chain, then what lies beside it."""
    here = {(segment.pk, fact) for fact in companies for segment in fact.segments.all()}
    return [
        SegmentCard(
            node,
            joined,
            *chain.around(node),
            [fact for fact in companies if (node.key, fact) in here],
            [each for each in opportunities if each.segment_id == node.key],
        )
        for node, joined in [*chain.thread, *((node, False) for node in chain.beside)]
    ]


def opportunities_of(cluster: Cluster) -> QuerySet[Opportunity]:
    found = Opportunity.objects.all().visible_to(ANYBODY).filter(cluster=cluster)
    return found.select_related("cluster", "segment", "park").order_by("code")


def opportunities() -> list[Opportunity]:
    found = Opportunity.objects.all().visible_to(ANYBODY).select_related("cluster", "segment", "park")
    return list(found.order_by("cluster__order", "code"))


def opportunity(code: str) -> Opportunity | None:
    found = Opportunity.objects.all().visible_to(ANYBODY).select_related("cluster", "segment", "park")
    return found.filter(code=code).first()


def sites_of_opportunity(opportunity: Opportunity) -> list[Parcel | Building]:
    """Those that the zone shows in public; others stay unnamed."""
    parcels = opportunity.parcels.all().visible_to(ANYBODY).select_related("park").order_by("code")
    buildings = opportunity.buildings.all().visible_to(ANYBODY).select_related("park").order_by("code")
    return [*parcels, *buildings]


def measures_of_opportunity(opportunity: Opportunity) -> list[Measure]:
    """Those named on it; where none is, those of its cluster."""
    named = list(opportunity.measures.all().visible_to(ANYBODY).order_by("number"))
    return named or list(measures_of(opportunity.cluster))


def measures() -> list[Measure]:
    return list(Measure.objects.all().visible_to(ANYBODY).order_by("number"))


def guide_of(measure: Measure) -> MeasureGuide | None:
    return MeasureGuide.objects.all().visible_to(ANYBODY).filter(measure=measure).first()


def opportunities_for(measure: Measure) -> list[Opportunity]:
    """The public ones that name the measure, and those of the clusters that it is for."""
    clusters = measure.clusters.all().visible_to(ANYBODY)
    named = measure.opportunities.all().visible_to(ANYBODY)
    found = Opportunity.objects.all().visible_to(ANYBODY).filter(Q(cluster__in=clusters) | Q(pk__in=named.values("pk")))
    return list(found.select_related("cluster").order_by("cluster__order", "code"))


def measures_of(cluster: Cluster) -> QuerySet[Measure]:
    return Measure.objects.all().visible_to(ANYBODY).filter(clusters=cluster).order_by("number")


def measures_numbered(numbers: list[int]) -> list[Measure]:
    """In the order asked for; numbers that do not exist are left out."""
    found = {
        measure.number: measure for measure in Measure.objects.all().visible_to(ANYBODY).filter(number__in=numbers)
    }
    return [found[number] for number in numbers if number in found]


def measures_by_chapter() -> list[Chapter]:
    return [
        Chapter(*titles, list(members))
        for titles, members in groupby(measures(), key=lambda measure: (measure.chapter, measure.chapter_en))
    ]


def sites(park: Park | None = None) -> Sites:
    """Parcels and factory units that the zone shows in public, of one park or of all."""
    parcels = Parcel.objects.all().visible_to(ANYBODY).select_related("park").order_by("park__order", "code")
    buildings = Building.objects.all().visible_to(ANYBODY).select_related("park").order_by("park__order", "code")
    if park is not None:
        parcels, buildings = parcels.filter(park=park), buildings.filter(park=park)
    return Sites(list(parcels), list(buildings))


def site(model: type[Parcel] | type[Building], code: str) -> Parcel | Building | None:
    return model.objects.all().visible_to(ANYBODY).select_related("park").filter(code=code).first()


def sites_coded(codes: list[str]) -> list[Parcel | Building]:
    """In the order of the codes; a code that a parcel and a unit share means both. At most so many codes are read."""
    codes = [code for code in codes[:MOST_CODES] if "\x00" not in code]
    found: dict[str, list[Parcel | Building]] = {}
    for model in (Parcel, Building):
        for row in model.objects.all().visible_to(ANYBODY).select_related("park").filter(code__in=codes):
            found.setdefault(row.code, []).append(row)
    return [row for code in dict.fromkeys(codes) for row in found.get(code, ())]


def query_of_sites(codes: Iterable[str]) -> str:
    """`?site=A&site=B`: how comparison, brochure and enquiry are told of sites."""
    told = urlencode([("site", code) for code in codes])
    return f"?{told}" if told else ""


# Which measures speak of land, of standard factories, and of one park: by the policy's own words.
OF_LAND, OF_UNITS = (16, 17, 18, 9, 19), (10, 17, 9, 19)
OF_PARK = {"yundian": (14, 10)}


def measures_for_site(site: Parcel | Building) -> list[Measure]:
    kind = OF_LAND if isinstance(site, Parcel) else OF_UNITS
    return measures_numbered(list(dict.fromkeys([*kind, *OF_PARK.get(site.park.code, ())])))


def facts_of_cluster(cluster: Cluster) -> dict[str, list[Fact]]:
    """`figures` and `companies` that editors entered: the company table itself is never shown."""
    found = Fact.objects.all().visible_to(ANYBODY).filter(cluster=cluster).select_related("park")
    facts = list(found.prefetch_related("segments"))
    return {
        "figures": [fact for fact in facts if fact.kind != Fact.Kind.COMPANY],
        "companies": [fact for fact in facts if fact.kind == Fact.Kind.COMPANY],
    }


def facts_of_park(park: Park) -> QuerySet[Fact]:
    return Fact.objects.all().visible_to(ANYBODY).filter(park=park)
