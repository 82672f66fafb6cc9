"""A brochure of sites as PDF: cover, facts, where in the parks, contact. Set by typst, Chinese fonts embedded."""

import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import typst
from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pylopdf_fonts_zh_cn import sans_path

from clusters.models import Parcel
from clusters.siting import BUILDING, PARCEL
from cms import selectors, tree
from cms.caching import remembered
from cms.maps import places_of
from cms.sites import words
from cms.sites.facts import Site, compared, facts_of
from cms.sites.plan import HEIGHT, WIDTH

LAYOUT = Path(__file__).parent / "brochure.typ"
FONTS = sans_path().parent  # without them, Chinese glyphs vanish in silence
MOST = 12


def brochure_pdf(sites: list[Site], request: HttpRequest, today: date) -> bytes:
    """Words go in as data, never as markup. The same sites on the same day give the same bytes."""
    return typst.compile(
        LAYOUT.read_bytes(),
        sys_inputs={"paper": json.dumps(paper_of(sites[:MOST], request, today), ensure_ascii=False)},
        font_paths=[FONTS],
        ignore_system_fonts=True,
        timestamp=int(timezone.make_aware(datetime.combine(today, time())).timestamp()),
        format="pdf",
    )


def paper_of(sites: list[Site], request: HttpRequest, today: date) -> dict[str, Any]:
    language, menu = get_language() or "", tree.menu_of(request)
    marks = remembered(f"map {language}", lambda: places_of(list(tree.park_pages(language)), language))
    day = formats.date_format(today, "DATE_FORMAT")
    query = selectors.query_of_sites(site.code for site in sites)
    return {
        "language": "en" if language == "en" else "zh",
        "zone": _("Chuxiong National High-tech Industrial Development Zone"),
        "title": _("Sites in Chuxiong National High-tech Zone"),
        "day": day,
        "sites": [site_data(site, menu.sites.full_url if menu.sites else "") for site in sites],
        "compared": [[row.label, *(fact.text if fact else "—" for fact in row.facts)] for row in compared(sites[:4])]
        if 1 < len(sites) <= 4
        else [],
        "plan": {
            "width": WIDTH,
            "height": HEIGHT,
            "parks": [{"id": mark.park_id, "name": mark.name, "x": mark.x, "y": mark.y} for mark in marks],
        },
        "words": words_of(day),
        "contact": contact(f"{menu.enquiry.full_url}{query}" if menu.enquiry else ""),
    }


def site_data(site: Site, base: str) -> dict[str, Any]:
    kind = PARCEL if isinstance(site, Parcel) else BUILDING
    return {
        "title": words.site_title(site),
        "kind": words.kind_word(kind),
        "park": site.park_id,
        "address": base + words.site_path(kind, site.code) if base else "",
        "facts": [[fact.label, fact.text, fact.note, fact.is_known] for fact in facts_of(site)],
        "entered": _("As entered by the zone on %(day)s.")
        % {"day": formats.date_format(timezone.localtime(site.updated_at), "DATE_FORMAT")},
        "measures": [
            f"{measure.number} · {selectors.in_language(measure, 'title', get_language() or '')}"
            for measure in selectors.measures_for_site(site)
        ],
    }


def words_of(day: str) -> dict[str, str]:
    return {
        "brochure": _("Investment brochure"),
        "asof": _("As of %(day)s") % {"day": day},
        "contents": _("In this brochure"),
        "site": _("Site"),
        "compared": _("Side by side"),
        "plan": _("Where among the parks"),
        "schematic": _("Schematic: not to scale, neither true positions nor borders."),
        "measures": _("Measures of the policy that speak of it"),
        "contact": _("How to reach us"),
        "page": _("Page {page} of {pages}"),
        "note": _(
            "Figures are those that the zone has entered; what is to be confirmed or announced is marked so and not "
            "guessed. This brochure is no offer in law."
        ),
    }


def contact(enquiry: str) -> list[list[str]]:
    told = [
        (_("Zone"), _("Chuxiong National High-tech Industrial Development Zone")),
        (_("Address"), _("Chuxiong City, Chuxiong Yi Autonomous Prefecture, Yunnan, China")),
        (_("Postcode, area code"), _("Postcode 675000 · area code 0878")),
        (_("Enquire about these sites"), enquiry),
    ]
    return [[name, value] for name, value in told if value]
