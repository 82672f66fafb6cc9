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
