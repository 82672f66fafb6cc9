"""The form of a move asks for what its gates lack."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.accounts.roles import Role
from leads.filters import lead_workers
from leads.forms import EditForm, MoveForm, lines
from leads.gates import ORDER, Missing, missing_for, position
from leads.models import Activity, Gate, Lead
from leads.services.filling import Filling


class FillingForm(MoveForm):
    """`missing` is what the stage still asks for; `open_gaps` what nobody can type in here."""

    def __init__(self, *args: Any, lead: Lead, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, lead=lead, **kwargs)
        self.lead, self.user = lead, user
        self.missing = self.missing_now()
        self.file_kinds: dict[str, str] = {}
        for number, item in enumerate(self.missing):
            self.ask_for(item, number)
        order = [name for name in self.fields if name not in MoveForm.base_fields]
        self.order_fields(["to", *order, "moved_on"])

    def missing_now(self) -> list[Missing]:
        to = self.data.get("to") or self.initial.get("to") or next(iter(self.stages()), "")
        known = to in ORDER and position(to) > position(self.lead.stage)
        return missing_for(self.lead, to, self.user) if known else []

    def stages(self) -> list[str]:
        return [stage for stage, _label in self.fields["to"].choices]

    # --- A field for each thing that is missing ---

    def ask_for(self, item: Missing, number: int) -> None:
        makers = {
            Gate.Kind.FIELD: self.ask_for_field,
            Gate.Kind.ATTACHMENT: self.ask_for_file,
            Gate.Kind.ACTIVITY: self.ask_for_activity,
            Gate.Kind.APPROVAL: self.ask_for_approval,
        }
        makers[Gate.Kind(item.kind)](item, number)

    def ask_for_field(self, item: Missing, number: int) -> None:
        special = {"contact": contact_fields, "credit_code": code_fields, "owner": self.owner_fields}
        if item.subject in special:
            self.fields |= special[item.subject]()
            return
        known = EditForm().fields
        names = (item.subject, "segment_text") if item.subject == "segment" else (item.subject,)
        self.fields |= {name: optional(known[name]) for name in names if name in known}

    def ask_for_file(self, item: Missing, number: int) -> None:
        name = f"file_{number}"
        self.file_kinds[name] = item.subject.split(",")[0].strip() or "other"
        self.fields[name] = forms.FileField(label=item.title, required=False)

    def ask_for_activity(self, item: Missing, number: int) -> None:
        wanted = {word.strip() for word in item.subject.split(",") if word.strip()}
        kinds = [(kind, label) for kind, label in Activity.Kind.choices if not wanted or kind in wanted]
        self.fields["activity_kind"] = forms.ChoiceField(label=item.title, choices=kinds, required=False)
        self.fields["activity_text"] = forms.CharField(label=_("What happened"), required=False, widget=lines(2))

    def ask_for_approval(self, item: Missing, number: int) -> None:
        self.fields["ask_approval_for"] = forms.ChoiceField(
            label=item.title,
            choices=[(item.stage, _("Ask a manager now; the lead moves once it is granted")), ("", _("Not yet"))],
            required=False,
        )

    def owner_fields(self) -> dict[str, forms.Field]:
        """A manager assigns; for others the gap stays, and is told."""
        if not self.user.has_role(Role.MANAGER):
            return {}
        return {"owner": forms.ModelChoiceField(label=_("Owner"), queryset=lead_workers(), required=False)}

    # --- What was answered ---

    def filling(self) -> Filling:
        given = self.cleaned_data
        facts = {name: given[name] for name in EditForm.Meta.fields if name in given}
        texts = ("contact_name", "contact_phone", "credit_code", "activity_kind", "activity_text", "ask_approval_for")
        files = [(kind, given[name]) for name, kind in self.file_kinds.items() if given.get(name)]
        if given.get("evidence"):
            files.append((given["evidence_kind"] or "other", given["evidence"]))
        asked = {name: given.get(name) or "" for name in texts}
        return Filling(facts=facts, owner=given.get("owner"), files=tuple(files), **asked)


def optional(field: forms.Field) -> forms.Field:
    field.required = False
    return field


def contact_fields() -> dict[str, forms.Field]:
    return {
        "contact_name": forms.CharField(label=_("Contact"), max_length=60, required=False),
        "contact_phone": forms.CharField(
            label=_("Phone"), max_length=30, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
        ),
    }


def code_fields() -> dict[str, forms.Field]:
    return {"credit_code": forms.CharField(label=gettext_lazy("Credit code"), max_length=30, required=False)}
