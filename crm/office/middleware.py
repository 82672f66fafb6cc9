"""The one place where the content policy is looser: Wagtail's own pages write inline scripts and styles."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class WagtailPolicyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith("/cms/"):
            response._csp_update = settings.WAGTAIL_CSP
        return response
