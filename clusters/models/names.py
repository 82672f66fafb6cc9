"""Reference data has a Chinese and an English name; a page shows the one of its language."""

from django.db import models
from django.utils.translation import get_language


class Named(models.Model):
    """Has `name` and `name_en`. What is stored, exported or compared uses `name`; `str` is for people to read."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        return (self.name_en if get_language() == "en" else "") or self.name
