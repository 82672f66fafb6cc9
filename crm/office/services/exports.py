"""Making the files that people take out, at once or in the background, and putting them away after their days."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any
from uuid import uuid4

from django.core.files import File
from django.core.files.storage import Storage
from django.db import models, transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.audit.models import Access
from crm.audit.services import access_log
from crm.office.daily import daily
from crm.workbooks.export import write_export
from crm.workbooks.jobs import Watch, job_start, unseen
from crm.workbooks.listings import Listing
from crm.workbooks.models import Export, Import
from crm.workbooks.sheets import SheetPaper

# How long a file may lie without its record: whoever writes it has it in a transaction of seconds.
ORPHAN_AFTER = timedelta(days=1)
KEPT_IN: dict[str, type[models.Model]] = {"exports": Export, "imports": Import}


@transaction.atomic
def export_start(*, owner: Any, title: str, form: str, path: str, query: str) -> Export:
    """Leave a large one to the background; its rows are found when it runs, by the owner's rights of then."""
    export = Export.objects.create(owner=owner, title=title[:200], form=form, path=path, query=query)
    link = reverse("office:export", args=[export.pk])
    told = _("Export of “%(title)s”") % {"title": export.title}
    export.job = job_start(kind="export", owner=owner, title=told, payload={"export": export.pk}, link=link)
    export.save(update_fields=["job"])
    return export


def export_write(
    *, export: Export, listings: Sequence[Listing], subject: str, watch: Watch = unseen, paper: SheetPaper | None = None
) -> Export:
    """The file first, then the record of it and the line in the log together. `subject` is the log's key.

    Where the listings are those of a paper, its workbook has the paper's layout and formulas.
    """
    with tempfile.TemporaryFile() as made:
        if paper and export.form == Export.Form.XLSX:
            made.write(paper.workbook())
            export.rows = sum(listing.count for listing in listings)
        else:
            export.rows = write_export(export.form, export.title, listings, made, watch)
        export.size = made.tell()
        made.seek(0)
        with transaction.atomic():
            export.ready_at = timezone.now()
            export.title = export.title[:200]
            export.file.save(f"{uuid4().hex}.{export.form}", File(made), save=False)
            export.save()
            log_export(export, subject, {key for listing in listings for key in listing.holders})
    return export


def log_export(export: Export, subject: str, holders: set[int | None]) -> None:
    access_log(
        kind=Access.Kind.EXPORT,
        actor=export.owner,
        subject=export.title,
        subject_key=subject,
        filters=dict(QueryDict(export.query).lists()),
        count=export.rows,
        holders=holders,
    )


@daily("workbooks.exports")
def expire_exports(day: date) -> str:
    return f"{exports_expire()} expired, {orphans_delete()} orphans"


def exports_expire() -> int:
    """Take away what was kept for its days: the file, then its record. The log keeps that it went out."""
    gone = 0
    for export in Export.objects.filter(expires_at__lte=timezone.now()).iterator():
        export_delete(export=export)
        gone += 1
    return gone


def export_delete(*, export: Export) -> None:
    with transaction.atomic():
        export.delete()
        if export.file:
            transaction.on_commit(lambda: export.file.delete(save=False))


def orphans_delete() -> int:
    """Files of exports and imports that no record names, since whoever wrote them died before telling of them."""
    return sum(delete_unnamed(folder, model) for folder, model in KEPT_IN.items())


def delete_unnamed(folder: str, model: type[models.Model]) -> int:
    storage, gone, before = model._meta.get_field("file").storage, 0, timezone.now() - ORPHAN_AFTER
    names = files_in(storage, folder)
    while some := list(islice(names, 500)):
        named = set(model._default_manager.filter(file__in=some).values_list("file", flat=True))
        for name in some:
            if name not in named and storage.get_modified_time(name) < before:
                storage.delete(name)
                gone += 1
    return gone


def files_in(storage: Storage, folder: str) -> Iterator[str]:
    if not storage.exists(folder):
        return
    folders, names = storage.listdir(folder)
    yield from (f"{folder}/{name}" for name in names)
    for each in folders:
        yield from files_in(storage, f"{folder}/{each}")
