"""The embedded index and what waits to enter an index."""

from typing import Any, Self

from django.db import models
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from crm.accounts.roles import Role
from crm.common.records import VisibleQuerySet
from search.documents import DOCUMENTS
from search.permission import permitted


class EntryQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Entries whose record the person sees now, whatever the index still holds."""
        seen = permitted(user, tuple(DOCUMENTS))
        return self.filter(RawSQL(seen.sql, seen.params, output_field=models.BooleanField()))


class Entry(models.Model):
    """One searchable record. Its words stand in `search_text` (SQLite) or the column `words` (PostgreSQL): see
    search.engines.tables. `shelf` holds the counted fields as `stage=signed year=2026`, so that one grouping counts all
    of them; `numbers` those that are compared."""

    kind = models.CharField(max_length=20)
    object_id = models.PositiveBigIntegerField()
    title_key = models.CharField(max_length=200)
    language = models.CharField(max_length=10, blank=True)
    owner_id = models.BigIntegerField(null=True)
    shelf = models.CharField(max_length=200, blank=True)
    numbers = models.JSONField(default=dict)
    updated_at = models.DateTimeField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class ChangeQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Administrators look after what failed; they see kind, key and error, never the record by this."""
        may = getattr(user, "is_authenticated", False) and user.has_role(Role.ADMINISTRATOR)
        return self.failed() if may else self.none()

    def waiting(self, engine: str) -> Self:
        return self.filter(engine=engine, failed_at=None)

    def failed(self) -> Self:
        return self.filter(failed_at__isnull=False)


class HiddenQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Nobody's business: it is the index's own."""
        return self.none()


class Change(models.Model):
    """A record that an index does not know yet. Written with the change itself, taken out when the index has it.

    With a `path` it stands for all records of the kind that hang on the object: path `company` and object 5 are those
    of company 5. One with `failed_at` is a record that the index could not take in: others pass it by, until somebody
    has it tried again or it changes.
    """

    engine = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    path = models.CharField(max_length=40, blank=True)
    object_id = models.PositiveBigIntegerField()
    failed_at = models.DateTimeField(_("failed"), null=True)
    error = models.TextField(_("error"), blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change for the search index")
        verbose_name_plural = _("changes for the search index")
        indexes = [models.Index(fields=["engine", "id"])]

    def __str__(self) -> str:
        return f"{self.engine}: {self.kind} {self.path} {self.object_id}"


class Word(models.Model):
    """A Latin word of some title or name: what a mistyped one may have meant. Never shown unless it finds something
    that the person sees."""

    word = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveSmallIntegerField(db_index=True)

    objects = HiddenQuerySet.as_manager()

    def __str__(self) -> str:
        return self.word
