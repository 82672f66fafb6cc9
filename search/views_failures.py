"""What an index could not take in: for administrators, with its error and the way to try it again."""

from typing import Any

from django import forms
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from crm.accounts.roles import Role
from crm.office.views import ActionPage, Column, ListPage
from search import sync
from search.documents import DOCUMENTS
from search.models import Change

ADMINISTRATOR = (Role.ADMINISTRATOR,)


def kind_of(change: Change) -> Any:
    return DOCUMENTS[change.kind].label if change.kind in DOCUMENTS else change.kind


class FailureListPage(ListPage):
    """Kind, key and error alone: an administrator reads no business data."""

    model = Change
    roles, section = ADMINISTRATOR, "search_failures"
    title = _("Not in the search index")
    columns = (
        Column("kind", _("kind"), value=kind_of, sort="kind", link=lambda change: retry_address(change)),
        Column("object_id", _("key"), sort="object_id", numeric=True),
        Column("engine", _("search engine"), sort="engine"),
        Column("failed_at", _("since"), sort="failed_at"),
        Column("error", _("error")),
    )
    default_sort = "-failed_at"
    empty_text = _("Everything that was saved is in the search index, or on its way there.")


def retry_address(change: Change) -> str:
    return reverse("search:failure_retry", args=[change.pk])


class FailureRetryPage(ActionPage):
    model = Change
    roles, section = ADMINISTRATOR, "search_failures"
    title = _("Try again")
    question = _("The record is entered into the search index again. If that fails, it comes back here.")
    success_url = reverse_lazy("search:failures")

    def perform(self, form: forms.Form) -> Change:
        sync.retry(change=self.record)
        return self.record
