"""Marks in every private field of every model."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, models, transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from wagtail.documents.models import Document
from wagtail.fields import StreamField
from wagtail.models import Page

from tests.cms.leaks.public import MACHINERY, PAGE, PUBLIC
from tests.cms.leaks.rows import concrete_models

TEXTS = {"CharField", "TextField", "SlugField", "EmailField", "URLField"}
NUMBERS = {"BigIntegerField", "PositiveBigIntegerField", "DecimalField"}
KEYS = {"object_id", "record_id", "owner_id"}
FIGURE = 918273  # these digits begin every private figure, whatever unit it is shown in


@dataclass
class Canaries:
    """Which mark stands for which field, and the fields that could not be marked."""

    texts: dict[str, str] = field(default_factory=dict)
    figures: set[str] = field(default_factory=set)
    secrets: dict[str, str] = field(default_factory=dict)  # keys that are secrets themselves: they stay as they are
    refused: list[str] = field(default_factory=list)


def seed() -> Canaries:
    canaries = Canaries()
    for model in concrete_models():
        if model._meta.label in MACHINERY:
            continue
        for column in model._meta.local_fields:
            mark(model, column, canaries)
    return canaries


def mark(model: type[models.Model], column: models.Field, canaries: Canaries) -> None:
    name, kind = f"{model._meta.label}.{column.name}", column.get_internal_type()
    if column.is_relation or column.choices or column.name in KEYS:
        return
    if column.primary_key:
        values = model._base_manager.values_list("pk", flat=True) if kind in TEXTS else ()
        canaries.secrets.update((str(value), name) for value in values if len(str(value)) >= 16)
        return
    token = f"qz{len(canaries.texts):03x}x"
    value = marked(column, kind, token)
    if value is None:
        return
    rows = private_rows(model, column.name)
    # Where a constraint objects: what is empty stays so, and no two rows are alike.
    apart = Concat(Value(token), Cast(F("pk"), CharField())) if kind in TEXTS else value
    filled = rows.filter(**{f"{column.name}__isnull": False})
    tries = ((rows, value), (filled, value), (filled.exclude(**{column.name: ""}) if kind in TEXTS else filled, apart))
    if not any(written(*each, name=column.name) for each in tries):
        canaries.refused.append(name)
    elif kind in NUMBERS:
        canaries.figures.add(name)
    else:
        canaries.texts[token] = name


def marked(column: models.Field, kind: str, token: str) -> Any:
    """What is written there, or None for a kind of field that holds no words and no amounts."""
    if kind in TEXTS and (column.max_length is None or column.max_length >= len(token)):
        return Concat(Value(token), Cast(F("pk"), CharField())) if column.unique else token
    if isinstance(column, StreamField):
        return column.to_python(json.dumps([{"type": "text", "value": token}]))
    if kind == "JSONField":
        return [token] if column.default is list else {"note": token}
    if kind == "DecimalField" and column.max_digits - column.decimal_places < 10:
        return None
    return FIGURE * 1000 + 645 if kind in NUMBERS else None


def private_rows(model: type[models.Model], name: str) -> models.QuerySet:
    rows = model._base_manager.order_by()
    if issubclass(model, Page):
        return rows.filter(live=False) if name in PAGE else rows if name == "draft_title" else rows.none()
    if name not in PUBLIC.get(model._meta.label, ()):
        return rows
    if model is Document:
        return rows.filter(collection__view_restrictions__isnull=False)
    seen = model._default_manager.all().visible_to(AnonymousUser())
    return rows.exclude(pk__in=seen.values("pk"))


def written(rows: models.QuerySet, value: Any, *, name: str) -> bool:
    try:
        with transaction.atomic():
            rows.update(**{name: value})
    except DatabaseError:
        return False
    return True
