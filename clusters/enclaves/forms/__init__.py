"""Forms of agreements and settlements."""

from clusters.enclaves.forms.agreements import (
    AgreementEditForm,
    AgreementForm,
    EnrolmentEditForm,
    EnrolmentForm,
    PartyForm,
)
from clusters.enclaves.forms.facts import (
    IncentiveCorrectionForm,
    IncentiveForm,
    RateCorrectionForm,
    RateForm,
)
from clusters.enclaves.forms.rules import RuleForm
from clusters.enclaves.forms.settlements import (
    DisputeForm,
    ReasonForm,
    ReplyForm,
    RulingForm,
    SettleYearForm,
    TransferForm,
)
from clusters.enclaves.forms.versions import FloorForm, ReviewForm, VersionFileForm, VersionForm

__all__ = [
    "AgreementEditForm",
    "AgreementForm",
    "DisputeForm",
    "EnrolmentEditForm",
    "EnrolmentForm",
    "FloorForm",
    "IncentiveCorrectionForm",
    "IncentiveForm",
    "PartyForm",
    "RateCorrectionForm",
    "RateForm",
    "ReasonForm",
    "ReplyForm",
    "ReviewForm",
    "RuleForm",
    "RulingForm",
    "SettleYearForm",
    "TransferForm",
    "VersionFileForm",
    "VersionForm",
]
