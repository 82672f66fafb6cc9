"""Tags of a company: whoever edits companies sets them."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from clusters.models import Company
from clusters.roles import COMPANY_EDITORS
from crm.common.errors import RuleError
from crm.office.services.tags import tags_change


@transaction.atomic
def company_tag(
    *, company_id: int, actor: Any, add: Iterable[str] = (), remove: Iterable[str] = (), version: int | None = None
) -> Company:
    """Add these tags and take those away. Raises RuleError `not_allowed`, VersionConflict."""
    seen = Company.objects.visible_to(actor).filter(pk=company_id)
    company = Company.objects.select_for_update(of=("self",)).filter(pk__in=seen.values("pk")).first()
    if company is None:
        raise Http404
    if not actor.has_role(*COMPANY_EDITORS):
        raise RuleError(_("Only promotion staff may change a company."), code="not_allowed")
    if version is not None and version != company.version:
        raise company.conflict()
    tags_change(company, add=add, remove=remove, actor=actor)
    return company


@transaction.atomic
def company_set_tags(*, company_id: int, names: Iterable[str], actor: Any) -> Company:
    """Exactly these tags."""
    names = list(names)
    company = company_tag(company_id=company_id, actor=actor)
    gone = [tag.name for tag in company.tags.all() if tag.name not in names]
    return company_tag(company_id=company_id, actor=actor, add=names, remove=gone)
