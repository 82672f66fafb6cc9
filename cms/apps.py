from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    label = "cms"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from cms.roles import grant_after_migrate
        from cms.search import register_search
        from cms.signals import follow_changes

        register_search()
        follow_changes()
        post_migrate.connect(grant_after_migrate, dispatch_uid="cms.pages")
