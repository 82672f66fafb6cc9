"""Makes the portal: languages, site, pages in both, facts, workflow. What is there already stays as it is."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.documents.models import Document
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.rich_text import RichText

from clusters.models import Cluster, Measure, Park, Segment
from cms.content.bodies import home_body
from cms.content.facts import FACTS
from cms.content.guides import GUIDES
from cms.content.news import NEWS
from cms.content.pages import CLUSTERS, EN, HOME, PARK_TITLE, PARKS, SHEETS, ZH, Sheet
from cms.models import (
    ClusterIndexPage,
    ClusterPage,
    Fact,
    HomePage,
    MeasureGuide,
    NewsIndexPage,
    NewsPage,
    ParkPage,
    ParksPage,
)
from cms.roles import grant_pages
from cms.selectors import ANYBODY, in_language
from crm.accounts.roles import Role

LANGUAGES = (ZH, EN)


@transaction.atomic
def create_portal() -> int:
    """Idempotent; returns how many pages and facts were created."""
    with translation.override(ZH):
        root = ensure_root()
        locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in LANGUAGES}
        before = Page.objects.count() + Fact.objects.count()
        create_facts()
        create_guides()
        homes = create_home(root, locales)
        ensure_site(homes[ZH])
        before_it: Sheet | None = None
        for sheet in SHEETS:
            create_sheet(sheet, homes, locales, before_it)
            before_it = sheet
        create_cluster_pages(locales)
        create_park_pages(locales)
        create_news(locales)
        grant_pages()
        create_workflow(root)
        return Page.objects.count() + Fact.objects.count() - before


def ensure_root() -> Page:
    """Wagtail's migrations make the roots; a database made without them lacks both."""
    Locale.objects.get_or_create(language_code=ZH)
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    return Page.get_first_root_node() or Page.add_root(title="Root", slug="root")


