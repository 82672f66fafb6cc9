"""Writes to the access log."""

from collections.abc import Iterable
from typing import Any

from crm.audit.models import Access
from crm.common.records import current_request_id


def access_log(
    *,
    kind: str,
    actor: Any,
    subject: str,
    subject_key: str = "",
    filters: dict[str, Any] | None = None,
    count: int | None = None,
    holders: Iterable[int | None] = (),
) -> Access:
    """One line for an export (with its filters and rows), an unmasking or a download.

    `holders` are the keys of those who hold what was taken out or uncovered: they read the line too.
    """
    access = Access.objects.create(
        kind=kind,
        user=actor,
        subject=subject[:200],
        subject_key=subject_key,
        filters=filters or {},
        count=count,
        request_id=current_request_id(),
    )
    access.holders.set({key for key in holders if key is not None} - {actor.pk})
    return access
