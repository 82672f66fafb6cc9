"""All addresses of the project, and a view that always says the same."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from crm.urls import handler404, handler500
from crm.urls import urlpatterns as own

__all__ = ["handler404", "handler500", "urlpatterns"]


def constant(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<!doctype html><title>constant</title>")


urlpatterns = [path("constant/", constant), *own]
