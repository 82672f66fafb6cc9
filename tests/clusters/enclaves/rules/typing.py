"""Rules typed into the form, field by field, as a browser sends them."""

from typing import Any

from clusters.enclaves.forms.bands import ratio_name
from clusters.enclaves.models import Agreement, AgreementVersion
from clusters.enclaves.services import version_draft
from tests.factories.enclaves import agreement_of, indicator

ALWAYS = {"book": "fiscal", "mode": "split", "basis": "total", "retained_level": "local", "year_method": "calendar"}


def draft_of(agreement: Agreement | None = None, **fields: Any) -> AgreementVersion:
    """An empty draft of an agreement with an origin and a host."""
    agreement = agreement or agreement_of(effective=True, **fields)
    draft = version_draft(agreement=agreement, effective_year=2030, actor=None)
    draft.rules.all().delete()
    return draft


def typed(version: AgreementVersion, *bands: dict[str, Any], of: str = "tax", **fields: Any) -> dict[str, Any]:
    """`bands` are what is typed into each row of years; ratios by the parties' codes, tiers as rows of their own."""
    data = {**ALWAYS, "indicator": str(indicator(of).pk), **fields}
    bands = bands or ({},)
    data |= {"bands-TOTAL_FORMS": str(len(bands)), "bands-INITIAL_FORMS": "0"}
    for place, band in enumerate(bands):
        start = f"bands-{place}"
        tiers = band.get("tiers", [band])
        data |= {f"{start}-tiers-TOTAL_FORMS": str(len(tiers)), f"{start}-tiers-INITIAL_FORMS": "0"}
        data |= {f"{start}-{name}": str(band[name]) for name in ("first", "last", "method", "scope") if name in band}
        for row, tier in enumerate(tiers):
            for party in version.agreement.parties.all():
                if party.code in tier:
                    data[f"{start}-tiers-{row}-{ratio_name(party)}"] = tier[party.code]
            if "upper" in tier:
                data[f"{start}-tiers-{row}-upper"] = tier["upper"]
    return data
