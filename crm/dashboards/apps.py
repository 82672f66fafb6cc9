from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardsConfig(AppConfig):
    name = "crm.dashboards"
    label = "dashboards"
    verbose_name = _("Dashboards")

    def ready(self) -> None:
        from crm.dashboards import enclaves, leads, news, tasks
        from crm.office.navigation import NavItem, register

        register(NavItem("today", _("Today"), "home", "dashboards:today", order=0))
        from crm.dashboards.numbers.views import ROLES

        register(NavItem("numbers", _("Numbers"), "report-analytics", "dashboards:numbers", ROLES, order=5))
        news.register_card()
        tasks.register_card()
        leads.register_cards()
        enclaves.register_card()
