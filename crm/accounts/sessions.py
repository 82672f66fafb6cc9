"""Sessions in which people are signed in."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from crm.accounts.models import User


def end_sessions(user: User) -> int:
    """How many there were. The table does not say whose a session is; it holds those of the last twelve hours."""
    running = Session.objects.filter(expire_date__gt=timezone.now())
    keys = [one.pk for one in running.iterator() if one.get_decoded().get(SESSION_KEY) == str(user.pk)]
    return Session.objects.filter(pk__in=keys).delete()[0]
