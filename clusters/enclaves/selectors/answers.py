"""What parties have said to their lines."""

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery

from clusters.enclaves.models import LineAnswer, Objection, Settlement, SettlementLine


def with_answers(lines: QuerySet) -> QuerySet:
    """Each line with `last_answer` and `objection_state`, empty where there is none."""
    answers = LineAnswer.objects.filter(line=OuterRef("pk")).order_by("-pk")
    objections = Objection.objects.filter(line=OuterRef("pk")).order_by("-pk")
    return lines.annotate(
        last_answer=Subquery(answers.values("answer")[:1], output_field=CharField()),
        objection_state=Subquery(objections.values("state")[:1], output_field=CharField()),
    )


def unanswered_lines(settlement: Settlement) -> QuerySet:
    """Lines of the present round that nobody confirmed and no ruling settled. Blocked ones post nothing."""
    lines = with_answers(SettlementLine.objects.filter(settlement=settlement, round=settlement.round))
    settled = Q(last_answer=LineAnswer.Answer.CONFIRM) | Q(objection_state=Objection.State.DISMISSED)
    open_lines = lines.exclude(state=SettlementLine.State.BLOCKED)
    return open_lines.exclude(pk__in=open_lines.filter(settled).values("pk"))
