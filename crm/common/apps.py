from django.apps import AppConfig, apps
from django.conf import settings

OURS = {"crm", "clusters", "leads", "search", "cms"}


class CommonConfig(AppConfig):
    name = "crm.common"
    label = "common"

    def ready(self) -> None:
        from crm.common.schema import choice_names

        ours = [model for model in apps.get_models() if model.__module__.split(".")[0] in OURS]
        kept = [model for model in ours if not model.__name__.startswith("Historical")]
        settings.SPECTACULAR_SETTINGS["ENUM_NAME_OVERRIDES"].update(choice_names(kept))
