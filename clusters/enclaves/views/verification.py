"""The public page that says whether a statement's paper is genuine. It shows no figure and no name."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from clusters.enclaves.verification import Verdict, grouped_code, read_code, verify_statement
from crm.common.limits import too_many

# By verdict: tone, icon, title, sentence.
ANSWERS = {
    Verdict.EQUAL: (
        "success",
        "check",
        gettext_lazy("Equal"),
        gettext_lazy("A statement of this number and code was issued and stands. Compare the figures with your party."),
    ),
    Verdict.NOT_EQUAL: (
        "danger",
        "x",
        gettext_lazy("Not equal"),
        gettext_lazy("Number and code do not go together. Check what you typed against the paper."),
    ),
    Verdict.SUPERSEDED: (
        "warning",
        "alert-triangle",
        gettext_lazy("Superseded"),
        gettext_lazy("This statement was issued, but the settlement was opened again since. Ask for the later one."),
    ),
}


class VerificationForm(forms.Form):
    number = forms.CharField(
        label=gettext_lazy("Number of the statement"), max_length=80, widget=forms.TextInput({"autocomplete": "off"})
    )
    code = forms.CharField(
        label=gettext_lazy("Verification code"), max_length=40, widget=forms.TextInput({"autocomplete": "off"})
    )


@method_decorator(never_cache, name="dispatch")
class VerificationPage(FormView):
    """`/verify/` asks for both, `/verify/CODE` for the number only; the answer is given on the same page."""

    form_class = VerificationForm
    template_name = "enclaves/verification.html"

    def get_initial(self) -> dict[str, Any]:
        code = read_code(self.kwargs.get("code", ""))
        return {"code": grouped_code(code)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        window = settings.VERIFICATION_WINDOW_SECONDS
        if too_many(request, "verification", limit=settings.VERIFICATION_LIMIT, window_seconds=window):
            return self.refuse()
        return super().post(request, *args, **kwargs)

    def refuse(self) -> HttpResponse:
        window = settings.VERIFICATION_WINDOW_SECONDS
        minutes = max(1, window // 60)
        sentence = ngettext(
            "Too many questions came from your connection. Please try again in a minute.",
            "Too many questions came from your connection. Please try again in %(minutes)d minutes.",
            minutes,
        )
        context = self.get_context_data(refused=sentence % {"minutes": minutes})
        return self.render_to_response(context, status=429, headers={"Retry-After": str(window)})

    def form_valid(self, form: VerificationForm) -> HttpResponse:
        verdict = verify_statement(**form.cleaned_data)
        return self.render_to_response(self.get_context_data(form=form, answer=answer_of(verdict)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=_("Check a statement"), **kwargs)


def answer_of(verdict: Verdict) -> dict[str, Any]:
    tone, icon, title, sentence = ANSWERS[verdict]
    return {"verdict": verdict.value, "tone": tone, "icon": icon, "title": title, "sentence": sentence}
