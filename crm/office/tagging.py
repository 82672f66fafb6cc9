"""Tags on pages and in bulk, the same for every kind of record that has them."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.common.errors import RuleError
from crm.office.bulk import Applied, BulkAction
from crm.office.services.tags import tag_names


class TagsField(forms.CharField):
    """Words with commas between them."""

    def __init__(self, **kwargs: Any) -> None:
        told = _("Several with commas between them. All staff see the words, so name no secret in them.")
        super().__init__(label=_("Tags"), max_length=400, help_text=told, **kwargs)

    def clean(self, value: Any) -> list[str]:
        try:
            return tag_names(super().clean(value))
        except RuleError as error:
            raise forms.ValidationError(error.message) from error


class TagsForm(forms.Form):
    """Of one lead: exactly these."""

    tags = TagsField(required=False)


class TagForm(forms.Form):
    """Of many: to be added or taken away."""

    tags = TagsField()
    take_away = forms.BooleanField(label=_("Take these tags away instead"), required=False)


def tag_text(record: Any) -> str:
    return "、".join(tag.name for tag in record.tags.all())


def tag_action(
    key: str, model: type[models.Model], change: Callable[..., Any], argument: str, roles: tuple[str, ...]
) -> BulkAction:
    """`change` is the service, `argument` its name for the record's key; it checks rights and version."""

    def apply(pk: int, answers: dict[str, Any], actor: Any) -> Applied | None:
        names, away = answers["tags"], answers["take_away"]
        record = change(**{argument: pk}, actor=actor)
        now, read = {tag.name for tag in record.tags.all()}, record.version
        record = change(**{argument: pk}, actor=actor, **({"remove": names} if away else {"add": names}))
        if record.version == read:
            return None
        changed = [name for name in names if (name in now) == away]
        return Applied({"removed": changed if away else [], "added": [] if away else changed}, record.version)

    def restore(pk: int, before: dict[str, Any], version: int, actor: Any) -> Any:
        return change(**{argument: pk}, actor=actor, add=before["removed"], remove=before["added"], version=version)

    return BulkAction(key, _("Tag"), "tag", model, apply, restore, TagForm, roles)
