from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ClustersConfig(AppConfig):
    name = "clusters"
    label = "clusters"
    verbose_name = _("Industrial base")

    def ready(self) -> None:
        from clusters import roles  # noqa: F401  (grants permissions before groups are made)
        from clusters.reference.loading import load_after_migrate
        from clusters.workbooks import register_kinds

        register_pages()
        register_bulk()
        post_migrate.connect(load_after_migrate, sender=self, dispatch_uid="clusters.reference")
        register_kinds()


def register_pages() -> None:
    """The lines of the office's menu."""
    from clusters.roles import EVALUATION_READERS, READERS
    from crm.accounts.roles import STAFF_ROLES
    from crm.office.navigation import NavItem, register

    pages = [
        ("clusters", _("Clusters and chains"), "topology-star-3", READERS),
        ("companies", _("Companies"), "building-community", STAFF_ROLES),
        ("projects", _("Projects"), "briefcase", STAFF_ROLES),
        ("observations", _("Observations"), "chart-bar", STAFF_ROLES),
        ("evaluation", _("Per-mu evaluation"), "award", EVALUATION_READERS),
        ("parcels", _("Parcels"), "map-2", STAFF_ROLES),
        ("buildings", _("Factory units"), "building-factory-2", STAFF_ROLES),
        ("cost-rates", _("Cost rates"), "calculator", STAFF_ROLES),
        ("opportunities", _("Opportunities"), "bulb", STAFF_ROLES),
        ("parks", _("Parks"), "map-pin", READERS),
        ("measures", _("The 23 measures"), "file-certificate", READERS),
    ]
    for order, (key, label, icon, roles) in enumerate(pages, 40):
        register(NavItem(key, label, icon, f"clusters:{key}", tuple(map(str, roles)), order))


def register_bulk() -> None:
    """What the list of companies does to many at once."""
    from clusters.models import Company
    from clusters.roles import COMPANY_EDITORS
    from clusters.services.tags import company_tag
    from crm.office import bulk
    from crm.office.tagging import tag_action

    bulk.register("clusters:companies", tag_action("clusters.tag", Company, company_tag, "company_id", COMPANY_EDITORS))
