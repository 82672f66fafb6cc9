"""What makes the kept pages old: a page published, taken back or moved, and every record that the portal shows."""

from typing import Any

from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Locale, Page, PageViewRestriction, Revision, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from clusters.models import (
    Building,
    Cluster,
    CostRate,
    Measure,
    Opportunity,
    Parcel,
    Park,
    Provision,
    Segment,
    SegmentLink,
)
from cms.caching import purge
from cms.models import Fact, MeasureGuide
from cms.scheduling import on_revision
from crm.common.records import records_changed

SHOWN: list[type[Model]] = [
    Cluster, Segment, SegmentLink, Park, Parcel, Building, CostRate, Opportunity, Measure, Provision, Fact,
    MeasureGuide, Site, Locale, PageViewRestriction, Redirect, Document, Image,
]  # fmt: skip


def follow_changes() -> None:
    for model in SHOWN:
        for signal in (post_save, post_delete, records_changed):
            signal.connect(on_change, sender=model, dispatch_uid=f"cms.caching {model._meta.label}")
    for through in (
        *(Measure.clusters.through, Fact.segments.through, Opportunity.measures.through),
        *(Opportunity.parcels.through, Opportunity.buildings.through),
        Provision.clusters.through,
    ):
        m2m_changed.connect(on_change, sender=through, dispatch_uid=f"cms.caching {through._meta.label}")
    for signal in (page_published, page_unpublished, post_page_move, page_slug_changed):
        signal.connect(on_change, dispatch_uid="cms.caching")
    post_delete.connect(on_delete, dispatch_uid="cms.caching pages")
    post_save.connect(on_revision, sender=Revision, dispatch_uid="cms.scheduling")


def on_change(sender: type[Model], raw: bool = False, **kwargs: Any) -> None:
    # A migration's own models come from its past: the outbox may not be there yet.
    if not raw and sender.__module__ != "__fake__":
        purge()


def on_delete(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """Pages are deleted as what they are, one sender for each kind."""
    if isinstance(instance, Page) and sender is Page:
        purge()
