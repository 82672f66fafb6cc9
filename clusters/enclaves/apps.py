from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnclavesConfig(AppConfig):
    name = "clusters.enclaves"
    label = "enclaves"
    verbose_name = _("Enclave sharing")

    def ready(self) -> None:
        from clusters.enclaves.roles import grant_all
        from clusters.enclaves.workbooks import register_kinds

        grant_all()
        register_kinds()
        register_pages()


def register_pages() -> None:
    """The lines of the office's and the partners' menus."""
    from clusters.enclaves.models.agreements import READERS
    from crm.office.navigation import NavItem, register

    roles = tuple(map(str, READERS))
    pages = [
        ("agreements", _("Enclave agreements"), "file-certificate"),
        ("settlements", _("Settlements"), "report-money"),
        ("rates", _("Retained rates"), "receipt-2"),
        ("incentives", _("Incentives paid"), "coin-yuan"),
    ]
    for order, (key, label, icon) in enumerate(pages, 60):
        register(NavItem(key, label, icon, f"enclaves:{key}", roles, order))
    register(NavItem("home", _("Overview"), "home", "partner:home", order=0, side="partner"))
