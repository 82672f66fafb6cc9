"""A person's own key to the API. It is shown once, when it is made; making another one ends the former."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from rest_framework.authtoken.models import Token

from crm.office.pages import AnySidePage


class TokenPage(AnySidePage, TemplateView):
    """For staff and partners alike, who have passed their second factor by being here."""

    template_name = "office/token.html"
    title = gettext_lazy("API token")
    lead = gettext_lazy("For programs that read and write in your name, with your rights.")
    http_method_names: ClassVar[list[str]] = ["get", "head", "post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        Token.objects.filter(user=request.user).delete()
        made = Token.objects.create(user=request.user) if request.POST.get("action") == "create" else None
        response = self.render_to_response(self.get_context_data(key=made.key if made else "", ended=made is None))
        response.headers["Cache-Control"] = "no-store"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        token = Token.objects.filter(user=self.request.user).first()
        return super().get_context_data(**kwargs) | {"token": token}