def ensure_site(home: HomePage) -> None:
    """One site, always at PUBLIC_URL; Wagtail's own first page goes where nothing was built on it."""
    address = urlsplit(settings.PUBLIC_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    first = site.root_page if site.root_page_id else None
    if first is None or first.specific_class is not HomePage:
        site.site_name, site.root_page = settings.WAGTAIL_SITE_NAME, home
    site.hostname, site.port = address.hostname or "localhost", port
    site.save()
    if first is not None and first.specific_class is Page and not first.is_root() and first.is_leaf():
        first.delete()


def create_facts() -> None:
    clusters = {cluster.code: cluster for cluster in Cluster.objects.all().visible_to(ANYBODY)}
    parks = {park.code: park for park in Park.objects.all().visible_to(ANYBODY)}
    known = set(Fact.objects.values_list("code", flat=True))
    for order, told in enumerate(FACTS, 1):
        if told["code"] in known:
            continue
        fields = {**told, "cluster": clusters.get(told.get("cluster")), "park": parks.get(told.get("park"))}
        segments = fields.pop("segments", [])
        if "value" in fields:
            fields["value"] = Decimal(fields["value"])
        fact = Fact(**fields, order=order).save_by(None, _("First content of the portal"))
        fact.segments.set(Segment.objects.all().visible_to(ANYBODY).filter(code__in=segments))


def create_guides() -> None:
    known = set(MeasureGuide.objects.all().visible_to(ANYBODY).values_list("measure_id", flat=True))
    for measure in Measure.objects.all().visible_to(ANYBODY).exclude(pk__in=known):
        if guide := GUIDES.get(measure.number):
            MeasureGuide(measure=measure, **guide._asdict()).save_by(None, _("First content of the portal"))


def create_home(root: Page, locales: dict[str, Locale]) -> dict[str, HomePage]:
    homes: dict[str, HomePage] = {}
    source = HomePage.objects.filter(locale=locales[ZH]).first()
    for code in LANGUAGES:
        fields = {**HOME[code], "slug": f"home-{code}", "body": blocks(home_body(code))}
        homes[code] = source = ensure_page(HomePage, root, source, locales[code], fields)
    return homes


def create_sheet(
    sheet: Sheet, homes: dict[str, HomePage], locales: dict[str, Locale], before_it: Sheet | None = None
) -> None:
    """Beside the sheet that stands before it, also on a portal that was made when there was no such page."""
    model = apps.get_model("cms", sheet.kind)
    source = model.objects.child_of(homes[ZH]).filter(slug=sheet.slug).first()
    for code in LANGUAGES:
        fields = {
            "title": sheet.words[code].title,
            "standfirst": sheet.words[code].standfirst,
            "slug": sheet.slug,
            "show_in_menus": sheet.in_menu,
            **sheet.fields(code),
        }
        if "body" in fields:
            fields["body"] = blocks(fields["body"])
        is_new = not model.objects.child_of(homes[code]).filter(slug=sheet.slug).exists()
        source = ensure_page(model, homes[code], source, locales[code], fields)
        if is_new and before_it:
            put_after(source, before_it.slug)


def put_after(page: Page, slug: str) -> None:
    before = page.get_prev_siblings().filter(slug=slug).first()
    if before and before.get_next_sibling().pk != page.pk:
        page.move(before, pos="right")
        page.refresh_from_db()


def create_cluster_pages(locales: dict[str, Locale]) -> None:
    for cluster in Cluster.objects.all().visible_to(ANYBODY).order_by("order"):
        source = ClusterPage.objects.filter(cluster=cluster, locale=locales[ZH]).first()
        for code, parent in parents(ClusterIndexPage, locales):
            fields = {
                "title": in_language(cluster, "name", code),
                "standfirst": CLUSTERS.get(cluster.code, {}).get(code, ""),
                "slug": cluster.code,
                "cluster": cluster,
            }
            source = ensure_page(ClusterPage, parent, source, locales[code], fields)


def create_park_pages(locales: dict[str, Locale]) -> None:
    for park in Park.objects.all().visible_to(ANYBODY).order_by("order"):
        source = ParkPage.objects.filter(park=park, locale=locales[ZH]).first()
        for code, parent in parents(ParksPage, locales):
            fields = {
                "title": PARK_TITLE[code].format(name=in_language(park, "name", code)),
                "standfirst": PARKS.get(park.code, {}).get(code, ""),
                "slug": park.code,
                "park": park,
            }
            source = ensure_page(ParkPage, parent, source, locales[code], fields)


def create_news(locales: dict[str, Locale]) -> None:
    """Only where no news was ever made: an editor who deleted the first shall not find it again."""
    if NewsPage.objects.filter(locale=locales[ZH]).exists():
        return
    for told in NEWS:
        source = None
        for code, parent in parents(NewsIndexPage, locales):
            fields = {"slug": told.slug, "published_on": told.published_on, **told.words[code]}
            fields["body"] = blocks(fields["body"])
            source = ensure_page(NewsPage, parent, source, locales[code], fields)


def parents(model: type[Page], locales: dict[str, Locale]) -> Iterator[tuple[str, Page]]:
    for code in LANGUAGES:
        if page := model.objects.filter(locale=locales[code]).first():
            yield code, page


def ensure_page(model: type[Page], parent: Page, source: Page | None, locale: Locale, fields: dict[str, Any]) -> Any:
    """The page of that language: found as a translation of `source`, or created and published."""
    if source is not None:
        found = source.get_translation_or_none(locale)
        if found is not None:
            return found.specific
        page = source.copy_for_translation(locale, copy_parents=False).specific
        for name, value in fields.items():
            setattr(page, name, value)
    else:
        page = parent.add_child(instance=model(**fields, locale=locale, live=False))
    page.save_revision().publish()
    return model.objects.get(pk=page.pk)


def blocks(told: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """From the content's plain values to what a StreamField holds."""
    codes = {code for _kind, value in told if isinstance(value, dict) for code in value.get("facts", ())}
    facts = {fact.code: fact for fact in Fact.objects.filter(code__in=codes)}
    return [(kind, block_value(value, facts)) for kind, value in told]


def block_value(value: Any, facts: dict[str, Fact]) -> Any:
    if isinstance(value, str):
        return RichText(value)
    if "documents" in value:
        documents = [
            {"document": ensure_document(*each["file"]), "name": each["name"], "note": each["note"]}
            for each in value["documents"]
        ]
        return {**value, "documents": documents}
    if "facts" in value:
        return {**value, "facts": [facts[code] for code in value["facts"] if code in facts]}
    return value


def ensure_document(title: str, path: str) -> Document:
    """A file of the repository, offered to everybody."""
    found = Document.objects.filter(title=title).first()
    if found:
        return found
    file = settings.BASE_DIR / path
    return Document.objects.create(title=title, file=ContentFile(file.read_bytes(), name=file.name))


def create_workflow(root: Page) -> None:
    """Submitting a page asks the editors for a second look."""
    name = _("Second look before publishing")
    if Workflow.objects.filter(name=name).exists():
        return
    workflow = Workflow.objects.create(name=name)
    task = GroupApprovalTask.objects.create(name=_("Second look by an editor"))
    task.groups.set(Group.objects.filter(name=Role.EDITOR))
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
