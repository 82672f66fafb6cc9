"""The base of every record that people edit: a version checked on each write, history, one door of row permission."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Self, TypeVar

import structlog
from django.db import connections, models, router, transaction
from django.db.models.base import ModelState
from django.db.models.deletion import Collector
from django.db.models.signals import post_init
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.models import HistoricalRecords

from crm.common.bulk import as_saved, copy_to_history, create_rows, update_rows
from crm.common.errors import VersionConflict

# Sent with `records` and `created` where many are written at once, which sends no post_save; by their model.
records_changed = Signal()

RecordType = TypeVar("RecordType", bound=models.Model)


class HistoryEntry(models.Model):
    """What our history rows keep beside the fields: the request that caused them."""

    request_id = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.request_id = self.request_id or current_request_id()
        super().save(*args, **kwargs)


def current_request_id() -> str:
    """The id of the request that is being served, as in the logs; empty outside of one."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


class VisibleQuerySet(models.QuerySet):
    """Each model says in `visible_to` which rows a person may know of; everything shown begins there."""

    def visible_to(self, user: Any) -> Self:
        raise NotImplementedError(f"{self.model.__name__} does not say who sees it")


class StaffVisibleQuerySet(VisibleQuerySet):
    """Rows that the whole zone staff may see, and nobody else: reference data of the office."""

    def visible_to(self, user: Any) -> Self:
        return self if getattr(user, "is_staff_side", False) else self.none()


class PublicQuerySet(VisibleQuerySet):
    """Rows that anybody may see: reference data such as clusters and division codes."""

    def visible_to(self, user: Any) -> Self:
        return self


class Versioned(models.Model):
    """An editable row. Saving checks `version`: whoever read an older one gets a VersionConflict."""

    version = models.PositiveIntegerField(gettext_lazy("version"), default=1, editable=False)
    created_at = models.DateTimeField(gettext_lazy("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(gettext_lazy("updated at"), auto_now=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Row and history together or neither; a lost race leaves the caller's transaction usable."""
        with transaction.atomic(using=kwargs.get("using")):
            super().save(*args, **kwargs)

    @classmethod
    def from_db(cls, db: str, field_names: Sequence[str], values: Sequence[Any]) -> Self:
        """Of a row that was fetched in part no field is looked at but those: `__init__` would walk through all."""
        if len(values) == len(cls._meta.concrete_fields) or post_init.has_listeners(cls):
            return super().from_db(db, field_names, values)
        record = cls.__new__(cls)
        record._state = ModelState()
        record._state.adding, record._state.db = False, db
        record.__dict__.update(zip(field_names, values, strict=True))
        return record

    def _do_update(
        self,
        base_qs: models.QuerySet,
        using: str,
        pk_val: Any,
        values: Any,
        update_fields: Any,
        forced_update: bool,
    ) -> bool:
        """Django's one place that writes an UPDATE: here the row must still have the version that was read."""
        read, version_field = self.version, self._meta.get_field("version")
        values = [item for item in values if item[0] is not version_field]
        values.append((version_field, None, read + 1))
        written = super()._do_update(base_qs.filter(version=read), using, pk_val, values, update_fields, forced_update)
        if written:
            self.version = read + 1
        elif forced_update or base_qs.filter(pk=pk_val).exists():
            raise self.conflict()
        return written

    def conflict(self) -> VersionConflict:
        return VersionConflict(
            _("Someone else changed this record while you were editing it."),
            record=type(self)._base_manager.filter(pk=self.pk).first(),
        )

    def save_by(self, actor: Any, reason: str = "", **kwargs: Any) -> Self:
        """Save with its author (a User, or None for the system) and reason in history."""
        self._history_user = actor if getattr(actor, "pk", None) else None
        self._change_reason = reason
        self.save(**kwargs)
        return self


class Record(Versioned):
    """A versioned row with the history of all its fields beside it: what nearly every model here is."""

    history = HistoricalRecords(inherit=True, bases=[HistoryEntry])

    class Meta:
        abstract = True


def bulk_create_by(
    model: type[RecordType], rows: Iterable[RecordType], actor: Any, reason: str = ""
) -> list[RecordType]:
    """Create many records at once, each with its history row."""
    created = list(rows)
    with transaction.atomic():
        create_rows(model, created)
        copy_to_history(model, [row.pk for row in created], "+", actor, reason, current_request_id())
        records_changed.send(model, records=created, created=True)
    return created


def bulk_update_by(
    model: type[models.Model], rows: Iterable[models.Model], fields: list[str], actor: Any, reason: str = ""
) -> int:
    """Update many records at once, each with its history row. VersionConflict if one was changed since it was read."""
    rows = list(rows)
    connection, now = connections[router.db_for_write(model)], timezone.now()
    columns = [model._meta.get_field(name) for name in fields]
    names = [*fields, "updated_at", "version", "pk", "version"]
    names[-2] = model._meta.pk.name
    stamp = model._meta.get_field("updated_at").get_db_prep_save(now, connection)
    given = [as_saved(field, [getattr(row, field.attname) for row in rows], connection) for field in columns]
    kept = [(stamp, row.version + 1, row.pk, row.version) for row in rows]
    values = [(*fields, *last) for *fields, last in zip(*given, kept, strict=True)]
    with transaction.atomic():
        if rows and update_rows(model, names, values, where=2) != len(rows):
            raise changed_among(model, rows, now)
        for row in rows:
            row.version, row.updated_at = row.version + 1, now
        copy_to_history(model, [row.pk for row in rows], "~", actor, reason, current_request_id())
        records_changed.send(model, records=rows, created=False)
    return len(rows)


def changed_among(model: type[models.Model], rows: list[Any], now: datetime) -> VersionConflict:
    """For the first of the records that was not written just now; the caller's transaction is rolled back."""
    found = model._base_manager.in_bulk([row.pk for row in rows])
    lost = next((row for row in rows if row.pk not in found or found[row.pk].updated_at != now), rows[0])
    return lost.conflict()


def bulk_delete_by(model: type[models.Model], rows: Iterable[Any], actor: Any, reason: str = "") -> int:
    """Delete many records, each with its history row. ProtectedError if others rest on one of them."""
    rows = list(rows)
    for row in rows:
        row._history_user, row._change_reason = actor if getattr(actor, "pk", None) else None, reason
    collector = Collector(using=router.db_for_write(model))
    collector.collect(rows)
    collector.delete()
    return len(rows)
