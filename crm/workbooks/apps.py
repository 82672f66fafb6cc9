from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkbooksConfig(AppConfig):
    name = "crm.workbooks"
    label = "workbooks"
    verbose_name = _("Workbooks")

    def ready(self) -> None:
        from crm.workbooks import import_jobs  # noqa: F401 (registers its background work)
