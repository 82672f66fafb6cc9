from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    name = "crm.office"
    label = "office"
    verbose_name = _("Office")

    def ready(self) -> None:
        from crm.office import (  # noqa: F401 (registers what the outbox carries, what is done daily and in the background)
            deliveries,
            due,
            exports,
            reminders,
        )
        from crm.office.administration import menu
        from crm.office.imports import menu as imports_menu
        from crm.office.navigation import NavItem, register
        from crm.office.notices import register as register_notices
        from crm.office.record_panels import register_panels

        register(NavItem("tasks", _("Tasks"), "checkbox", "office:tasks", order=5))
        menu.register_menu()
        imports_menu.register_menu()
        from crm.office.services.tasks import NOTICES, due_tasks

        due.register("tasks", _("Tasks"), due_tasks)
        register_notices(NOTICES)
        register_panels()
