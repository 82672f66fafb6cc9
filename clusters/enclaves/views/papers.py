"""Statements to take along: whoever sees one may download it, and each download is logged."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views import View

from clusters.enclaves.models import Statement
from clusters.enclaves.models.agreements import READERS
from clusters.enclaves.papers import statement_pdf, statement_workbook
from crm.audit.models import Access
from crm.audit.services import access_log
from crm.office.pages import OfficePage, PartnerPage
from crm.workbooks.export import XLSX

STATEMENTS = Statement.objects.select_related("settlement__agreement", "settlement__agreement_version", "party")
FORMS = {"pdf": ("application/pdf", statement_pdf), "xlsx": (XLSX, statement_workbook)}


class StatementFile(OfficePage, View):
    """`form` is `pdf` or `xlsx`."""

    roles = READERS
    form = "pdf"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, pk: int, **kwargs: Any) -> HttpResponse:
        statement = get_object_or_404(STATEMENTS.visible_to(request.user), pk=pk)
        media_type, made = FORMS[self.form]
        name = f"{statement.number}.{self.form}"
        access_log(
            kind=Access.Kind.DOWNLOAD,
            actor=request.user,
            subject=_("Statement %(number)s") % {"number": name},
            subject_key=f"statement:{statement.pk}",
        )
        headers = {"Content-Disposition": content_disposition_header(True, name), "Cache-Control": "private, no-store"}
        return HttpResponse(made(statement), content_type=media_type, headers=headers)


class PartnerStatementFile(PartnerPage, StatementFile):
    """Of its own party only: `visible_to` knows no other."""
