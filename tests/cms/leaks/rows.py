"""A row of every model that the demo leaves empty, filled by the kinds of its fields alone."""

import uuid
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any, NamedTuple

from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.utils import timezone

DAY = date(2026, 1, 5)
BY_KIND: dict[str, Any] = {
    "BooleanField": False, "DateField": DAY, "DecimalField": Decimal(1), "DurationField": timedelta(1),
    "GenericIPAddressField": "192.0.2.1", "JSONField": dict, "UUIDField": uuid.uuid4, "DateTimeField": timezone.now,
}  # fmt: skip


def fill_empty_models() -> list[str]:
    """Creates what it can; the labels of what stays empty. A second round serves those that hang on others."""
    empty: list[str] = []
    for _round in range(2):
        empty = [model._meta.label for model in concrete_models() if not has_row(model) and not made(model)]
    return empty


def concrete_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]


def has_row(model: type[models.Model]) -> bool:
    return model._base_manager.exists()


class Way(NamedTuple):
    """How a row is tried: constraints are of many kinds, and one of these suits most."""

    number: int  # of plain integers: also as a year
    alternate: bool  # relations take the first and the last row by turns, where two may not be the same
    optional: bool  # relations that may be empty are filled as well


WAYS = [Way(*each) for each in product((1, 2026), (False, True), (True, False))]


def made(model: type[models.Model]) -> bool:
    return any(created(model, way) for way in WAYS)


def created(model: type[models.Model], way: Way) -> bool:
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    fields.sort(key=lambda field: field.is_relation)
    try:
        with transaction.atomic():
            row = model(**{field.attname: value_for(field, way, turn) for turn, field in enumerate(fields)})
            if model._meta.parents:
                model.save_base(row, raw=True, force_insert=True)
            else:
                model._base_manager.bulk_create([row])  # tells nobody: what listens expects more than a row
    except (DatabaseError, LookupError, ValueError, TypeError):
        return False
    return True


def value_for(field: models.Field, way: Way, turn: int) -> Any:
    if field.is_relation:
        return related_key(field, way, turn)
    if field.choices:
        return next(key for key, _label in field.flatchoices if key != "")
    if field.has_default():
        return field.get_default()
    if field.null:
        return None
    kind = field.get_internal_type()
    plain = way.number if "Integer" in kind or kind == "FloatField" else "x" * min(field.max_length or 9, 9)
    value = BY_KIND.get(kind, plain)
    return value() if callable(value) else value


def related_key(field: models.Field, way: Way, turn: int) -> Any:
    if field.null and not way.optional:
        return None
    target = field.related_model._base_manager.order_by("-pk" if way.alternate and turn % 2 else "pk").first()
    if target is None and not field.null:
        raise LookupError(f"{field} needs a row of {field.related_model._meta.label}")
    return target and getattr(target, field.target_field.attname)
