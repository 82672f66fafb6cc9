"""What a form offers to choose from."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

DJANGO_BLANK = "---------"


def prepare_choices(form: forms.BaseForm, user: Any, blank: str = "") -> None:
    """No choice offers, and no answer may name, a row that this person may not see; the empty choice is a word."""
    blank = blank or _("(none chosen)")
    for field in form.fields.values():
        rows = getattr(field, "queryset", None)
        if rows is not None and hasattr(rows, "visible_to"):
            field.queryset = rows.visible_to(user)
        name_blank(field, blank)


def name_blank(field: forms.Field, blank: str) -> None:
    """Fields with an `empty_label` write it in when they are drawn; plain choices hold it as their first."""
    if isinstance(field, forms.NullBooleanField):
        field.widget.choices = [("", blank), ("true", _("Yes")), ("false", _("No"))]
    elif hasattr(field, "empty_label"):
        field.empty_label = blank if field.empty_label == DJANGO_BLANK else field.empty_label
        field.widget.choices = field.choices  # a copied form's widget still asks the field that was copied
    elif isinstance(field, forms.ChoiceField) and not isinstance(field, forms.MultipleChoiceField):
        choices = list(field.choices)
        if choices and choices[0] == ("", DJANGO_BLANK):
            field.choices = [("", blank), *choices[1:]]
