"""A version of an agreement as a JSON file: out for whoever reads it, in as a new draft."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy
from django.views import View

from clusters.enclaves.forms import VersionFileForm
from clusters.enclaves.models import AgreementVersion
from clusters.enclaves.models.agreements import READERS
from clusters.enclaves.services import version_upload
from clusters.enclaves.services.notation import file_name, log_download, read_json, version_data
from clusters.enclaves.views.agreements import AgreementAction
from crm.office.pages import OfficePage


class VersionDownload(OfficePage, View):
    """Each download is logged."""

    roles = READERS
    http_method_names = ("get", "head")

    def get(self, request: HttpRequest, pk: int) -> JsonResponse:
        versions = AgreementVersion.objects.visible_to(request.user).select_related("agreement")
        version = get_object_or_404(versions, pk=pk)
        log_download(version, request.user)
        return JsonResponse(
            version_data(version),
            json_dumps_params={"ensure_ascii": False, "indent": 2},
            headers={
                "Content-Disposition": content_disposition_header(True, file_name(version)),
                "Cache-Control": "private, no-store",
            },
        )


class VersionUpload(AgreementAction):
    title = gettext_lazy("New version from a file")
    form_class = VersionFileForm
    submit_label = gettext_lazy("Open the draft")
    question = gettext_lazy("The draft has exactly the rules of the file. It can be edited until it is reviewed.")
    success_message = gettext_lazy("The draft is open.")

    def perform(self, form: Any) -> AgreementVersion:
        data = read_json(form.cleaned_data["file"].read())
        return version_upload(
            agreement=self.record, data=data, actor=self.request.user, source=form.cleaned_data["source"]
        )
