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

        post_migrate.connect(load_after_migrate, sender=self, dispatch_uid="clusters.reference")
        register_kinds()
