"""Whether somebody may hang a file or a task on a record."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from crm.common.errors import RuleError


def check_subject(subject: models.Model, actor: Any) -> None:
    """Only a record that the actor sees; a RuleError says no more than that it cannot be found. None is the system."""
    if actor is None:
        return
    if not type(subject)._default_manager.all().visible_to(actor).filter(pk=subject.pk).exists():
        raise RuleError(_("This record cannot be found."), code="not_found")
