"""The cards about leads."""

from crm.dashboards import cards
from leads.today import CARDS


def register_cards() -> None:
    for key, title, template, context, order in CARDS:
        cards.register(key, title=title, template=template, context=context, order=order)
