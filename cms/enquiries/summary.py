"""What an enquiry says so far, in the words of its form, before it goes."""

from typing import Any

from django.utils.translation import gettext as _

from cms.enquiries.forms import FORMS, TYPED
from leads.models import EnquiryDraft

UNITS = {"investment": "investment_unit", "land": "land_unit"}


def summary_of(draft: EnquiryDraft | None, language: str) -> list[tuple[str, list[tuple[Any, str]]]]:
    """(step, [(label, words)]) of each step; what is empty is left out."""
    return [(step, list(lines_of(step, draft, language))) for step in TYPED] if draft else []


def lines_of(step: str, draft: EnquiryDraft, language: str) -> Any:
    form = FORMS[step](language=language, words=draft.words)
    for name, field in form.fields.items():
        value = str(draft.words.get(name, "")).strip()
        if not value or name in UNITS.values():
            continue
        if name in UNITS:
            unit = draft.words.get(UNITS[name], "") or form.fields[UNITS[name]].choices[0][0]
            word = str(dict(form.fields[UNITS[name]].choices).get(unit, unit))
            value = f"{value} × {word}" if word[:1].isdigit() else f"{value} {word}"
        elif name in form.SEVERAL:
            value = "\n".join(str(words) for _code, words in field.choices)
        elif hasattr(field, "choices"):
            value = str(dict(field.choices).get(value, value))
        yield (field.label if name != "fits" else _("Your answers in “What fits me”")), value
    if step == "project" and (files := list(draft.files.all())):
        yield _("Files"), "\n".join(file.name for file in files)
