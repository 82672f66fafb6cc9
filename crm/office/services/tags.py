"""Tags: words that are made by being used."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from crm.common.errors import RuleError
from crm.office.bulk_models import Tag

LONGEST, MOST = 20, 20
BETWEEN = re.compile(r"[,，;；、\n]+")


def tag_names(text: str) -> list[str]:
    """`大项目、外资, 重点` as three words. Raises RuleError `tag_long`."""
    words = (unicodedata.normalize("NFKC", " ".join(word.split())) for word in BETWEEN.split(text))
    names = list(dict.fromkeys(word for word in words if word))
    long = next((name for name in names if len(name) > LONGEST), None)
    if long:
        raise RuleError(
            _("A tag has at most %(most)d characters: “%(tag)s”.") % {"most": LONGEST, "tag": long},
            code="tag_long",
            field="tags",
        )
    return names


def tags_change(record: Any, *, add: Iterable[str] = (), remove: Iterable[str] = (), actor: Any) -> bool:
    """Write the tags of a record that the caller has locked and may change; whether anything changed.

    The record's own history says who and what. Raises RuleError `tags_many`.
    """
    now = {tag.name for tag in record.tags.all()}
    new, gone = [name for name in add if name not in now], [name for name in remove if name in now]
    if not new and not gone:
        return False
    if len(now) + len(new) - len(gone) > MOST:
        raise RuleError(_("A record has at most %(most)d tags.") % {"most": MOST}, code="tags_many", field="tags")
    record.tags.remove(*record.tags.filter(name__in=gone))
    record.tags.add(*(tag_of(name, actor) for name in new))
    told = [_("Tagged: %(tags)s") % {"tags": "、".join(new)}] if new else []
    told += [_("Tag taken away: %(tags)s") % {"tags": "、".join(gone)}] if gone else []
    record.save_by(actor, " · ".join(told))
    return True


def tag_of(name: str, actor: Any) -> Tag:
    return Tag.objects.filter(name=name).first() or Tag(name=name).save_by(actor, _("First used"))
