"""The pages as they are, and beside them the least that an answer of the API costs: sign-in, frame, one call, JSON."""

from collections.abc import Callable
from typing import Any

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from crm import urls

# The calls of the search server, made beforehand: text → call.
CALLS: dict[str, Callable[[], Any]] = {}


class BareView(APIView):
    """Asks for roles, as whatever depends on them must, and gives the server's answer."""

    def get(self, request: Request) -> Response:
        found = CALLS[request.query_params["q"]]()
        return Response(found.body | {"roles": sorted(request.user.roles)})


handler404, handler500 = urls.handler404, urls.handler500
urlpatterns = [path("bare/", BareView.as_view()), *urls.urlpatterns]
