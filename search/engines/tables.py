"""Where the embedded index keeps words: SQLite's FTS5 and PostgreSQL's tsvector, behind one face.

Both hold the same tokens (search.text) in the same four columns, so both find the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections

from search.documents import COLUMNS, Column
from search.queries import Level, Term, Way
from search.text import tokens

ENTRY = "search_entry"
# tsvector counts positions up to 16 383.
MOST_TOKENS = 4000
LETTERS = dict(zip(COLUMNS, "ABCD", strict=True))
READ = {Level.TITLE: COLUMNS[:1], Level.NAME: COLUMNS[:2], Level.BODY: COLUMNS[:3], Level.ALL: COLUMNS}


@dataclass(frozen=True)
class Clause:
    """A piece of SQL and what it asks with."""

    sql: str
    params: tuple[Any, ...] = ()


def every(clauses: Sequence[Clause]) -> Clause:
    params = tuple(param for clause in clauses for param in clause.params)
    return Clause(" AND ".join(f"({clause.sql})" for clause in clauses), params)


def any_of(column: str, keys: Sequence[str]) -> Clause:
    return Clause(f"{column} IN ({', '.join(['%s'] * len(keys))})", tuple(keys))


def column_tokens(column: Column) -> list[str]:
    """The tokens of a column in order; those of different texts do not stand side by side."""
    found: list[str] = []
    for text in column.texts:
        found += [*tokens(text), "_"]
        if len(found) > MOST_TOKENS:
            break
    return [*found[:MOST_TOKENS], *sorted(column.marks)]


class SqliteTable:
    """`search_text`, an FTS5 table whose rowid is the entry's key."""

    name = "search_text"
    has_candidates = True

    def exists(self, connection: Any) -> bool:
        return self.name in connection.introspection.table_names()

    def create(self, connection: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS {self.name} USING fts5("
                f"{', '.join(COLUMNS)}, tokenize = \"unicode61 remove_diacritics 0 tokenchars '_'\")"
            )
            cursor.execute(
                f"CREATE TRIGGER IF NOT EXISTS {self.name}_follows AFTER DELETE ON {ENTRY} "
                f"BEGIN DELETE FROM {self.name} WHERE rowid = OLD.id; END"
            )

    def drop(self, connection: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER IF EXISTS {self.name}_follows")
            cursor.execute(f"DROP TABLE IF EXISTS {self.name}")

    def write(self, connection: Any, rows: Iterable[tuple[int, dict[str, Column]]]) -> None:
        values = [(key, *(" ".join(column_tokens(columns[name])) for name in COLUMNS)) for key, columns in rows]
        places = ", ".join(["%s"] * (len(COLUMNS) + 1))
        with connection.cursor() as cursor:
            cursor.executemany(f"DELETE FROM {self.name} WHERE rowid = %s", [(key,) for key, *_rest in values])
            cursor.executemany(f"INSERT INTO {self.name} (rowid, {', '.join(COLUMNS)}) VALUES ({places})", values)

    def found(self, expressions: Sequence[str], also: Clause) -> Clause:
        """FROM and WHERE: entries that match all of these expressions and the condition."""
        if not expressions:
            return Clause(f"FROM {ENTRY} WHERE {also.sql}", also.params)
        whole = " AND ".join(f"({each})" for each in expressions)
        # CROSS keeps the order: the words first, then the entries that have them.
        joined = f"FROM {self.name} CROSS JOIN {ENTRY} ON {ENTRY}.id = {self.name}.rowid"
        return Clause(f"{joined} WHERE {self.name} MATCH %s AND {also.sql}", (whole, *also.params))

    def holds(self, expression: str) -> Clause:
        return Clause(f"{ENTRY}.id IN (SELECT rowid FROM {self.name} WHERE {self.name} MATCH %s)", (expression,))

    def there_is(self, sql: str) -> str:
        return f"EXISTS ({sql})"

    def number(self, name: str) -> str:
        return f"json_extract(numbers, '$.{name}')"

    real = number

    def expression(self, terms: Iterable[Term], level: Level, *, uncovered: bool, every: bool = True) -> str:
        """An FTS5 query; empty where no word can be found at this level."""
        parts = [" OR ".join(self.way(way) for way in term.ways(level, uncovered=uncovered)) for term in terms]
        inside = (" AND " if every else " OR ").join(f"({part})" for part in parts)
        return f"{{{' '.join(READ[level])}}} : ({inside})" if parts else ""

    @staticmethod
    def way(way: Way) -> str:
        # Tokens hold letters, digits and our own underscore only; the quotes keep OR and NEAR from being operators.
        inside = " ".join(way.mark + token for token in way.tokens)
        return f'"{inside}"{" *" if way.is_prefix else ""}'


class PostgresTable:
    """A column of the entry itself, unknown to Django: `words`, with its GIN index."""

    name = "words"
    # Without the condition of permission the planner takes the index for dearer than reading every row.
    has_candidates = False

    def exists(self, connection: Any) -> bool:
        with connection.cursor() as cursor:
            return self.name in {each.name for each in connection.introspection.get_table_description(cursor, ENTRY)}

    def create(self, connection: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {ENTRY} ADD COLUMN IF NOT EXISTS {self.name} tsvector")
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {ENTRY}_{self.name} ON {ENTRY} USING gin ({self.name})")

    def drop(self, connection: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {ENTRY} DROP COLUMN IF EXISTS {self.name}")

    def write(self, connection: Any, rows: Iterable[tuple[int, dict[str, Column]]]) -> None:
        values = [(self.vector(columns), key) for key, columns in rows]
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {ENTRY} SET {self.name} = %s::tsvector WHERE id = %s", values)

    @staticmethod
    def vector(columns: dict[str, Column]) -> str:
        placed, place = [], 0
        for name in COLUMNS:
            for token in column_tokens(columns[name]):
                place += 1
                if token != "_":
                    placed.append(f"'{token}':{min(place, 16383)}{LETTERS[name]}")
        return " ".join(placed)

    def found(self, expressions: Sequence[str], also: Clause) -> Clause:
        """FROM and WHERE: entries that match all of these expressions and the condition."""
        if not expressions:
            return Clause(f"FROM {ENTRY} WHERE {also.sql}", also.params)
        whole = " & ".join(f"({each})" for each in expressions)
        return Clause(f"FROM {ENTRY} WHERE {self.name} @@ %s::tsquery AND {also.sql}", (whole, *also.params))

    def holds(self, expression: str) -> Clause:
        return Clause(f"{self.name} @@ %s::tsquery", (expression,))

    def there_is(self, sql: str) -> str:
        """Not EXISTS: for that the planner reads the whole table into memory, even where a handful is found."""
        return f"({sql} LIMIT 1) IS NOT NULL"

    def number(self, name: str) -> str:
        return f"(numbers ->> '{name}')::bigint"

    def real(self, name: str) -> str:
        return f"(numbers ->> '{name}')::double precision"

    def expression(self, terms: Iterable[Term], level: Level, *, uncovered: bool, every: bool = True) -> str:
        letters = "".join(LETTERS[name] for name in READ[level])
        parts = [" | ".join(self.way(way, letters) for way in term.ways(level, uncovered=uncovered)) for term in terms]
        return (" & " if every else " | ").join(f"({part})" for part in parts)

    @staticmethod
    def way(way: Way, letters: str) -> str:
        words = [f"'{way.mark}{token}':{letters}" for token in way.tokens]
        if way.is_prefix:
            words[-1] = words[-1].replace("':", "':*", 1)
        return "(" + " <-> ".join(words) + ")"


TABLES = {"sqlite": SqliteTable(), "postgresql": PostgresTable()}


def table_of(using: str = "default") -> SqliteTable | PostgresTable:
    return TABLES[connections[using].vendor]


def create_tables(using: str = "default", **kwargs: Any) -> None:
    """After every migrate, and idempotent: tests make their tables without migrations."""
    connection = connections[using]
    if ENTRY in connection.introspection.table_names():
        table_of(using).create(connection)
