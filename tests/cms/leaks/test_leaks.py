"""Signed out, every address of the system is asked for: no private field and no draft is in any answer."""

import json
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone, translation
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from clusters.models import Building, Cluster, CostRate, Measure, Opportunity, Parcel
from cms.models import ContentPage, HomePage
from cms.selectors import sites_coded
from cms.sites.brochure import paper_of
from leads.following import follow_path
from leads.models import Enquiry
from tests.cms.leaks import canaries as marks
from tests.cms.leaks.addresses import LANGUAGES, seeds, some_codes
from tests.cms.leaks.crawl import body_of, crawl
from tests.cms.leaks.rows import fill_empty_models

pytestmark = pytest.mark.django_db
DRAFT = "qzdraftx"
# Stay empty: they take no row by the kinds of their fields alone, and hold no words of ours.
MAY_STAY_EMPTY: set[str] = set()
MUST_BE_MARKED = {
    "leads.Contact": {"name", "phone", "email", "position"},
    "leads.Lead": {"name", "note", "next_step", "investment_fen"},
    "leads.Activity": {"text"},
    "leads.Enquiry": {"sent", "answer", "problem"},
    "clusters.Company": {"name", "name_key", "credit_code", "website"},
    "clusters.Project": {"name", "code", "agreed_investment_fen"},
    "clusters.Observation": {"value", "slip_number", "entered_value"},
    "clusters.Parcel": {"code"},
    "clusters.Building": {"code"},
    "clusters.CostRate": {"name", "yuan", "source"},
    "clusters.Opportunity": {"title", "text", "investment_fen"},
    "enclaves.Agreement": {"name", "note"},
    "enclaves.SettlementLine": {"amount", "basis", "trace"},
    "enclaves.Statement": {"number", "verification_code"},
    "enclaves.Transfer": {"amount_fen", "voucher_number"},
    "office.Attachment": {"title", "number"},
    "accounts.User": {"full_name", "phone", "email", "password"},
    "wagtailcore.Revision": {"content", "object_str"},
    "wagtailcore.Comment": {"text"},
}


@pytest.fixture
def seeded() -> marks.Canaries:
    """The demo, a row of every other model, and marks in all that is private."""
    cache.clear()
    call_command("demo", verbosity=0, stdout=open("/dev/null", "w"))  # noqa: SIM115
    hidden_pages()
    hidden_document()
    rates()
    opportunities()
    empty = fill_empty_models()
    assert set(empty) <= MAY_STAY_EMPTY, f"no row could be made of {empty}: teach rows.py what their constraints want"
    found = marks.seed()
    call_command("search_rebuild", verbosity=0)
    return found


def hidden_pages() -> None:
    """Below each home page: a draft, one that waits for its day, one for people signed in, and changes not yet out."""
    for home in HomePage.objects.all():
        for slug in ("draft", "later", "members"):
            page = home.add_child(
                instance=ContentPage(
                    title=f"{DRAFT} {slug}", slug=slug, locale=home.locale, live=slug == "members", show_in_menus=True,
                    standfirst=DRAFT, body=json.dumps([{"type": "text", "value": f"<p>{DRAFT}</p>"}]),
                )
            )  # fmt: skip
            page.go_live_at = timezone.now() + timedelta(days=1) if slug == "later" else None
            page.save_revision().publish() if slug != "draft" else page.save_revision()
        members = home.get_children().get(slug="members")
        PageViewRestriction.objects.create(page=members, restriction_type=PageViewRestriction.LOGIN)
    for page in Page.objects.live().filter(depth__gt=1).specific().iterator():
        page.title, page.standfirst = f"{DRAFT} {page.title}", DRAFT
        if "members" not in page.url_path:
            page.save_revision()


def rates() -> None:
    """One that is published and one that is not, for the same thing."""
    for is_public in (True, False):
        CostRate.objects.create(
            item="power", name=f"tariff {is_public}", yuan=Decimal("0.5"), valid_from=date(2026, 1, 1), source="x",
            is_public=is_public,
        )  # fmt: skip


def opportunities() -> None:
    """One that is published and names sites that are not, one that is not published."""
    copper = Cluster.objects.get(code="copper")
    for is_public in (True, False):
        opportunity = Opportunity(
            code=f"foil-{is_public}".lower(), title=f"foil {is_public}", cluster=copper, text="x", is_public=is_public
        )
        opportunity.save_by(None)
        opportunity.measures.set(Measure.objects.filter(number__in=(6, 17)))
        for model, relation in ((Parcel, opportunity.parcels), (Building, opportunity.buildings)):
            relation.set([*model.objects.filter(is_public=False)[:2], *model.objects.filter(is_public=True)[:1]])


