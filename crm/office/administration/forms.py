"""Forms of the administrator."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import Role


class AccountForm(forms.ModelForm):
    roles = forms.MultipleChoiceField(label=_("roles"), choices=Role, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = User
        fields = ["username", "full_name", "organisation", "team", "email", "phone"]
        labels = {"full_name": _("full name")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["full_name"].required = True
        if self.instance.pk:
            self.fields["roles"].initial = sorted(self.instance.roles)


class LetInForm(forms.Form):
    password = forms.BooleanField(label=_("Give a new password"), required=False)
    second_factor = forms.BooleanField(
        label=_("Take the second factor away"), required=False, help_text=_("For somebody who lost the phone.")
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("reason"), max_length=200)
