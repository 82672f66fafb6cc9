"""Where the crawl begins: every address of the resolver, and those of the portal that no page links to."""

from collections.abc import Iterator

from wagtail.documents.models import Document

from clusters.models import Building, Cluster, Measure, Opportunity, Parcel
from leads.models import Enquiry
from tests.cms.leaks.crawl import filled, first_keys, routes

LANGUAGES = ("zh-hans", "en")


def seeds() -> Iterator[str]:
    keys = first_keys()
    for route in routes():
        yield from filled(route, keys)
    yield from (document.url for document in Document.objects.all())
    for language in LANGUAGES:
        yield from (f"/{language}/{slug}/" for slug in ("draft", "later", "members"))
        yield from (f"/{language}/search/?q={word}" for word in ("光伏", "copper", "CX", "楚雄", "2024", "foil"))
        below = (site_addresses, opportunity_addresses, fits_addresses, enquiry_addresses)
        yield from (f"/{language}/{address}" for addresses in below for address in addresses())


def some_codes() -> tuple[list[str], list[str]]:
    """Of sites that are not public (the marks they bear), and of sites that are."""
    hidden = [row.code for model in (Parcel, Building) for row in model.objects.filter(is_public=False)[:3]]
    shown = [row.code for model in (Parcel, Building) for row in model.objects.filter(is_public=True)[:2]]
    assert hidden and len(shown) == 4
    return hidden, shown


def site_addresses() -> Iterator[str]:
    """The site finder asked in many ways, and what is told of sites that are not public."""
    for query in ("kind=parcel", "power=unknown&order=price", "kind=building&power=3", "area=0&gas=yes", "page=2"):
        yield from (f"sites/?{query}", f"sites.geojson?{query}")
    hidden, shown = some_codes()
    for code in (*hidden, *shown):
        yield from (f"sites/land/{code}/", f"sites/factory/{code}/", f"costs/?site={code}&power=5")
    codes = "&".join(f"site={code}" for code in (*hidden, *shown))
    yield from (f"sites/compare/?{codes}", f"brochure.pdf?{codes}", "costs/?land=1&building=1&water=1&steam=1&wage=1")
    yield from ("sites/shortlist/", "sites/shortlist/?full=1", "sites/compare/")


def opportunity_addresses() -> Iterator[str]:
    opportunities = Opportunity.objects.all()
    assert {each.is_public for each in opportunities} == {True, False}
    yield from (f"opportunities/{each.code}/" for each in opportunities)
    for cluster in ("", *Cluster.objects.values_list("code", flat=True)):
        yield from (f"opportunities/?cluster={cluster}&stage={stage}" for stage in ("", *Opportunity.Stage.values))
    yield from (f"policy/measures/{number}/" for number in Measure.objects.values_list("number", flat=True))


def fits_addresses() -> Iterator[str]:
    for cluster in ("", "other", *Cluster.objects.values_list("code", flat=True)):
        for origin in ("jiading", "abroad", "prefecture"):
            asked = f"cluster={cluster}&origin={origin}&investment=3.5&land=100"
            yield f"fits/?{asked}&floor=2000&power=5000&energy=1&jobs=9"
    yield from ("fits/?land=1", "fits/?floor=1&power=1000000", "fits/?jobs=x")


def enquiry_addresses() -> Iterator[str]:
    """Begun about what is not public, somebody's draft without its key, somebody's enquiry with a wrong one."""
    hidden, shown = some_codes()
    for code in (*hidden, *shown):
        yield f"enquiry/?site={code}&cluster=copper"
    for code in Opportunity.objects.values_list("code", flat=True):
        yield f"enquiry/?opportunity={code}"
    yield from (f"enquiry/draft/nobodys/{step}/" for step in ("about", "project", "contact", "check"))
    for number in Enquiry.objects.values_list("number", flat=True)[:5]:
        yield from (f"enquiry/{number}/", f"enquiry/{number}/?key=forged")
