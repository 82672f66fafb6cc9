"""What is due of leads: next steps and enquiries for digest and calendar; the morning on which a light turns."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, override

from crm.accounts.roles import Role
from crm.office import due, notices
from crm.office.daily import daily
from crm.office.due import Due
from crm.office.models import Notice
from leads.lights import Light, Lights
from leads.models import Enquiry, Lead

OFFICE_LANGUAGE = "zh-hans"  # a notice is kept as text
NOTICES = {
    "lead_recycled": ngettext_lazy(
        "%(count)d lead went back to the pool.", "%(count)d leads went back to the pool.", "count"
    ),
    "lead_light": ngettext_lazy(
        "The light of %(count)d lead turned.", "The lights of %(count)d leads turned.", "count"
    ),
}


def register() -> None:
    due.register("next_steps", gettext_lazy("Next steps"), next_steps)
    due.register("enquiries", gettext_lazy("Enquiries waiting"), enquiries)
    notices.register(NOTICES)


def next_steps(user: Any, since: date, until: date) -> Iterable[Due]:
    rows = Lead.objects.visible_to(user).filter(
        owner=user, status=Lead.Status.ACTIVE, next_step_on__gte=since, next_step_on__lte=until
    )
    return [
        Due(str(row.pk), row.next_step_on, _("%(step)s: %(lead)s") % {"step": step, "lead": row.name}, address)
        for row in rows
        for step, address in [(row.next_step or _("Next step"), row.get_absolute_url())]
    ]


def enquiries(user: Any, since: date, until: date) -> Iterable[Due]:
    """Those that this person took or whose lead he holds; to managers also those that nobody has taken."""
    mine = Q(taken_by=user) | Q(taken_by=None, lead__owner=user)
    if user.has_role(Role.MANAGER):
        mine |= Q(taken_by=None, lead__owner=None)
    rows = Enquiry.objects.visible_to(user).filter(
        mine, state__in=[Enquiry.State.RECEIVED, Enquiry.State.IN_HAND], due_on__gte=since, due_on__lte=until
    )
    return [
        Due(str(row.pk), row.due_on, _("Answer the enquiry %(number)s") % {"number": row.number}, address)
        for row in rows
        for address in [row.get_absolute_url()]
    ]


@daily("leads.lights")
def tell_of_lights(day: date) -> str:
    """Whoever holds a lead hears of it on the day on which it turns yellow or red, once."""
    today, yesterday = Lights(today=day), Lights(today=day - timedelta(days=1))
    told = 0
    for light in (Light.YELLOW, Light.RED):
        now = today.narrow(Lead.objects.filter(owner__isnull=False), light)
        before = yesterday.narrow(Lead.objects.all(), light)
        for lead in now.exclude(pk__in=before.values("pk")).select_related("owner"):
            tell_of_light(lead, today)
            told += 1
    return f"{told} notices"


def tell_of_light(lead: Lead, lights: Lights) -> None:
    with override(OFFICE_LANGUAGE):
        text = _("“%(lead)s” turned to “%(light)s”: %(why)s") % {
            "lead": lead.name[:120],
            "light": Light(lights.of(lead)).label,
            "why": lights.why(lead),
        }
    Notice.objects.create(user=lead.owner, kind="lead_light", text=text, link=lead.get_absolute_url())
