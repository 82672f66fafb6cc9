"""Views of lists: kept, changed by their owner only, pinned and chosen by each person for himself."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from crm.common.errors import RuleError
from crm.office.list_models import ListPreference, SavedView, works_in_office

MOST = 100  # of one person on one list
LONGEST_QUERY = 4000
WIDTHS = range(40, 1001)  # pixels


@transaction.atomic
def view_save_as(
    *, page: str, url_name: str, query: str, name: str, actor: Any, sharing: str = SavedView.Sharing.MINE
) -> SavedView:
    """A new view of the list `page`. Raises RuleError `not_office`, `name`, `taken`, `too_many`, `query`, `sharing`."""
    require_office(actor)
    if SavedView.objects.filter(owner=actor, page=page).count() >= MOST:
        raise RuleError(_("You keep %(most)d views of this list; delete one first.") % {"most": MOST}, code="too_many")
    view = SavedView(page=page, url_name=url_name, owner=actor)
    settle(view, name=name, sharing=sharing, query=query)
    return view.save_by(actor, _("View saved"))


@transaction.atomic
def view_save(*, view_id: int, url_name: str, query: str, actor: Any) -> SavedView:
    """Put what is shown now in the place of what the view held."""
    view = view_for_change(view_id, actor)
    view.url_name = url_name
    settle(view, name=view.name, sharing=view.sharing, query=query)
    return view.save_by(actor, _("View saved anew"))


@transaction.atomic
def view_rename(*, view_id: int, name: str, sharing: str, actor: Any) -> SavedView:
    view = view_for_change(view_id, actor)
    settle(view, name=name, sharing=sharing, query=view.query)
    return view.save_by(actor, _("View renamed or shared"))


@transaction.atomic
def view_delete(*, view_id: int, actor: Any) -> None:
    view = view_for_change(view_id, actor)
    view._history_user, view._change_reason = actor, _("View deleted")
    view.delete()


@transaction.atomic
def view_pin(*, view_id: int, pinned: bool, actor: Any) -> ListPreference:
    """Show a view as a tab above the list, for oneself."""
    view = view_seen(view_id, actor)
    preference = preference_of(actor, view.page)
    others = [pk for pk in preference.pinned if pk != view.pk]
    preference.pinned = [*others, view.pk] if pinned else others
    return preference.save_by(actor, _("View pinned") if pinned else _("View no longer pinned"))


@transaction.atomic
def view_open_with(*, view_id: int, opens: bool, actor: Any) -> ListPreference:
    """Open the list with this view where the address asks for nothing, for oneself."""
    view = view_seen(view_id, actor)
    preference = preference_of(actor, view.page)
    preference.opens_with = view if opens else None
    return preference.save_by(actor, _("The list opens with “%(view)s”") % {"view": view} if opens else _("No view"))


@transaction.atomic
def columns_keep(*, page: str, columns: Iterable[str], actor: Any) -> ListPreference:
    """Show these columns in this order from now on, for oneself. None at all: as the list comes."""
    require_office(actor)
    preference = preference_of(actor, page)
    preference.columns = list(dict.fromkeys(columns))
    return preference.save_by(actor, _("Columns chosen"))


@transaction.atomic
def width_keep(*, page: str, column: str, width: int | None, actor: Any) -> ListPreference:
    """The width of a column in pixels, for oneself; None: as wide as it comes."""
    require_office(actor)
    if width is not None and width not in WIDTHS:
        raise RuleError(
            _("A column is between %(least)d and %(most)d pixels wide.") % {"least": WIDTHS[0], "most": WIDTHS[-1]},
            code="width",
        )
    preference = preference_of(actor, page)
    others = {key: wide for key, wide in preference.widths.items() if key != column}
    preference.widths = others if width is None else {**others, column: width}
    return preference.save_by(actor, _("Width of a column"))


def settle(view: SavedView, *, name: str, sharing: str, query: str) -> None:
    """Check and write the parts of a view; the caller saves."""
    name = name.strip()
    if not name or len(name) > 60:
        raise RuleError(_("Give the view a name of at most 60 characters."), code="name", field="name")
    if SavedView.objects.filter(owner=view.owner, page=view.page, name=name).exclude(pk=view.pk).exists():
        raise RuleError(_("You have a view of this name already."), code="taken", field="name")
    if sharing not in SavedView.Sharing.values:
        raise RuleError(_("A view is shared with nobody, your team or all."), code="sharing", field="sharing")
    if sharing == SavedView.Sharing.TEAM and not view.owner.team_id:
        raise RuleError(_("You belong to no team."), code="no_team", field="sharing")
    if len(query) > LONGEST_QUERY:
        raise RuleError(_("These filters are too long to be kept."), code="query")
    parse_qsl(query, max_num_fields=200)
    view.name, view.sharing, view.query = name, sharing, query


def view_seen(view_id: int, actor: Any) -> SavedView:
    view = SavedView.objects.visible_to(actor).filter(pk=view_id).first()
    if view is None:
        raise Http404
    return view


def view_for_change(view_id: int, actor: Any) -> SavedView:
    """The row, locked. Whoever else sees it saves it under a name of his own."""
    view = SavedView.objects.select_for_update().filter(pk=view_seen(view_id, actor).pk).get()
    if view.owner_id != actor.pk:
        raise RuleError(
            _("Only %(owner)s changes this view. Save it as your own instead.") % {"owner": view.owner},
            code="not_yours",
        )
    return view


def require_office(actor: Any) -> None:
    if not works_in_office(actor):
        raise RuleError(_("Views are kept by the staff of the office."), code="not_office")


def preference_of(actor: Any, page: str) -> ListPreference:
    ListPreference.objects.get_or_create(user=actor, page=page)
    return ListPreference.objects.select_for_update().get(user=actor, page=page)
