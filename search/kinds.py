"""The kinds that can be found, each declared once. Pages are the portal's own: `cms.search` registers them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clusters.enclaves.models import Agreement
from clusters.models import Building, Company, Measure, Opportunity, Parcel, Project
from clusters.terms import block, term
from leads.models import Contact, Lead
from search import visibility
from search.documents import PLACE, Document, Part, PartKind, Weight, register
from search.places import standing
from search.values import by_language, choice, joined, named, of, reading

CLUSTER, SEGMENT, PARK, COMPANY = "clusters.cluster", "clusters.segment", "clusters.park", "clusters.company"


def title(label: Any, path: str) -> Part:
    return Part(path, label, of(path), Weight.TITLE)


def name(label: Any, path: str) -> Part:
    return Part(path, label, of(path), Weight.NAME)


def body(label: Any, path: str) -> Part:
    return Part(path, label, of(path))


def code(label: Any, path: str, weight: Weight = Weight.TITLE) -> Part:
    return Part(path, label, of(path), weight, PartKind.CODE)


def chain_parts() -> tuple[Part, ...]:
    """The cluster and segment that a record stands in, by all their names."""
    return (
        name(_("Cluster"), "cluster.name"),
        body(_("Cluster"), "cluster.aliases"),
        body(_("Cluster"), "cluster.name_en"),
        name(_("Segment"), "segment.name"),
        body(_("Segment"), "segment.aliases"),
        body(_("Segment"), "segment.name_en"),
    )


@reading("number")
def measure_number(measure: Measure) -> str:
    return gettext("Measure %(number)s") % {"number": measure.number}


LEAD = Document(
    kind="lead",
    model=Lead,
    label=_("Leads"),
    icon="target-arrow",
    parts=(
        title(_("Project name"), "name"),
        code(_("Code"), "code"),
        code(_("Code"), "former_codes"),
        name(_("Company"), "company.name"),
        body(_("Company"), "company.aliases"),
        body(_("Company"), "company.name_en"),
        code(_("Credit code"), "company.credit_code", Weight.NAME),
        *chain_parts(),
        body(_("Segment"), "segment_text"),
        body(_("Owner"), "owner.full_name"),
        body(_("Owner"), "owner_text"),
        body(_("Team"), "team.name"),
        body(_("Source"), "source.name"),
        body(_("Introduced by"), "introduced_by.name"),
        body(_("Next step"), "next_step"),
        body(_("Note"), "note"),
        body(_("Reason"), "lost_reason"),
        body(_("Went to"), "lost_to"),
    ),
    title=of("name"),
    subtitle=joined(of("code"), of("company.name"), choice("stage"), of("owner.full_name")),
    tokens=visibility.LEAD,
    joined=("company",),
    related=("cluster", "segment", "park", "owner", "team", "source", "introduced_by"),
    people=("named_people", "shared_with", "company__named_people"),
    follows={
        COMPANY: "company",
        CLUSTER: "cluster",
        SEGMENT: "segment",
        "accounts.user": "owner",
        "accounts.team": "team",
        "accounts.organisation": "introduced_by",
        "leads.leadsource": "source",
    },
    many=("named_people", "shared_with"),
    owner=of("owner_id"),
    facets={
        "cluster": of("cluster.code"),
        "park": of("park.code"),
        "stage": of("stage"),
        "status": of("status"),
        "year": of("first_contact_on"),
        "investment": of("investment_fen"),
        "area": of("land_sqm"),
        "date": of("first_contact_on"),
    },
)

CONTACT = Document(
    kind="contact",
    model=Contact,
    label=_("Contacts"),
    icon="user",
    parts=(
        title(_("Name"), "name"),
        name(_("Company"), "company.name"),
        name(_("Lead"), "lead.name"),
        body(_("Position"), "position"),
        Part("phone", _("Phone"), of("phone"), kind=PartKind.CODE, is_covered=True),
        Part("email", _("E-mail"), of("email"), kind=PartKind.CODE, is_covered=True),
    ),
    title=of("name"),
    subtitle=joined(of("position"), of("company.name"), of("lead.name")),
    tokens=visibility.CONTACT,
    url=lambda contact: contact.lead.get_absolute_url(),
    joined=("lead",),
    related=("company", "lead__company", "lead__cluster"),
    people=("lead__named_people", "lead__shared_with", "lead__company__named_people"),
    follows={COMPANY: "company", "leads.lead": "lead"},
    owner=of("lead.owner_id"),
    uncovers=visibility.reads_numbers,
    facets={"cluster": of("lead.cluster.code"), "stage": of("lead.stage")},
)

COMPANY_DOCUMENT = Document(
    kind="company",
    model=Company,
    label=_("Companies"),
    icon="building-community",
    parts=(
        title(_("Name"), "name"),
        title(_("English name"), "name_en"),
        title(_("Name"), "aliases"),
        code(_("Credit code"), "credit_code"),
        *chain_parts(),
        name(_("Park"), "park.name"),
        body(_("Segment"), "segment_text"),
        body(_("Registered in"), "registered_place"),
        body(_("Website"), "website"),
        Part("industry_code", _("Industry code"), of("industry_code")),
    ),
    title=by_language("name"),
    subtitle=joined(of("credit_code"), named("cluster"), named("park")),
    tokens=visibility.COMPANY,
    related=("cluster", "segment", "park"),
    people=("named_people",),
    follows={CLUSTER: "cluster", SEGMENT: "segment", PARK: "park"},
    many=("named_people",),
    facets={"cluster": of("cluster.code"), "park": of("park.code"), "year": of("founded_on"), "date": of("founded_on")},
)

PROJECT = Document(
    kind="project",
    model=Project,
    label=_("Projects"),
    icon="briefcase",
    parts=(
        title(_("Name"), "name"),
        code(_("Code"), "code"),
        name(_("Company"), "company.name"),
        body(_("Company"), "company.name_en"),
        code(_("Credit code"), "company.credit_code", Weight.NAME),
        *chain_parts(),
        name(_("Park"), "park.name"),
        body(_("Category"), "category"),
    ),
    title=of("name"),
    subtitle=joined(of("code"), of("company.name"), choice("stage")),
    tokens=visibility.PROJECT,
    related=("company", "cluster", "segment", "park"),
    people=("named_people", "company__named_people"),
    follows={COMPANY: "company", CLUSTER: "cluster", SEGMENT: "segment", PARK: "park"},
    many=("named_people",),
    facets={
        "cluster": of("cluster.code"),
        "park": of("park.code"),
        "stage": of("stage"),
        "status": of("status"),
        "year": of("signed_on"),
        "investment": of("agreed_investment_fen"),
        "area": of("land_sqm"),
        "date": of("signed_on"),
    },
)

PARCEL = Document(
    kind="parcel",
    model=Parcel,
    label=_("Parcels"),
    icon="map-2",
    parts=(
        code(_("Code"), "code"),
        name(_("Park"), "park.name"),
        body(_("Park"), "park.name_en"),
        body(_("Park"), "park.aliases"),
        body(_("Land use"), "land_use"),
        body(_("Environmental zoning"), "environmental_zone"),
    ),
    title=of("code"),
    subtitle=joined(named("park"), lambda each: term(each.land_use), choice("status")),
    tokens=visibility.SITE,
    related=("park",),
    follows={PARK: "park"},
    facets={
        "park": of("park.code"),
        "status": of("status"),
        "area": of("area_sqm"),
        PLACE: standing("latitude", "longitude"),
    },
)

BUILDING = Document(
    kind="building",
    model=Building,
    label=_("Factory units"),
    icon="building-factory-2",
    parts=(
        code(_("Code"), "code"),
        name(_("Park"), "park.name"),
        body(_("Park"), "park.name_en"),
        body(_("Park"), "park.aliases"),
        body(_("Block"), "block"),
    ),
    title=of("code"),
    subtitle=joined(named("park"), lambda each: block(each.block), choice("status")),
    tokens=visibility.SITE,
    related=("park",),
    follows={PARK: "park"},
    facets={"park": of("park.code"), "status": of("status"), "area": of("area_sqm"), "date": of("available_from")},
)

AGREEMENT = Document(
    kind="agreement",
    model=Agreement,
    label=_("Agreements"),
    icon="file-text",
    parts=(
        title(_("Name"), "name"),
        title(_("English name"), "name_en"),
        code(_("Number"), "code"),
        Part("parties", _("Parties"), lambda each: [party.name for party in each.parties.all()], Weight.NAME),
        body(_("Note"), "note"),
    ),
    title=by_language("name"),
    subtitle=joined(of("code"), lambda each: "、".join(party.name for party in each.parties.all())),
    tokens=visibility.AGREEMENT,
    partner_url=lambda agreement: reverse("partner:agreement", args=[agreement.pk]),
    prefetched=("parties",),
    follows={"enclaves.party": "parties"},
    facets={"year": of("signed_on"), "date": of("signed_on")},
)

MEASURE = Document(
    kind="measure",
    model=Measure,
    label=_("Measures"),
    icon="file-certificate",
    parts=(
        title(_("Title"), "title"),
        title(_("English title"), "title_en"),
        name(_("Chapter"), "chapter"),
        name(_("Responsible bodies"), "bodies"),
        body(_("Summary"), "summary"),
        body(_("Text"), "text"),
        body(_("English summary"), "summary_en"),
        body(_("English text"), "text_en"),
    ),
    title=by_language("title"),
    subtitle=measure_number,
    tokens=visibility.OPEN,
)

OPPORTUNITY = Document(
    kind="opportunity",
    model=Opportunity,
    label=_("Opportunities"),
    icon="bulb",
    parts=(
        title(_("Title"), "title"),
        title(_("English title"), "title_en"),
        *chain_parts(),
        name(_("Park"), "park.name"),
        body(_("What is sought"), "text"),
        body(_("What is sought"), "text_en"),
        body(_("Scale"), "scale"),
        body(_("Source"), "source"),
    ),
    title=by_language("title"),
    subtitle=joined(named("cluster"), named("segment"), named("park")),
    tokens=visibility.SITE,
    related=("cluster", "segment", "park"),
    follows={CLUSTER: "cluster", SEGMENT: "segment", PARK: "park"},
    facets={"cluster": of("cluster.code"), "park": of("park.code"), "investment": of("investment_fen")},
)


def register_kinds() -> None:
    for document in (
        LEAD,
        COMPANY_DOCUMENT,
        PROJECT,
        CONTACT,
        PARCEL,
        BUILDING,
        AGREEMENT,
        MEASURE,
        OPPORTUNITY,
    ):
        register(document)
