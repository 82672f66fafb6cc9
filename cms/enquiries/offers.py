"""What on offer an enquiry names: opportunities and sites by their codes, as addresses and drafts hold them."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from clusters.models import Building, Opportunity, Parcel
from cms.selectors import ANYBODY, in_language
from crm.common.areas import mu

MOST = 20  # of each kind in one enquiry
CODE_LENGTH = 60


def codes_in(text: str | None) -> list[str]:
    found = [code[:CODE_LENGTH] for code in re.split(r"[,\s\x00]+", text or "") if code]
    return list(dict.fromkeys(found))[:MOST]


class Offers(NamedTuple):
    """(code, words) of what is on offer, and the codes that are not (any more)."""

    opportunities: list[tuple[str, str]]
    sites: list[tuple[str, str]]
    gone: list[str]

    @classmethod
    def of(cls, words: Mapping[str, str], language: str) -> "Offers":
        asked, places = codes_in(words.get("opportunities")), codes_in(words.get("sites"))
        opportunities = named_opportunities(asked, language) if asked else {}
        sites = named_sites(places, language) if places else {}
        return cls(
            [(code, opportunities[code]) for code in asked if code in opportunities],
            [(code, sites[code]) for code in places if code in sites],
            [code for code in asked if code not in opportunities] + [code for code in places if code not in sites],
        )


def named_opportunities(codes: list[str], language: str) -> dict[str, str]:
    rows = Opportunity.objects.all().visible_to(ANYBODY).filter(code__in=codes).select_related("cluster")
    return {row.code: f"{in_language(row, 'title', language)} · {place(row.cluster, language)}" for row in rows}


def named_sites(codes: list[str], language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for model, words in ((Parcel, parcel_words), (Building, building_words)):
        rows = model.objects.all().visible_to(ANYBODY).filter(code__in=codes).select_related("park")
        found |= {row.code: f"{row.code} · {place(row.park, language)} · {words(row)}" for row in rows}
    return found


def place(record: Any, language: str) -> str:
    return in_language(record, "name", language)


def parcel_words(row: Parcel) -> str:
    return _("land, %(area)s mu") % {"area": f"{mu(row.area_sqm):,.2f}".rstrip("0").rstrip(".")}


def building_words(row: Building) -> str:
    return _("factory unit, %(area)s m²") % {"area": f"{row.area_sqm:,.2f}".rstrip("0").rstrip(".")}
