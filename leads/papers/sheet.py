"""The hand-over sheet of a lead as a PDF: what the place that takes it over has to know."""

import json
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pylopdf_fonts_zh_cn import sans_path

from crm.common.areas import mu
from crm.common.money import scale_fen
from crm.common.units import unit_word
from leads.models import Activity, Contact, Lead

LAYOUT = Path(__file__).parent / "sheet.typ"
FONTS = sans_path().parent
ACTIVITIES = 20

Rows = list[tuple[str, str]]


def sheet_pdf(lead: Lead, contacts: list[Contact], user: Any) -> bytes:
    """`contacts` as the reader may see them; the caller has logged that their numbers are read."""
    return typst.compile(
        input=LAYOUT.read_bytes(),
        sys_inputs={"paper": json.dumps(sheet_data(lead, contacts, user), ensure_ascii=False)},
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="pdf",
    )


def sheet_data(lead: Lead, contacts: list[Contact], user: Any) -> dict[str, Any]:
    parts = (
        (_("Project"), project_rows(lead)),
        (_("Transfer"), transfer_rows(lead)),
        (_("Contacts"), [(row.name, " ".join(filter(None, [row.position, row.phone, row.email]))) for row in contacts]),
        (_("What has been done"), activity_rows(lead, user)),
    )
    return {
        "language": "en" if (get_language() or "").startswith("en") else "zh",
        "title": _("Hand-over sheet of a lead"),
        "parts": [{"title": title, "rows": [list(row) for row in rows]} for title, rows in parts],
        "nothing": _("Nothing is recorded."),
        "signatures": [_("Handed over by"), _("Taken over by")],
        "sign": _("Name, seal, date"),
        "foot": f"{lead.code} · {timezone.localdate()} · {user}",
    }


def project_rows(lead: Lead) -> Rows:
    rows = (
        (_("Code"), lead.code),
        (_("Project name"), lead.name),
        (_("Company"), lead.company.name),
        (_("Credit code"), lead.company.credit_code),
        (_("Cluster"), lead.cluster),
        (_("Value-chain segment"), lead.segment or lead.segment_text),
        (_("Stage"), lead.get_stage_display()),
        (_("Intended investment"), None if lead.investment_fen is None else scale_fen(lead.investment_fen)),
        (_("Land needed"), None if lead.land_sqm is None else f"{mu(lead.land_sqm):,} {unit_word('亩')}"),
        (_("Electricity"), None if lead.power_kwh_year is None else f"{lead.power_kwh_year:,} kWh"),
        (_("First contact"), lead.first_contact_on),
        (_("Note"), lead.note),
    )
    return [(label, str(value)) for label, value in rows if value]


def transfer_rows(lead: Lead) -> Rows:
    rows = (
        (_("To which place"), lead.lost_to),
        (_("Date"), lead.lost_on),
        (_("Reason"), lead.lost_reason),
        (_("Owner"), lead.owner or lead.owner_text),
    )
    return [(label, str(value)) for label, value in rows if value]


def activity_rows(lead: Lead, user: Any) -> Rows:
    rows = Activity.objects.visible_to(user).filter(lead=lead)[:ACTIVITIES]
    return [(f"{row.happened_on} {row.get_kind_display()}", row.text) for row in rows]
