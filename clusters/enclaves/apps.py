from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnclavesConfig(AppConfig):
    name = "clusters.enclaves"
    label = "enclaves"
    verbose_name = _("Enclave sharing")

    def ready(self) -> None:
        from clusters.enclaves.roles import grant_all
        from clusters.enclaves.services.notices import KINDS
        from clusters.enclaves.workbooks import register_kinds
        from crm.office import notices

        grant_all()
        register_kinds()
        notices.register(KINDS)
        register_pages()
        register_panels()


def register_pages() -> None:
    """The lines of the office's and the partners' menus."""
    from clusters.enclaves.models.agreements import READERS
    from crm.office.navigation import NavItem, register

    roles = tuple(map(str, READERS))
    pages = [
        ("agreements", _("Enclave agreements"), "file-certificate"),
        ("settlements", _("Settlements"), "report-money"),
        ("simulations", _("Simulations"), "chart-line"),
        ("rates", _("Retained rates"), "receipt-2"),
        ("incentives", _("Incentives paid"), "coin-yuan"),
        ("figures", _("Figures handed in"), "inbox"),
        ("returns", _("Tax increment returned"), "chart-bar"),
    ]
    for order, (key, label, icon) in enumerate(pages, 60):
        register(NavItem(key, label, icon, f"enclaves:{key}", roles, order))
    register(NavItem("simulations", _("Simulations"), "chart-line", "partner:simulations", order=5, side="partner"))
    register(NavItem("home", _("Overview"), "home", "partner:home", order=0, side="partner"))
    register(NavItem("figures", _("Figures handed in"), "inbox", "partner:figures", order=20, side="partner"))


def register_panels() -> None:
    """A project's page tells of its agreements."""
    from clusters.enclaves.panels import agreements_of
    from crm.office import panels

    panels.register(
        "clusters.project",
        title=_("Agreements and shares"),
        template="enclaves/project_panel.html",
        context=agreements_of,
        order=30,
    )
