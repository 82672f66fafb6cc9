"""One idempotent function, after each migrate: creates what lacks and never touches what is there (people edit it)."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from clusters.models import (
    Cluster,
    Division,
    EvaluationCriterion,
    EvaluationScheme,
    Indicator,
    Measure,
    Park,
    Provision,
    Segment,
    SegmentLink,
    Tax,
)
from clusters.reference.policy import read_clauses
from crm.accounts.models import Organisation
from crm.common.records import Record, bulk_create_by

FOLDER = Path(__file__).parent


def load_after_migrate(plan: Iterable[tuple[Any, bool]] = (), **kwargs: Any) -> None:
    """The post_migrate signal of this app. Going backwards, tables may be gone or lack columns: nothing is loaded."""
    backwards = any(step[1] for step in plan)
    if not backwards and Organisation._meta.db_table in connection.introspection.table_names():
        load_reference_data()


@transaction.atomic
def load_reference_data() -> None:
    with translation.override(settings.LANGUAGE_CODE):
        create_missing(Division, rows_of("divisions"))
        create_missing(Cluster, rows_of("clusters"))
        create_missing(Park, rows_of("parks"))
        create_missing(Indicator, rows_of("indicators"))
        create_missing(Tax, rows_of("taxes"))
        for kind, rows in rows_of("organisations").items():
            create_missing(Organisation, [{**row, "kind": kind} for row in rows])
        load_chains(rows_of("chains"))
        load_measures(rows_of("measures"))
        load_provisions(rows_of("provisions"))
        load_evaluation(rows_of("evaluation"))


def rows_of(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def create_missing(
    model: type[Record], rows: list[dict[str, Any]], key: str = "code", also_unique: str = "name"
) -> list[Any]:
    """Create those whose key (or other unique name) is not there yet; returns what was created."""
    known = {str(value) for pair in model._base_manager.values_list(key, also_unique) for value in pair}
    missing = [model(**row) for row in rows if known.isdisjoint({str(row[key]), str(row[also_unique])})]
    return bulk_create_by(model, missing, actor=None, reason=_("Reference data")) if missing else []


def load_chains(chains: dict[str, Any]) -> None:
    clusters = Cluster.objects.in_bulk(chains, field_name="code")
    rows = [
        {**segment, "cluster": clusters[code], "order": order}
        for code, chain in chains.items()
        if code in clusters
        for order, segment in enumerate(chain["segments"], 1)
    ]
    created = {segment.code for segment in create_missing(Segment, rows, also_unique="code")}
    # Links come with the segments only: one that somebody took away later stays away.
    pairs = [pair for chain in chains.values() for pair in chain["links"] if created.issuperset(pair)]
    if pairs:
        segments = Segment.objects.in_bulk(created, field_name="code")
        links = [SegmentLink(source=segments[source], target=segments[target]) for source, target in pairs]
        bulk_create_by(SegmentLink, links, actor=None, reason=_("Reference data"))


def load_measures(data: dict[str, Any]) -> None:
    """The clauses of the policy's text, with our English titles and plain summaries beside them."""
    beside = {row["number"]: row for row in data["measures"]}
    clauses = read_clauses()
    chapters = dict(zip(dict.fromkeys(clause.chapter for clause in clauses), data["chapters_en"], strict=True))
    rows = [
        {
            "number": clause.number,
            "chapter": clause.chapter,
            "chapter_en": chapters[clause.chapter],
            "title": clause.title,
            "text": clause.text,
            "bodies": list(clause.bodies),
            **{name: beside[clause.number][name] for name in ("title_en", "summary", "summary_en")},
        }
        for clause in clauses
    ]
    created = create_missing(Measure, rows, key="number", also_unique="number")
    clusters = dict(Cluster.objects.values_list("code", "pk"))
    through = Measure.clusters.through
    through.objects.bulk_create(
        through(measure_id=measure.pk, cluster_id=clusters[code])
        for measure in created
        for code in beside[measure.number]["clusters"]
        if code in clusters
    )


def load_evaluation(schemes: dict[str, Any]) -> None:
    """Criteria come with their scheme only, as the links of a chain do."""
    created = create_missing(EvaluationScheme, [{**row["scheme"], "code": code} for code, row in schemes.items()])
    indicators = {row.code: row for row in Indicator.objects.all()}
    criteria = [
        EvaluationCriterion(
            scheme=scheme,
            order=order,
            numerator=indicators[row["numerator"]],
            denominator=indicators[row["denominator"]],
            **{name: row[name] for name in ("name", "name_en", "baseline", "weight")},
        )
        for scheme in created
        for order, row in enumerate(schemes[scheme.code]["criteria"], 1)
    ]
    bulk_create_by(EvaluationCriterion, criteria, actor=None, reason=_("Reference data"))


def load_provisions(data: list[dict[str, Any]]) -> None:
    """What the measures give and to whom, each with the policy's own words behind it."""
    measures = Measure.objects.in_bulk(field_name="number")
    for_clusters = {row["code"]: row.pop("clusters", []) for row in data}
    rows = [
        {**row, "measure": measures[row["measure"]], "order": order}
        for order, row in enumerate(data, 1)
        if row["measure"] in measures
    ]
    created = create_missing(Provision, rows, also_unique="code")
    clusters = dict(Cluster.objects.values_list("code", "pk"))
    through = Provision.clusters.through
    through.objects.bulk_create(
        through(provision_id=provision.pk, cluster_id=clusters[code])
        for provision in created
        for code in for_clusters[provision.code]
        if code in clusters
    )
