"""Pages that are to appear or to go at a set time: a task of their own waits for it, and the daily work is the net."""

from datetime import date, datetime
from typing import Any

from django.core.management import call_command
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django_tasks import task
from wagtail.models import Revision

from cms.caching import purge
from crm.office.daily import daily


@task()
def publish_due() -> None:
    """Publish and take back what is due. Wagtail's own command; each change tells the page cache."""
    call_command("publish_scheduled", verbosity=0)


@daily("cms.publish_due")
def publish_left_over(day: date) -> str:
    publish_due.call()
    return str(day)


@daily("cms.forget_yesterday")
def forget_yesterday(day: date) -> str:
    """From when a site can be had is told from today: kept pages would tell it from the day on which they were kept."""
    purge()
    return str(day)


def on_revision(sender: type[Revision], instance: Revision, **kwargs: Any) -> None:
    """A revision that was approved for a later time, or whose page goes at one."""
    backend = publish_due.get_backend()
    if not backend.supports_defer:
        return
    ends = instance.content.get("expire_at") if isinstance(instance.content, dict) else None
    for moment in (instance.approved_go_live_at, parse_datetime(ends) if isinstance(ends, str) else ends):
        if isinstance(moment, datetime) and moment > timezone.now():
            publish_due.using(run_after=moment).enqueue()
