"""What the database itself refuses, through any path: changing what was posted and what an agreement once said.

One condition for each table and kind of write, in SQL that both databases read; `OLD` and `NEW` are the rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import migrations


@dataclass(frozen=True, slots=True)
class Refusal:
    """`event` is INSERT, UPDATE or DELETE; the write is refused while `condition` holds."""

    name: str
    table: str
    event: str
    condition: str
    message: str


def state_of(table: str, key: str, state: str) -> str:
    return f"EXISTS (SELECT 1 FROM {table} WHERE {table}.id = {key} AND {table}.state = '{state}')"


def frozen_children(table: str, parent: str, column: str, state: str, message: str) -> list[Refusal]:
    """Rows whose parent has reached `state`: none is added, changed, moved there or deleted."""
    old, new = state_of(parent, f"OLD.{column}", state), state_of(parent, f"NEW.{column}", state)
    conditions = {"INSERT": new, "UPDATE": f"{old} OR {new}", "DELETE": old}
    return [
        Refusal(f"{table}_frozen_{event.lower()}", table, event, condition, message)
        for event, condition in conditions.items()
    ]


def frozen_rows(table: str, state: str, message: str) -> list[Refusal]:
    return [
        Refusal(f"{table}_frozen_{event.lower()}", table, event, f"OLD.state = '{state}'", message)
        for event in ("UPDATE", "DELETE")
    ]


POSTED = "posted lines never change"
SAID = "an effective version never changes"
REFUSALS = [
    *frozen_rows("enclaves_settlement", "locked", POSTED),
    *frozen_children("enclaves_settlementline", "enclaves_settlement", "settlement_id", "locked", POSTED),
    *frozen_rows("enclaves_agreementversion", "effective", SAID),
    *frozen_children("enclaves_sharingrule", "enclaves_agreementversion", "agreement_version_id", "effective", SAID),
    *frozen_children("enclaves_floorrule", "enclaves_agreementversion", "agreement_version_id", "effective", SAID),
]


def refuse(refusals: list[Refusal]) -> migrations.RunPython:
    """An operation that makes the triggers, and drops them again when it is taken back."""
    return migrations.RunPython(_each(refusals, created), _each(refusals, dropped))


def _each(refusals: list[Refusal], statements: Callable[[Refusal, str], list[str]]) -> Callable[[Any, Any], None]:
    def run(apps: Any, schema_editor: Any) -> None:
        for refusal in refusals:
            for statement in statements(refusal, schema_editor.connection.vendor):
                schema_editor.execute(statement, params=None)

    return run


def created(refusal: Refusal, vendor: str) -> list[str]:
    name, table = refusal.name, refusal.table
    if vendor != "postgresql":
        return [
            f"CREATE TRIGGER {name} BEFORE {refusal.event} ON {table} WHEN {refusal.condition} "
            f"BEGIN SELECT RAISE(ABORT, '{refusal.message}'); END"
        ]
    row = "OLD" if refusal.event == "DELETE" else "NEW"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {refusal.condition} THEN RAISE EXCEPTION '{refusal.message}' "
        f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END $$",
        f"CREATE TRIGGER {name} BEFORE {refusal.event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def dropped(refusal: Refusal, vendor: str) -> list[str]:
    if vendor != "postgresql":
        return [f"DROP TRIGGER IF EXISTS {refusal.name}"]
    return [
        f"DROP TRIGGER IF EXISTS {refusal.name} ON {refusal.table}",
        f"DROP FUNCTION IF EXISTS {refusal.name}()",
    ]
