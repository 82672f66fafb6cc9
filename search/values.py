"""Values of a record that a document holds or shows. Each knows which fields it reads: a result fetches those alone."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.db.models import Model
from django.utils.translation import get_language

Value = Callable[[Any], Any]


def reading(*paths: str) -> Callable[[Value], Value]:
    """Says which fields a value reads, as `reading("code", "company.name")`."""

    def note(read: Value) -> Value:
        read.reads = paths
        return read

    return note


def reads_of(value: Value) -> tuple[str, ...] | None:
    """None where it does not say: then the whole record is fetched."""
    return getattr(value, "reads", None)


def paths_of(values: Iterable[Value]) -> tuple[str, ...]:
    """The fields that these values read, as querysets name them; none where one of them does not say."""
    reads = [reads_of(value) for value in values]
    if None in reads:
        return ()
    return tuple(dict.fromkeys(path.replace(".", "__") for each in reads for path in each or ()))


def always(value: Any) -> Value:
    return reading()(lambda record: value)


def of(path: str) -> Value:
    """A value by its path: `of("company.name")`; None where the way ends early."""
    names = path.split(".")

    if len(names) == 1:
        return reading(path)(lambda record: getattr(record, path, None))

    @reading(path)
    def read(record: Any) -> Any:
        for name in names:
            record = getattr(record, name, None)
            if record is None:
                return None
        return record

    return read


def itself(record: Any) -> Any:
    return record


def joined(*values: Value) -> Value:
    """What there is of several values, as one line; choices come in the reader's words."""

    def join(record: Any) -> str:
        return " · ".join(str(value) for value in (each(record) for each in values) if value)

    reads = [reads_of(value) for value in values]
    return join if None in reads else reading(*(path for each in reads for path in each or ()))(join)


def choice(field: str) -> Value:
    """A choice in the reader's words."""

    @reading(field)
    def read(record: Model) -> Any:
        key = getattr(record, field)
        return labels_of(type(record), field).get(key, key)

    return read


@lru_cache(maxsize=64)
def labels_of(model: type[Model], field: str) -> dict[Any, Any]:
    """As `get_FIELD_display` has them, which would put them together for every record."""
    return dict(model._meta.get_field(field).flatchoices)


def by_language(field: str) -> Value:
    """The English text for whoever reads English, where there is one."""

    @reading(field, f"{field}_en")
    def read(record: Model) -> str:
        english = getattr(record, f"{field}_en") if (get_language() or "").startswith("en") else ""
        return english or getattr(record, field)

    return read


def named(path: str) -> Value:
    """A related record by its name in the reader's language."""
    related, name = of(path), by_language("name")

    @reading(f"{path}.name", f"{path}.name_en")
    def read(record: Any) -> str:
        found = related(record)
        return name(found) if found else ""

    return read
