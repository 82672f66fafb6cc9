"""Whose rows, of which period, as known on which day."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from clusters.models import Cluster, Project
from clusters.selectors.cohorts import signed_between
from leads.cohorts import received_between
from leads.models import Enquiry, Lead


@dataclass(frozen=True)
class Scope:
    """`start` and `end` are inside the period. `known_on` is the day as of which projects are looked at."""

    user: Any
    start: date
    end: date
    known_on: date
    cluster: Cluster | None = None

    @property
    def before(self) -> "Scope":
        """What it is compared with: a period from 1 January with the same days of last year, others with as many
        days just before. Known as long after its end as this one is."""
        if (self.start.month, self.start.day) == (1, 1):
            start, end = year_before(self.start), year_before(self.end)
        else:
            end = self.start - timedelta(days=1)
            start = end - (self.end - self.start)
        known_on = max(end, end + (self.known_on - self.end))
        return replace(self, start=start, end=end, known_on=known_on)

    # --- Rows, each from visible_to ---

    @property
    def all_leads(self) -> QuerySet:
        leads = Lead.objects.visible_to(self.user)
        return leads.filter(cluster=self.cluster) if self.cluster else leads

    @property
    def received(self) -> QuerySet:
        return received_between(self.all_leads, self.start, self.end)

    @property
    def enquiries(self) -> QuerySet:
        rows = Enquiry.objects.visible_to(self.user)
        rows = rows.filter(received_at__date__gte=self.start, received_at__date__lte=self.end)
        return rows.filter(lead__cluster=self.cluster) if self.cluster else rows

    @property
    def signed(self) -> QuerySet:
        projects = Project.objects.visible_to(self.user)
        projects = projects.filter(cluster=self.cluster) if self.cluster else projects
        return signed_between(projects, self.start, self.end)

    # --- Addresses of the same rows ---

    def leads_address(self, *, received: bool = False, **filters: Any) -> str:
        """Numbers count ended leads as well, which the list leaves out unless it is asked."""
        filters = {"status": "all", **filters}
        if received:
            filters = {"received_from": self.start, "received_to": self.end, **filters}
        return self._address("leads:leads", filters, self.cluster and self.cluster.code)

    def enquiries_address(self, **filters: Any) -> str:
        period = {"received_from": self.start, "received_to": self.end}
        return self._address("leads:enquiries", {**period, **filters}, self.cluster and self.cluster.code)

    def projects_address(self, **filters: Any) -> str:
        period = {"signed_from": self.start, "signed_to": self.end, "known_on": self.known_on}
        return self._address("clusters:projects", {**period, **filters}, self.cluster and self.cluster.pk)

    @staticmethod
    def _address(name: str, filters: dict[str, Any], cluster: Any) -> str:
        query = {"cluster": cluster, **filters}
        return f"{reverse(name)}?{urlencode({key: value for key, value in query.items() if value not in (None, '')})}"

    # --- In words ---

    @cached_property
    def words(self) -> str:
        return _("%(start)s to %(end)s") % {"start": self.start.isoformat(), "end": self.end.isoformat()}


def year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
