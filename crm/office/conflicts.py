"""Two people edited the same record: what each of them changed, and a form that loses neither side."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db import models
from django.forms.models import model_to_dict

from crm.office.columns import text


@dataclass(frozen=True)
class Difference:
    """One field. `both` says that both changed it; otherwise only the other person did, and theirs is taken."""

    label: str
    yours: str
    theirs: str
    both: bool


@dataclass(frozen=True)
class Conflict:
    differences: list[Difference]
    by: str
    at: Any
    initial: dict[str, Any] = field(default_factory=dict)


def conflict_of(form: forms.BaseForm, theirs: models.Model, read: int) -> Conflict:
    """Compare what was typed with the row as it is, by the row as the form was made from (version `read`)."""
    base = theirs.history.filter(version=read).order_by("history_id").first()
    initial = model_to_dict(theirs, fields=list(form.fields))
    differences = []
    for name, form_field in form.fields.items():
        mine = form.cleaned_data.get(name)
        if name not in initial:
            initial[name] = mine
            continue
        now = plain(initial[name])
        changed_by_me = differs_from_base(base, theirs, name, mine)
        if changed_by_me:
            initial[name] = mine
        if plain(mine) != now:
            label = str(form_field.label or name)
            yours, other = shown(theirs, name, mine), shown(theirs, name, getattr(theirs, name))
            differences.append(Difference(label, yours, other, changed_by_me))
    last = theirs.history.order_by("-history_id").first()
    return Conflict(differences, str(last.history_user or "") if last else "", last and last.history_date, initial)


def contested(form: forms.BaseForm, theirs: models.Model, read: int) -> list[Difference]:
    """The fields that somebody changed since version `read` to another value than the form's: to be asked about."""
    base = theirs.history.filter(version=read).order_by("history_id").first()
    now = model_to_dict(theirs, fields=list(form.fields))
    return [
        Difference(str(form.fields[name].label), *(shown(theirs, name, side) for side in (mine, other)), both=True)
        for name, mine, other in ((name, form.cleaned_data.get(name), getattr(theirs, name)) for name in now)
        if plain(mine) != now[name] and differs_from_base(base, theirs, name, other)
    ]


def attname(record: models.Model, name: str) -> str:
    return record._meta.get_field(name).attname


def differs_from_base(base: Any, record: models.Model, name: str, mine: Any) -> bool:
    """Whether the typed value is another than the form began with; where that is unknown, it counts as typed."""
    if base is None or not hasattr(base, attname(record, name)):
        return True
    return plain(mine) != plain(getattr(base, attname(record, name)))


def plain(value: Any) -> Any:
    """Keys instead of rows, so that two sides can be compared."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, (models.QuerySet, list, tuple)):
        return sorted(plain(item) for item in value)
    return value


def shown(record: models.Model, name: str, value: Any) -> str:
    choices = dict(getattr(record._meta.get_field(name), "flatchoices", ()) or ())
    return str(choices[value]) if value in choices else text(value)
