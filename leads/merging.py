"""Everything that points at a company or a lead, and what a merge does with it.

A relation that is not declared here stops every merge (and fails tests/leads/test_merge.py): whoever adds one says
whether its rows move to the record that is kept, or stay with the one that goes as its trace.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusters.models import Company
from leads.models import Lead, Merge

MOVES, STAYS = "moves", "stays"
# Tables of the machinery (history, search index, the portal's own): they follow by themselves.
FOLLOWING_APPS = {"search", "wagtailcore", "wagtailsearch", "wagtailadmin", "taggit", "admin", "auth"}


@dataclass(frozen=True)
class Relation:
    """`leads.contact.company`; a list of people on the record itself is `own.named_people`."""

    key: str
    how: str
    label: str | Promise

    @property
    def field(self) -> str:
        return self.key.rpartition(".")[2]

    @property
    def is_list(self) -> bool:
        return self.key.startswith("own.")

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.key.rpartition(".")[0])

    def rows(self, record: models.Model) -> QuerySet:
        """The rows that point at this record now."""
        found = self.model._meta.get_field(self.field)
        if isinstance(found, GenericForeignKey):
            kind = ContentType.objects.get_for_model(record)
            where: dict[str, Any] = {found.ct_field: kind, found.fk_field: record.pk}
        else:
            where = {self.field: record}
        return self.model._base_manager.filter(**where).order_by("pk")

    def point(self, row: models.Model, record: models.Model) -> None:
        setattr(row, self.field, record)


RELATIONS: dict[type[models.Model], tuple[Relation, ...]] = {
    Company: (
        Relation("leads.lead.company", MOVES, _("Leads")),
        Relation("clusters.project.company", MOVES, _("Projects")),
        Relation("leads.contact.company", MOVES, _("Contacts")),
        Relation("clusters.evaluationexemption.company", MOVES, _("Exemptions from evaluation")),
        Relation("office.attachment.subject", MOVES, _("Files")),
        Relation("office.task.subject", MOVES, _("Tasks")),
        Relation("own.named_people", MOVES, _("Who may know")),
        Relation("own.tags", MOVES, _("Tags")),
        Relation("clusters.company.merged_into", STAYS, _("Merged before")),
    ),
    Lead: (
        Relation("leads.activity.lead", MOVES, _("Activities")),
        Relation("leads.contact.lead", MOVES, _("Contacts")),
        Relation("leads.enquiry.lead", MOVES, _("Enquiries")),
        Relation("office.attachment.subject", MOVES, _("Files")),
        Relation("office.task.subject", MOVES, _("Tasks")),
        Relation("own.shared_with", MOVES, _("Shared with")),
        Relation("own.named_people", MOVES, _("Who may know")),
        Relation("own.tags", MOVES, _("Tags")),
        Relation("leads.stagemove.lead", STAYS, _("Stage moves")),
        Relation("leads.stageapproval.lead", STAYS, _("Approvals")),
        Relation("leads.mark.lead", STAYS, _("Judgements")),
        Relation("leads.screening.lead", STAYS, _("Screenings")),
        Relation("leads.poolmove.lead", STAYS, _("Moves of the pool")),
        Relation("leads.contest.lead", STAYS, _("Contests")),
        Relation("leads.lead.merged_into", STAYS, _("Merged before")),
    ),
}
KINDS = {Merge.Kind.COMPANY: Company, Merge.Kind.LEAD: Lead}


def declare(model: type[models.Model], *relations: Relation) -> None:
    """For an app further right: what it hangs on a company or a lead."""
    known = {relation.key: relation for relation in RELATIONS[model]}
    RELATIONS[model] = tuple((known | {relation.key: relation for relation in relations}).values())


def pointing_at(model: type[models.Model]) -> Iterator[str]:
    """The keys of all relations to this model that there are, by the models themselves."""
    for other in apps.get_models():
        if other._meta.app_label in FOLLOWING_APPS or other.__name__.startswith("Historical") or other._meta.proxy:
            continue
        for field in other._meta.local_fields + other._meta.local_many_to_many:
            if field.related_model is model and other._meta.auto_created is False:
                yield f"{other._meta.label_lower}.{field.name}"
        for private in other._meta.private_fields:
            if isinstance(private, GenericForeignKey):
                yield f"{other._meta.label_lower}.{private.name}"
    yield from (f"own.{field.name}" for field in model._meta.local_many_to_many)


def unknown_relations(model: type[models.Model]) -> list[str]:
    known = {relation.key for relation in RELATIONS[model]}
    return sorted(set(pointing_at(model)) - known)
