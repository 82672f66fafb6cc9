from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class LeadsConfig(AppConfig):
    name = "leads"
    label = "leads"
    verbose_name = _("Leads")

    def ready(self) -> None:
        from leads import daily, roles, slots  # noqa: F401 - roles grants permissions, daily registers a day's work
        from leads.reference import create_reference

        slots.register()
        from leads.workbooks import register_kinds

        post_migrate.connect(create_reference, sender=self, dispatch_uid="leads.reference")
        register_kinds()
