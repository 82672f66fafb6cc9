"""Who may see a file: whoever sees the record that it hangs on, less what is confidential."""

from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet


def visible_attachments(attachments: QuerySet, user: Any) -> QuerySet:
    """One condition a kind of record, by that model's own `visible_to`."""
    if not getattr(user, "is_authenticated", False):
        return attachments.none()
    seen = Q(pk__in=[])
    for content_type in ContentType.objects.filter(pk__in=attachments.values("content_type").distinct()):
        model = content_type.model_class()
        if model is None or not hasattr(model._default_manager.none(), "visible_to"):
            continue
        rows = model._default_manager.all().visible_to(user).values("pk")
        seen |= Q(content_type=content_type, object_id__in=rows)
    return attachments.filter(seen).filter(open_to(attachments, user))


def files_of(record: Any, user: Any, most: int) -> list[Any]:
    """The newest files of a record that the caller has found by `visible_to`; asked once for all parts of a page."""
    from crm.office.models import Attachment

    known, files = record.__dict__.get("_files_of", (0, []))
    if known < most:
        files = list(Attachment.objects.of_seen(record, user).select_related("uploaded_by")[:most])
        record.__dict__["_files_of"] = (most, files)
    return files[:most]


def open_to(attachments: QuerySet, user: Any) -> Q:
    named = attachments.model.named_people.through.objects.filter(user_id=user.pk).values("attachment_id")
    return Q(is_confidential=False) | Q(pk__in=named) | Q(uploaded_by=user)


def about_hidden(user: Any) -> Q:
    """Rows about a confidential record that this person may not know of."""
    hidden = Q(pk__in=[])
    for model in apps.get_models():
        if hasattr(model, "_default_manager") and hasattr(rows := model._default_manager.all(), "hidden_from"):
            kind = ContentType.objects.get_for_model(model)
            hidden |= Q(content_type=kind, object_id__in=rows.hidden_from(user).values("pk"))
    return hidden
