"""The list, the board and the map of leads: one set of filters, three ways to look."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.office.badges import Badge
from crm.office.columns import area, money
from crm.office.list_state import Layout
from crm.office.lists import Totals
from crm.office.views import Action, Column, ListPage
from leads import maps
from leads.boards import board, next_cards, totals_of
from leads.filters import EVERY, LeadFilter
from leads.lights import Lights
from leads.models import Lead, LeadStage
from leads.views.common import READERS, WORKERS

STATUS_TONES = {"active": "blue", "on_hold": "yellow", "lost": "grey", "transferred": "grey", "closed": "grey"}


def status_badge(lead: Lead) -> Badge:
    return Badge(lead.get_status_display(), STATUS_TONES[lead.status])


def owner_of(lead: Lead) -> Any:
    return lead.owner or (_("Pool") if lead.pooled_at else lead.owner_text or None)


def named_owner_of(lead: Lead) -> Any:
    """Without a word for a lead in the pool: no owner goes by that name."""
    return lead.owner or lead.owner_text or None


class LeadRows(ListPage):
    # A list of its own for the tags: a queryset for each row takes longer than reading them.
    queryset = Lead.objects.select_related("company", "cluster", "owner", "source", "introduced_by").prefetch_related(
        Prefetch("tags", to_attr="tags_shown")
    )
    roles = READERS
    section = "leads"
    filterset_class = LeadFilter
    empty_title = gettext_lazy("No leads yet.")
    empty_text = gettext_lazy("Register the first one, or bring in a ledger.")
    empty_action = Action(gettext_lazy("Register a lead"), "/office/leads/new/", "plus", WORKERS, primary=True)
    actions = (empty_action,)
    default_sort = "-progressed_on"
    under_first = ("company", "stage", "light", "investment_fen")
    list_key = "leads:leads"
    layouts = (
        Layout(gettext_lazy("List"), "list", "leads:leads"),
        Layout(gettext_lazy("Board"), "layout-kanban", "leads:board"),
        Layout(gettext_lazy("Map"), "map-2", "leads:map"),
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | self.wider()

    @cached_property
    def lights(self) -> Lights:
        return Lights()

    def get_columns(self) -> tuple[Column | str, ...]:
        lights = self.lights
        return (
            Column("name", _("Project"), sort="name", link=True),
            Column("company", _("Company"), value="company.name", sort="company__name"),
            Column("stage", _("Stage"), sort="stage"),
            Column("light", _("Light"), value=lights.badge, export=lambda lead: str(lights.badge(lead) or "")),
            money("investment_fen", _("Investment"), adds_up=True),
            area("land_sqm", _("Land"), adds_up=True),
            Column("owner", _("Owner"), value=owner_of, export=named_owner_of, sort="owner__full_name"),
            Column("cluster", _("Cluster"), sort="cluster__order"),
            Column("progressed_on", _("Last progress"), sort="progressed_on"),
            Column("next_step", _("Next step"), sort="next_step_on", value=next_step_of),
            Column("status", _("Status"), value=status_badge, sort="status"),
            Column("tags", _("Tags"), value="tags_shown"),
            Column("source", _("Source"), sort="source__order", shown=False),
            Column("introduced_by", _("Introduced by"), value="introduced_by.name", shown=False),
            Column("first_contact_on", _("First contact"), sort="first_contact_on", shown=False),
            Column("power_kwh_year", _("Electricity"), numeric=True, unit="kWh", sort="power_kwh_year", shown=False),
            Column("code", _("Code"), sort="code", shown=False),
            Column("credit_code", _("Credit code"), value="company.credit_code", shown=False),
            Column("lost_reason", _("Reason of the end"), shown=False),
            Column("lost_to", _("Went to"), shown=False),
        )

    def wider(self) -> dict[str, Any]:
        """Nothing found among the leads in progress: the ended ones are one click away."""
        if self.request.GET.get("status"):
            return {}
        query = self.request.GET.copy()
        query["status"] = EVERY
        return {"wider_url": f"?{query.urlencode()}", "wider_label": _("Look among the ended ones too")}


class LeadList(LeadRows):
    template_name = "leads/list.html"
    title = gettext_lazy("Leads")


def next_step_of(lead: Lead) -> str:
    if lead.next_step and lead.next_step_on:
        return f"{lead.next_step_on:%m-%d} {lead.next_step}"
    return lead.next_step


class LeadBoard(LeadRows):
    template_name = "leads/board.html"
    table_template = "leads/board_columns.html"
    cards_template = "leads/board_cards.html"
    title = gettext_lazy("Board of leads")
    paginate_by = None
    can_export = False

    @property
    def next_of(self) -> tuple[str, int] | None:
        """`column=clue&after=25` asks for the next cards of one column."""
        stage, after = self.request.GET.get("column", ""), self.request.GET.get("after", "")
        known = stage in LeadStage.values and after.isascii() and after.isdigit() and len(after) < 8
        return (stage, int(after)) if known and self.request.htmx else None

    def get_template_names(self) -> list[str]:
        return [self.cards_template] if self.next_of else super().get_template_names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The whole list never is asked for: the first cards of each column, or the next ones of one."""
        if self.next_of:
            return self.next_context(*self.next_of)
        rows = self.object_list
        self.columns_shown = board(rows, self.queryset.all())
        self.object_list = rows.none()
        context = super().get_context_data(**kwargs)
        self.mark(card for column in self.columns_shown for card in column.cards)
        return context | {"board": self.columns_shown, **self.moving()}

    def next_context(self, stage: str, after: int) -> dict[str, Any]:
        cards, more = next_cards(self.object_list, stage, after)
        self.mark(cards)
        return {"cards": cards, "stage": stage, "more": more, **self.moving()}

    def moving(self) -> dict[str, Any]:
        return {"may_move": self.request.user.has_role(*WORKERS), "stages": LeadStage.choices}

    def mark(self, cards: Iterable[Lead]) -> None:
        """How long each has stood still."""
        lights = self.lights
        for card in cards:
            card.light, card.age, card.why = lights.badge(card), lights.age(card), lights.why(card)

    def totals_unpaged(self, rows: Any) -> Totals:
        return totals_of(self.columns_shown)


class LeadMap(LeadRows):
    """Where leads go. The drawing is abstract; the table under it says the same and leads to the rows."""

    template_name = "leads/list.html"
    table_template = "leads/map_parks.html"
    title = gettext_lazy("Map of leads")
    paginate_by = None
    can_export = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.object_list
        self.parks = maps.map_of(rows)
        self.object_list = rows.none()
        return super().get_context_data(**kwargs) | {"parks": self.parks, "depth": maps.depth_of(self.parks)}

    def totals_unpaged(self, rows: Any) -> Totals:
        return maps.totals_of(self.parks)