def hidden_document() -> None:
    collection = Collection.get_first_root_node().add_child(name="Internal")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    file = ContentFile(DRAFT.encode(), name="internal.txt")
    Document.objects.create(title="Internal", file=file, collection=collection)


def leaked(text: str, found: marks.Canaries) -> set[str]:
    """The fields, by name, whose marks are in the text."""
    told = {found.texts[token] for token in re.findall(r"qz[0-9a-f]{3}x", text) if token in found.texts}
    told |= {name for secret, name in found.secrets.items() if secret in text}
    if str(marks.FIGURE) in re.sub(r"(?<=\d)[,.\s](?=\d)", "", text):
        told.add("a private figure")
    return told | ({"a draft"} if DRAFT in text else set())


def beyond(address: str, text: str) -> str:
    """The answer without the marks that were asked for: to hear one's own word again tells nothing."""
    for token in re.findall(r"qz[0-9a-f]{3}x\d*", address):
        text = text.replace(token, "")
    return text


def test_what_must_not_get_out_is_marked(seeded):
    names = {*seeded.texts.values(), *seeded.figures}
    missing = {f"{label}.{name}" for label, columns in MUST_BE_MARKED.items() for name in columns} - names
    assert not missing
    assert not seeded.refused
    assert len(seeded.texts) > 400


def test_nothing_private_can_be_reached_without_an_account(seeded):
    client, wrong, broken, asked = Client(raise_request_exception=False), [], [], 0
    for address, status, text in crawl(client, seeds()):
        asked += 1
        wrong += [f"{address}: {name}" for name in sorted(leaked(beyond(address, text), seeded))]
        broken += [f"{address}: {status}"] if status >= 500 else []
    assert not wrong, "\n".join(sorted({line.split(": ")[1] for line in wrong}) + wrong[:40])
    assert not broken, "\n".join(broken[:50])
    assert asked > 1000


def test_no_brochure_holds_anything_private(seeded, rf):
    """A PDF's words cannot be read by the crawl: what is given to it to set can."""
    codes = [*Parcel.objects.values_list("code", flat=True), *Building.objects.values_list("code", flat=True)]
    for language in LANGUAGES:
        with translation.override(language):
            shown = [site for start in range(0, len(codes), 20) for site in sites_coded(codes[start : start + 20])]
            request = rf.get(f"/{language}/brochure.pdf")
            paper = json.dumps(paper_of(shown, request, timezone.localdate()), ensure_ascii=False)
        assert len(shown) > 20 and shown[0].code in paper and not leaked(paper, seeded)


def test_who_keeps_hidden_sites_or_follows_an_enquiry_learns_nothing_private(seeded):
    """Codes known from elsewhere get into a visitor's cookie; the link to an enquiry may be forwarded."""
    visitor = Client()
    hidden, shown = some_codes()
    for code in (*hidden, *shown):
        visitor.post("/zh-hans/shortlist/", {"do": "add", "site": code, "next": "/zh-hans/sites/"})
    pages = [
        "",
        "sites/",
        "sites/shortlist/",
        "sites/compare/",
        "opportunities/",
        "fits/?cluster=copper",
        "brochure.pdf",
    ]
    told = "".join(body_of(visitor.get(f"/{language}/{page}")) for language in LANGUAGES for page in pages)
    assert shown[0] in told and not leaked(told, seeded)

    followed = [
        follow_path(f"/{language}/enquiry/", enquiry.number)
        for language in LANGUAGES
        for enquiry in Enquiry.objects.all()
    ]
    told = set().union(*(leaked(body_of(visitor.get(address)), seeded) for address in followed))
    answers = {"leads.Enquiry.answer", "leads.EnquiryMessage.text", "accounts.User.full_name"}
    assert "leads.Enquiry.number" in told and told <= answers | {"leads.Enquiry.number"}


def test_no_private_word_finds_anything(seeded):
    client = Client()
    for language in LANGUAGES:
        for token in [*seeded.texts, DRAFT]:
            text = body_of(client.get(f"/{language}/search/", {"q": token}))
            assert "search-results" not in text, seeded.texts.get(token)
            assert not leaked(text.replace(token, ""), seeded), seeded.texts.get(token)


def test_a_mark_is_found_where_it_is_shown(seeded, client_for):
    """The crawl is not blind: a member of staff sees the marks that a visitor does not."""
    text = body_of(client_for("manager").get("/office/leads/"))
    assert leaked(text, seeded) & {"leads.Lead.name"}
