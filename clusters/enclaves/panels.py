"""What a project's page shows of its agreements."""

from typing import Any

from clusters.enclaves.models import Enrolment, SettlementLine
from clusters.models import Project


def agreements_of(project: Project, user: Any) -> dict[str, Any] | None:
    """The agreements it is enrolled in, and its settled lines by year; None for whoever sees neither."""
    enrolments = list(
        Enrolment.objects.visible_to(user).filter(project=project).select_related("agreement").order_by("agreement")
    )
    if not enrolments:
        return None
    lines = (
        SettlementLine.objects.visible_to(user)
        .current()
        .filter(project=project)
        .select_related("settlement", "indicator", "party")
        .order_by("-about_year", "number")[:30]
    )
    return {"enrolments": enrolments, "lines": lines}
