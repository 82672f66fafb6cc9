"""Statements to take along: whoever sees one may take it out, and each time is logged."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views import View

from clusters.enclaves.models import Statement
from clusters.enclaves.models.agreements import READERS
from clusters.enclaves.papers import statement_pdf, statement_sheets
from crm.audit.models import Access
from crm.audit.services import access_log
from crm.office.exports import file_response
from crm.office.pages import OfficePage, PartnerPage
from crm.office.services.exports import export_write
from crm.workbooks.models import Export

STATEMENTS = Statement.objects.select_related("settlement__agreement", "settlement__agreement_version", "party")


class StatementFile(OfficePage, View):
    """`form` is `pdf`, or a form of exports, which then waits on “My exports” too."""

    roles = READERS
    form = "pdf"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, pk: int, **kwargs: Any) -> HttpResponseBase:
        statement = get_object_or_404(STATEMENTS.visible_to(request.user), pk=pk)
        return self.pdf(statement) if self.form == "pdf" else self.exported(statement)

    def pdf(self, statement: Statement) -> HttpResponse:
        name = f"{statement.number}.pdf"
        access_log(
            kind=Access.Kind.DOWNLOAD,
            actor=self.request.user,
            subject=_("Statement %(number)s") % {"number": name},
            subject_key=f"statement:{statement.pk}",
        )
        headers = {"Content-Disposition": content_disposition_header(True, name), "Cache-Control": "private, no-store"}
        return HttpResponse(statement_pdf(statement), content_type="application/pdf", headers=headers)

    def exported(self, statement: Statement) -> HttpResponseBase:
        """As its workbook with live formulas, or the values alone."""
        paper, user = statement_sheets(statement), self.request.user
        export = Export(owner=user, title=statement.number, form=self.form, path=self.page_of(statement))
        subject = f"statement:{statement.pk}"
        return file_response(export_write(export=export, listings=paper.listings(), subject=subject, paper=paper))

    def page_of(self, statement: Statement) -> str:
        return statement.settlement.get_absolute_url()


class PartnerStatementFile(PartnerPage, StatementFile):
    """Of its own party only: `visible_to` knows no other."""

    def page_of(self, statement: Statement) -> str:
        return reverse("partner:statement", args=[statement.pk])
