"""What the zone set for its stages. A name stands on nearly every page, so all are read at once, for some seconds."""

import time
from typing import Any, ClassVar, NamedTuple

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils.functional import lazy
from django.utils.translation import get_language


class StageInForce(NamedTuple):
    name: str = ""
    name_en: str = ""
    days_at_most: int | None = None


Stages = dict[str, StageInForce]


class StagesInForce:
    """By stage. Another process sees a new one after `STAGE_NAMES_SECONDS`, this one at once."""

    kept: ClassVar[Stages] = {}
    good_until: ClassVar[float] = 0
    is_made: ClassVar[bool] = False

    @classmethod
    def current(cls) -> Stages:
        if time.monotonic() > cls.good_until:
            cls.keep(cls.read())
        return cls.kept

    @classmethod
    def keep(cls, stages: Stages) -> None:
        cls.kept, cls.good_until = stages, time.monotonic() + settings.STAGE_NAMES_SECONDS

    @classmethod
    def forget(cls) -> None:
        cls.good_until = 0

    @classmethod
    def read(cls) -> Stages:
        """Nothing before the first migrate, where a check or the API's description asks."""
        model = apps.get_model("leads", "StageSetting")
        cls.is_made = cls.is_made or model._meta.db_table in connection.introspection.table_names()
        rows = model.objects.values_list("stage", "name", "name_en", "days_at_most") if cls.is_made else []
        return {stage: StageInForce(*rest) for stage, *rest in rows}


def name_of(stage: str, own: Any) -> str:
    """In the language that is read; the program's own word where the zone entered none."""
    found = StagesInForce.current().get(stage, StageInForce())
    english = (get_language() or "").startswith("en")
    return (found.name_en if english else found.name) or str(own)


named = lazy(name_of, str)
