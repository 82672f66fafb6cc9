"""Row permission of many kinds as one condition of SQL, asked of each entry that is found.

To say `visible_to` of ten kinds in SQL takes longer than most searches, so what was said once is kept for whoever
stands alike. Whether a row is seen is asked of the database every time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models.expressions import RawSQL

from search.documents import DOCUMENTS
from search.engines.tables import ENTRY, Clause, table_of


@dataclass(frozen=True)
class Standing:
    """All that `visible_to` reads of a person: who changes role, team or organisation stands elsewhere."""

    user_id: int | None
    roles: frozenset[str]
    team_id: int | None
    organisation_id: int | None
    user: Any = field(compare=False, repr=False)


def standing_of(user: Any) -> Standing:
    if not user.is_authenticated:
        return Standing(None, frozenset(), None, None, user)
    return Standing(user.pk, user.roles, user.team_id, user.organisation_id, user)


def permitted(user: Any, kinds: tuple[str, ...]) -> Clause:
    """Whether the person sees the record of an entry."""
    return condition(standing_of(user), kinds)


def seen(user: Any, keys: Sequence[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of these records, by kind and key, that the person sees now: one query for all kinds."""
    if not keys:
        return set()
    held = {kind for kind, _key in keys}
    allowed = permitted(user, tuple(kind for kind in DOCUMENTS if kind in held))
    rows = " UNION ALL ".join(["SELECT %s AS kind, %s AS object_id"] * len(keys))
    asked = [value for key in keys for value in key]
    with connection.cursor() as cursor:
        sql = f"SELECT kind, object_id FROM ({rows}) AS {ENTRY} WHERE {allowed.sql}"
        cursor.execute(sql, [*asked, *allowed.params])
        return set(cursor.fetchall())


@lru_cache(maxsize=2048)
def condition(standing: Standing, kinds: tuple[str, ...]) -> Clause:
    cases: list[str] = []
    params: list[Any] = []
    for name in kinds:
        seen = DOCUMENTS[name].visible_to(standing.user).order_by()
        records = seen.filter(pk=RawSQL(f"{ENTRY}.object_id", ()))
        try:
            sql, given = records.values("pk").query.sql_with_params()
        except EmptyResultSet:
            continue
        cases.append(f"WHEN %s THEN {table_of().there_is(sql)}")
        params += [name, *given]
    return Clause(f"CASE {ENTRY}.kind {' '.join(cases)} ELSE FALSE END", tuple(params)) if cases else Clause("1 = 0")


def forget(**kwargs: Any) -> None:
    """After every migrate: the keys of content types, which pages are told apart by, may be others now."""
    condition.cache_clear()
