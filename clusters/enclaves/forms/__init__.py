"""Forms of agreements and settlements."""

from clusters.enclaves.forms.agreements import AgreementForm, EnrolmentForm
from clusters.enclaves.forms.facts import (
    ContributionForm,
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
    "AgreementForm",
    "ContributionForm",
    "DisputeForm",
    "EnrolmentForm",
    "FloorForm",
    "IncentiveCorrectionForm",
    "IncentiveForm",
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
