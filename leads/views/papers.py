"""Papers of a lead."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.generic import View

from crm.audit.models import Access
from crm.audit.services import access_log
from crm.office.views import OfficePage
from leads.models import Contact, Lead
from leads.papers.sheet import sheet_pdf
from leads.views.common import WORKERS


class HandoverSheet(OfficePage, View):
    """The sheet of a transferred lead, with its contacts' numbers: taking it out is written in the log."""

    roles = WORKERS

    def get(self, request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        rows = Lead.objects.select_related("company", "cluster", "segment", "owner").visible_to(request.user)
        lead = get_object_or_404(rows.filter(status=Lead.Status.TRANSFERRED), pk=pk)
        contacts = list(Contact.objects.uncovered_for(request.user).filter(lead=lead))
        access_log(
            kind=Access.Kind.EXPORT,
            actor=request.user,
            subject=str(lead),
            subject_key=f"lead:{lead.pk}",
            count=len(contacts),
            holders=[lead.owner_id],
        )
        response = HttpResponse(sheet_pdf(lead, contacts, request.user), content_type="application/pdf")
        response.headers["Content-Disposition"] = content_disposition_header(False, f"{lead.code}.pdf")
        return response
