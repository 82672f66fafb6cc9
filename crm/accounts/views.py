"""Where a person lands after signing in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from crm.accounts.roles import OFFICE_ROLES


@login_required
def home(request: HttpRequest) -> HttpResponse:
    if request.user.has_role(*OFFICE_ROLES):
        return redirect("/office/")
    return redirect("/partner/" if request.user.is_partner else "/")
