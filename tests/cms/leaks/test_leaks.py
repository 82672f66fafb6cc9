"""Signed out, every address of the system is asked for: no private field and no draft is in any answer."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from cms.models import ContentPage, HomePage
from tests.cms.leaks import canaries as marks
from tests.cms.leaks.crawl import body_of, crawl, filled, first_keys, routes
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


def hidden_document() -> None:
    collection = Collection.get_first_root_node().add_child(name="Internal")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    file = ContentFile(DRAFT.encode(), name="internal.txt")
    Document.objects.create(title="Internal", file=file, collection=collection)


def seeds() -> Iterator[str]:
    keys = first_keys()
    for route in routes():
        yield from filled(route, keys)
    yield from (document.url for document in Document.objects.all())
    for language in ("zh-hans", "en"):
        yield from (f"/{language}/{slug}/" for slug in ("draft", "later", "members"))
        yield from (f"/{language}/search/?q={word}" for word in ("光伏", "copper", "CX", "楚雄", "2024"))


def leaked(text: str, found: marks.Canaries) -> set[str]:
    """The fields, by name, whose marks are in the text."""
    told = {found.texts[token] for token in re.findall(r"qz[0-9a-f]{3}x", text) if token in found.texts}
    told |= {name for secret, name in found.secrets.items() if secret in text}
    if str(marks.FIGURE) in re.sub(r"(?<=\d)[,.\s](?=\d)", "", text):
        told.add("a private figure")
    return told | ({"a draft"} if DRAFT in text else set())


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
        wrong += [f"{address}: {name}" for name in sorted(leaked(text, seeded))]
        broken += [f"{address}: {status}"] if status >= 500 else []
    assert not wrong, "\n".join(sorted({line.split(": ")[1] for line in wrong}) + wrong[:40])
    assert not broken, "\n".join(broken[:50])
    assert asked > 1000


def test_no_private_word_finds_anything(seeded):
    client = Client()
    for language in ("zh-hans", "en"):
        for token in [*seeded.texts, DRAFT]:
            text = body_of(client.get(f"/{language}/search/", {"q": token}))
            assert "search-results" not in text, seeded.texts.get(token)
            assert not leaked(text.replace(token, ""), seeded), seeded.texts.get(token)


def test_a_mark_is_found_where_it_is_shown(seeded, client_for):
    """The crawl is not blind: a member of staff sees the marks that a visitor does not."""
    text = body_of(client_for("manager").get("/office/leads/"))
    assert leaked(text, seeded) & {"leads.Lead.name"}
