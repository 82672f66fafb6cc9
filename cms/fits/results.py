"""What goes with the answers, in the order in which one reads it."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from clusters.fitting import State
from clusters.models import Opportunity
from clusters.selectors.fitting import ProvisionFit, measures_for
from clusters.selectors.sites import SiteFit, sites_for
from cms import selectors
from cms.fits.questions import FitsForm
from cms.selectors import ANYBODY

SITES = 5
OPPORTUNITIES = 6


@dataclass(frozen=True)
class Group:
    state: State
    title: str
    note: str
    fits: list[ProvisionFit]


class Results:
    """Of a valid form. `user` is nobody: only what is public counts."""

    def __init__(self, form: FitsForm) -> None:
        self.form = form

    @cached_property
    def provisions(self) -> list[ProvisionFit]:
        return measures_for(self.form.answers, ANYBODY)

    def of(self, state: State) -> list[ProvisionFit]:
        return [each for each in self.provisions if each.state == state]

    @cached_property
    def groups(self) -> list[Group]:
        told = (
            (State.APPLIES, _("Applies to you"), _("By what you answered and what the policy says.")),
            (
                State.OPEN,
                _("Fits, one point to be confirmed"),
                _("The policy leaves something open here. We confirm it in our answer; we do not guess."),
            ),
            (State.ASK, _("Hangs on one more answer"), _("Answer the question named and look again.")),
        )
        groups = (Group(state, title, note, self.of(state)) for state, title, note in told)
        return [group for group in groups if group.fits]

    @cached_property
    def not_applying(self) -> list[ProvisionFit]:
        return self.of(State.NOT)

    @cached_property
    def sites(self) -> list[SiteFit]:
        return sites_for(self.form.need, ANYBODY, SITES)

    @cached_property
    def opportunities(self) -> list[Opportunity]:
        cluster = self.form.cleaned_data["cluster"]
        return [each for each in selectors.opportunities() if each.cluster.code == cluster][:OPPORTUNITIES]

    @property
    def enquiry_query(self) -> str:
        return urlencode(self.form.enquiry_words)
