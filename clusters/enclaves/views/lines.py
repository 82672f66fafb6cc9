"""Office pages of one line: its reason, what was said to it, and what became of objections; transfers."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.enclaves.amounts import shown_amount, unit_word
from clusters.enclaves.forms import ReplyForm, RulingForm, TransferForm
from clusters.enclaves.models import Objection, SettlementLine, Statement
from clusters.enclaves.models.agreements import READERS
from clusters.enclaves.names import name_of
from clusters.enclaves.selectors.answers import with_answers
from clusters.enclaves.selectors.explanations import explain
from clusters.enclaves.services import line_confirm, objection_answer, objection_rule, transfer_record
from clusters.enclaves.services.actors import may_answer
from clusters.enclaves.views.states import answer_state
from crm.accounts.roles import Role
from crm.office.attachments import visible_attachments
from crm.office.models import Attachment
from crm.office.navigation import Crumb
from crm.office.views import Action, ActionPage, DetailPage

FINANCE = (Role.FINANCE,)
LINES = SettlementLine.objects.select_related(
    "settlement__agreement",
    "settlement__agreement_version",
    "project",
    "indicator",
    "party__organisation",
    "counterparty",
    "rule__indicator",
    "rule__agreement_version__agreement",
)


def line_title(line: SettlementLine) -> str:
    """`FD-2022-002 · 税收 · 牟定县`."""
    project = line.project.code if line.project else str(line.settlement.agreement)
    parts = [project, name_of(line.indicator) if line.indicator else line.get_kind_display(), name_of(line.party)]
    return " · ".join(parts)


def answers_of(line: SettlementLine, user: Any) -> list[dict[str, Any]]:
    """What was said, each with its files and the objection it raised."""
    answers = list(line.answers.select_related("answered_by", "objection__replied_by", "objection__ruled_by"))
    files: dict[int, list[Attachment]] = {}
    rows = Attachment.objects.filter(
        content_type__app_label="enclaves",
        content_type__model="lineanswer",
        object_id__in=[answer.pk for answer in answers],
    )
    for file in visible_attachments(rows, user) if answers else []:
        files.setdefault(file.object_id, []).append(file)
    return [
        {"answer": answer, "files": files.get(answer.pk, []), "objection": getattr(answer, "objection", None)}
        for answer in answers
    ]


class LineDetail(DetailPage):
    model = SettlementLine
    roles = READERS
    section = "settlements"
    template_name = "enclaves/line.html"

    def get_queryset(self) -> Any:
        return with_answers(LINES.all().visible_to(self.request.user))

    def get_title(self) -> str:
        return line_title(self.object)

    def get_lead(self) -> str:
        return f"{self.object.settlement.number} #{self.object.number}"

    def get_breadcrumbs(self) -> list[Crumb]:
        first, *_rest, last = super().get_breadcrumbs()
        settlement = self.object.settlement
        return [first, Crumb(settlement.number, settlement.get_absolute_url()), last]

    def get_actions(self) -> list[Action]:
        line, user = self.object, self.request.user
        may_confirm = may_answer(line.settlement, line.party, user) and not line.is_blocked
        if may_confirm and line.last_answer != "confirm":
            here = line.get_absolute_url()
            return [Action(gettext_lazy("Confirm for the zone"), f"{here}confirm/", "check", FINANCE, primary=True)]
        return []

    def get_fields(self) -> tuple[Any, ...]:
        return ()

    def get_columns(self) -> tuple[Any, ...]:
        return ()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        line, user = self.object, self.request.user
        context |= {
            "line": line,
            "amount": shown_amount(line.amount, line.unit),
            "unit": unit_word(line.unit),
            "answer": answer_state(line),
            "explanation": explain(line, user),
            "answers": answers_of(line, user),
            "may_rule": user.has_role(*FINANCE) and line.settlement.state == "issued",
            "shows_sources": True,
            "may_enter": user.has_role(*FINANCE),
        }
        return context


class LineConfirm(ActionPage):
    queryset = LINES
    roles = FINANCE
    section = "settlements"
    title = gettext_lazy("Confirm for the zone")
    success_message = gettext_lazy("Confirmed.")

    def perform(self, form: Any) -> Any:
        return line_confirm(line=self.record, actor=self.request.user)


class ObjectionAction(ActionPage):
    queryset = Objection.objects.select_related("line__settlement__agreement", "dispute")
    roles = FINANCE
    section = "settlements"

    def get_success_url(self) -> str:
        return self.record.line.get_absolute_url()

    get_cancel_url = get_success_url

    @property
    def question(self) -> str:
        return _("Objection: %(text)s") % {"text": self.record.dispute.text}


class ObjectionAnswer(ObjectionAction):
    title = gettext_lazy("Answer the objection")
    form_class = ReplyForm
    success_message = gettext_lazy("Answered.")

    def perform(self, form: Any) -> Objection:
        return objection_answer(objection=self.record, actor=self.request.user, **form.cleaned_data)


class ObjectionRuling(ObjectionAction):
    title = gettext_lazy("Record the ruling")
    form_class = RulingForm
    success_message = gettext_lazy("Recorded.")

    @property
    def question(self) -> str:
        body = self.record.line.settlement.agreement.dispute_body or _("the body that the agreement names")
        return _("Ruling of %(body)s on: %(text)s") % {"body": body, "text": self.record.dispute.text}

    def perform(self, form: Any) -> Objection:
        return objection_rule(objection=self.record, actor=self.request.user, **form.cleaned_data)


class TransferEntry(ActionPage):
    """Money that went to the party of a statement."""

    queryset = Statement.objects.select_related("settlement__agreement", "party")
    roles = FINANCE
    section = "settlements"
    title = gettext_lazy("Record a transfer")
    form_class = TransferForm
    submit_label = gettext_lazy("Save")
    success_message = gettext_lazy("Recorded.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "agreement": self.record.settlement.agreement}

    def perform(self, form: Any) -> Any:
        return transfer_record(statement=self.record, actor=self.request.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return self.record.settlement.get_absolute_url()

    get_cancel_url = get_success_url
