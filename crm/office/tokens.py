"""A person's own key to the API. It is shown once, when it is made; making another one ends the former."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from knox.models import AuthToken

from crm.accounts.tokens import token_create, token_end
from crm.office.pages import AnySidePage


class TokenPage(AnySidePage, TemplateView):
    """For staff and partners alike, who have passed their second factor by being here."""

    template_name = "office/token.html"
    title = gettext_lazy("API token")
    lead = gettext_lazy("For programs that read and write in your name, with your rights.")
    http_method_names: ClassVar[list[str]] = ["get", "head", "post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        made = ""
        if request.POST.get("action") == "create":
            made = token_create(actor=request.user)
        else:
            token_end(actor=request.user)
        response = self.render_to_response(self.get_context_data(key=made, ended=not made))
        response.headers["Cache-Control"] = "no-store"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        token = AuthToken.objects.filter(user=self.request.user, expiry__gt=timezone.now()).first()
        return super().get_context_data(**kwargs) | {"token": token}
