from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    name = "crm.office"
    label = "office"
    verbose_name = _("Office")

    def ready(self) -> None:
        from crm.office.administration import menu
        from crm.office.imports import menu as imports_menu

        menu.register_menu()
        imports_menu.register_menu()
