"""Pages and buttons of saved views, and what a list remembers for a person."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from crm.common.errors import RuleError
from crm.office.edits import ActionPage
from crm.office.list_models import SavedView
from crm.office.list_state import chosen_keys, list_page
from crm.office.pages import OfficePage
from crm.office.services.saved_views import (
    columns_keep,
    view_delete,
    view_open_with,
    view_pin,
    view_rename,
    view_save,
    view_save_as,
    width_keep,
)


def known_page(url_name: str, user: Any) -> Any:
    """The list of that name, if there is one that this person may open."""
    found = list_page(url_name)
    if found is None or not found().may_enter(user):
        raise Http404
    return found


class NamedForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    sharing = forms.ChoiceField(
        label=gettext_lazy("Shared with"),
        choices=SavedView.Sharing.choices,
        widget=forms.RadioSelect,
        initial=SavedView.Sharing.MINE,
        help_text=gettext_lazy("Each person sees, through a view, only the rows that he may see."),
    )


class NewForm(NamedForm):
    pinned = forms.BooleanField(label=gettext_lazy("Pin it above the list"), required=False, initial=True)
    opens = forms.BooleanField(label=gettext_lazy("Open the list with it"), required=False)


class ViewSaveAs(ActionPage):
    """`?url_name=leads:board&query=owner%3D%40me`: what is shown, under a name."""

    form_class = NewForm
    title = gettext_lazy("Save as a view")
    submit_label = gettext_lazy("Save")
    success_message = gettext_lazy("The view is saved.")

    def get_record(self) -> Any:
        self.page = known_page(self.request.GET.get("url_name", ""), self.request.user)
        return None

    def perform(self, form: forms.BaseForm) -> SavedView:
        given, user, asked = form.cleaned_data, self.request.user, self.request.GET
        view = view_save_as(
            page=self.page.list_key or asked["url_name"],
            url_name=asked["url_name"],
            query=asked.get("query", ""),
            name=given["name"],
            sharing=given["sharing"],
            actor=user,
        )
        if given["pinned"]:
            view_pin(view_id=view.pk, pinned=True, actor=user)
        if given["opens"]:
            view_open_with(view_id=view.pk, opens=True, actor=user)
        return view

    def get_success_url(self) -> str:
        return self.result.get_absolute_url()

    def get_cancel_url(self) -> str:
        asked = self.request.GET
        return f"{reverse(asked['url_name'])}?{asked.get('query', '')}"


class OnView(ActionPage):
    model = SavedView

    def get_lead(self) -> str:
        return str(self.record)


class ViewSave(OnView):
    """What the page showed, sent along by its button."""

    title = gettext_lazy("Save the view")
    question = gettext_lazy("What the list shows now takes the place of what the view held.")
    success_message = gettext_lazy("The view is saved.")

    def perform(self, form: forms.BaseForm) -> SavedView:
        asked = {**self.request.GET.dict(), **self.request.POST.dict()}
        known_page(asked.get("url_name", ""), self.request.user)
        return view_save(
            view_id=self.record.pk,
            url_name=asked["url_name"],
            query=asked.get("query", ""),
            actor=self.request.user,
        )

    def get_success_url(self) -> str:
        return self.result.get_absolute_url()


class ViewRename(OnView):
    form_class = NamedForm
    title = gettext_lazy("Rename or share the view")
    submit_label = gettext_lazy("Save")
    success_message = gettext_lazy("Saved.")

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.record.name, "sharing": self.record.sharing}

    def perform(self, form: forms.BaseForm) -> SavedView:
        return view_rename(view_id=self.record.pk, actor=self.request.user, **form.cleaned_data)


class ViewDelete(OnView):
    title = gettext_lazy("Delete the view")
    question = gettext_lazy("The rows stay as they are. Whoever uses the view loses it.")
    submit_label = gettext_lazy("Delete")
    success_message = gettext_lazy("The view is deleted.")
    danger = True

    def perform(self, form: forms.BaseForm) -> None:
        self.address = f"{reverse(self.record.url_name)}?view=none"
        view_delete(view_id=self.record.pk, actor=self.request.user)

    def get_success_url(self) -> str:
        return self.address


class ViewMark(OfficePage, View):
    """Pin a view or take it down, open the list with it or no longer; `on` says which."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, mark: str) -> HttpResponse:
        view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
        on = request.POST.get("on") == "1"
        if mark == "pin":
            view_pin(view_id=view.pk, pinned=on, actor=request.user)
            messages.success(request, _("It stands above the list.") if on else _("It is taken down."))
        else:
            view_open_with(view_id=view.pk, opens=on, actor=request.user)
            messages.success(request, _("The list opens with it.") if on else _("The list opens without a view."))
        return redirect(view.get_absolute_url())


class ColumnsKeep(OfficePage, View):
    """The chosen columns, for oneself from now on; the address loses its own choice."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        url_name = request.POST.get("url_name", "")
        page = known_page(url_name, request.user)
        keys = chosen_keys(request.POST.getlist("columns"))
        columns_keep(page=page.list_key or url_name, columns=keys, actor=request.user)
        messages.success(request, _("These columns are yours from now on."))
        own = ("columns", "url_name", "csrfmiddlewaretoken")
        kept = [(name, value) for name, values in request.POST.lists() for value in values if name not in own]
        return redirect(f"{reverse(url_name)}?{urlencode(kept)}".rstrip("?"))


class WidthKeep(OfficePage, View):
    """The width of a column after it was drawn with the mouse or moved by the keys."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        url_name, width = request.POST.get("url_name", ""), request.POST.get("width", "")
        page = known_page(url_name, request.user)
        try:
            width_keep(
                page=page.list_key or url_name,
                column=request.POST.get("column", "")[:60],
                width=int(width) if width.isascii() and width.isdigit() and len(width) < 6 else None,
                actor=request.user,
            )
        except RuleError as error:
            return HttpResponse(error.message, status=409, content_type="text/plain")
        return HttpResponse(status=204)
