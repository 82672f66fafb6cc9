"""Background work: one's own list, how far each piece is, going on with it and stopping it."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from crm.common.errors import RuleError
from crm.office.badges import Badge
from crm.office.columns import Column
from crm.office.lists import ListPage
from crm.office.pages import AnySidePage
from crm.workbooks.jobs import job_cancel, job_resume
from crm.workbooks.models import Job

TONES = {"waiting": "grey", "running": "blue", "done": "green", "failed": "red", "cancelled": "grey"}


def job_address(job: Job) -> str:
    return job.link or reverse("office:job", args=[job.pk])


def job_badge(job: Job) -> Badge:
    if job.is_lost:
        return Badge(_("Broken off"), "red")
    return Badge(job.get_state_display(), TONES[job.state])


def job_share(job: Job) -> str:
    percent = job.with_signs().percent
    return f"{percent} %" if percent is not None and job.is_open else ""


class OwnJobs(AnySidePage):
    def get_queryset(self) -> QuerySet:
        return Job.objects.all().visible_to(self.request.user)

    def get_job(self) -> Job:
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])


class JobListPage(AnySidePage, ListPage):
    model = Job
    title = gettext_lazy("Background work")
    lead = gettext_lazy("What you have set going: it goes on while you do something else.")
    can_export = False
    under_first = ("state", "created_at")
    columns = (
        Column("title", gettext_lazy("what"), link=job_address),
        Column("state", gettext_lazy("state"), value=job_badge, sort="state"),
        Column("percent", gettext_lazy("so far"), value=job_share, numeric=True),
        Column("message", gettext_lazy("message")),
        Column("created_at", gettext_lazy("since"), sort="created_at"),
        Column("ended_at", gettext_lazy("ended"), sort="ended_at"),
    )
    default_sort = "-created_at"
    empty_title = gettext_lazy("Nothing is under way.")
    empty_text = gettext_lazy("Large imports and exports are done in the background and stand here.")


class JobPage(OwnJobs, TemplateView):
    """One piece of work that has no better page of its own."""

    template_name = "office/jobs/job.html"

    def get_title(self) -> str:
        return str(self.get_job())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(job=self.get_job().with_signs(), **kwargs)


class JobProgress(OwnJobs, TemplateView):
    """The part of a page that looks again each second; once the work is over the page is shown anew."""

    template_name = "office/jobs/progress.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"job": self.get_job().with_signs()}

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        if not context["job"].is_open:
            response.headers["HX-Refresh"] = "true"
        return response


class JobResume(OwnJobs, View):
    http_method_names = ["post"]
    service = staticmethod(job_resume)
    done = gettext_lazy("Begun anew.")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self.get_job()
        try:
            type(self).service(job_id=job.pk)
            messages.success(request, self.done)
        except RuleError as error:
            messages.error(request, error.message)
        return redirect(job_address(job))


class JobCancel(JobResume):
    service = staticmethod(job_cancel)
    done = gettext_lazy("It is being stopped; what it wrote is undone.")
