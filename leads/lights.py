"""Traffic lights: how long a lead has made no progress, and how near an enquiry's answer is due (domain.md §3)."""

from datetime import date
from functools import cached_property

from django.db import models
from django.db.models import QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.office.badges import Badge
from leads.calendar import months_before
from leads.models import Enquiry, Lead, LeadRules, LeadStage


class Light(models.TextChoices):
    GREEN = "green", gettext_lazy("In motion")
    YELLOW = "yellow", gettext_lazy("Slow")
    RED = "red", gettext_lazy("Standing still")
    POOL = "pool", gettext_lazy("Due for the pool")


TONES = {Light.GREEN: "green", Light.YELLOW: "yellow", Light.RED: "red", Light.POOL: "red"}
PROGRESS = Coalesce("progressed_on", "first_contact_on")
# Whoever takes a lead over has the whole time before him (ours).
LAST = Greatest(PROGRESS, Coalesce("held_since", PROGRESS))


class Lights:
    """The rules in force on a day. Only active leads before signing have a light; one without any date has none."""

    def __init__(self, rules: LeadRules | None = None, today: date | None = None) -> None:
        self.rules = rules or LeadRules.current()
        self.today = today or timezone.localdate()

    @cached_property
    def limits(self) -> list[tuple[str, date]]:
        """The hardest first; progress on this day or before is that light."""
        rules = self.rules
        months = ((Light.POOL, rules.pool_months), (Light.RED, rules.red_months), (Light.YELLOW, rules.yellow_months))
        return [(light, months_before(self.today, count)) for light, count in months]

    @staticmethod
    def last_of(lead: Lead) -> date | None:
        """Last progress, or the day on which the holder took it over, if that was later."""
        progress = lead.progressed_on or lead.first_contact_on
        return max(progress, lead.held_since) if progress and lead.held_since else progress

    def of(self, lead: Lead) -> str | None:
        last = self.last_of(lead)
        if last is None or lead.pooled_at or lead.status != Lead.Status.ACTIVE or lead.stage == LeadStage.SIGNED:
            return None
        return next((light for light, limit in self.limits if last <= limit), Light.GREEN)

    def badge(self, lead: Lead) -> Badge | None:
        light = self.of(lead)
        return Badge(str(Light(light).label), TONES[light]) if light else None

    def age(self, lead: Lead) -> int | None:
        """Days since its last progress; None for a lead without a light."""
        last = self.last_of(lead)
        return (self.today - last).days if last and self.of(lead) else None

    def why(self, lead: Lead) -> str:
        last = self.last_of(lead)
        if last is None:
            return ""
        if self.of(lead) == Light.GREEN:
            return _("Last progress on %(date)s") % {"date": last}
        return _("No progress for %(days)d days, since %(date)s") % {"days": (self.today - last).days, "date": last}

    def narrow(self, leads: QuerySet, light: str) -> QuerySet:
        """Those of `leads` with this light."""
        leads = self.lit(leads)
        limits = dict(self.limits)
        harder = {Light.GREEN: Light.YELLOW, Light.YELLOW: Light.RED, Light.RED: Light.POOL}.get(light)
        if light in limits:
            leads = leads.filter(last_progress__lte=limits[light])
        return leads.filter(last_progress__gt=limits[harder]) if harder else leads

    def turning(self, leads: QuerySet) -> QuerySet:
        """Yellow or worse."""
        return self.lit(leads).filter(last_progress__lte=dict(self.limits)[Light.YELLOW])

    @staticmethod
    def lit(leads: QuerySet) -> QuerySet:
        """Those that have a light at all."""
        active = leads.filter(status=Lead.Status.ACTIVE, pooled_at=None).exclude(stage=LeadStage.SIGNED)
        return active.annotate(last_progress=LAST)


def enquiry_badge(enquiry: Enquiry, today: date) -> Badge:
    """The one-day clock: green with time left, yellow on the last day, red beyond it."""
    if enquiry.waits_for_erasure:
        return Badge(_("Asks for erasure"), "red")
    if enquiry.waiting_since:
        return Badge(_("Written again on %(date)s") % {"date": timezone.localdate(enquiry.waiting_since)}, "yellow")
    if enquiry.state in (Enquiry.State.ANSWERED, Enquiry.State.WITHDRAWN):
        return Badge(enquiry.get_state_display(), "grey")
    if enquiry.due_on is None or enquiry.due_on > today:
        return Badge(_("In time"), "green")
    if enquiry.due_on == today:
        return Badge(_("Due today"), "yellow")
    return Badge(_("Overdue since %(date)s") % {"date": enquiry.due_on}, "red")
