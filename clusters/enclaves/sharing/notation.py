"""Versions as JSON: in, out, and the schema, all from the dataclasses themselves.

Ratios are strings ("0.6" or "3/5"), days ISO dates, amounts whole smallest units; what has its default is left out.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from .agreement import Rule, Version
from .reasons import SharingError
from .rounding import read_ratio


def version_to_data(version: Version) -> dict:
    return _write(version)


def version_from_data(data: Any) -> Version:
    """Raises SharingError `notation` with the path of the first thing that is not as the schema says."""
    return _read(Version, data, "")


def rule_to_data(rule: Rule) -> dict:
    return _write(rule)


def rule_from_data(data: Any) -> Rule:
    """Raises SharingError `notation`, as `version_from_data` does."""
    return _read(Rule, data, "")


def version_schema() -> dict:
    """JSON Schema (2020-12) of a version."""
    definitions: dict[str, dict] = {}
    root = _describe(Version, definitions)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **root, "$defs": definitions}


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _is_required(field: Field) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _default(field: Field) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default


# -- out


def _write(value: Any) -> Any:
    if is_dataclass(value):
        return {
            field.name: _write(getattr(value, field.name))
            for field in fields(value)
            if _is_required(field) or getattr(value, field.name) != _default(field)
        }
    if isinstance(value, Mapping):
        return {key: _write(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [_write(one) for one in value]
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value


# -- in


def _read(kind: Any, data: Any, path: str) -> Any:
    if isinstance(kind, UnionType):
        return None if data is None else _read(_without_none(kind), data, path)
    if is_dataclass(kind):
        return _read_dataclass(kind, data, path)
    if get_origin(kind) is tuple:
        _expect(isinstance(data, list), path, "list")
        return tuple(_read(get_args(kind)[0], one, f"{path}/{place}") for place, one in enumerate(data))
    if get_origin(kind) is not None:  # a mapping of ratios
        _expect(isinstance(data, dict), path, "object")
        return {key: _read(Fraction, one, f"{path}/{key}") for key, one in data.items()}
    return _read_plain(kind, data, path)


def _read_dataclass(kind: type, data: Any, path: str) -> Any:
    _expect(isinstance(data, dict), path, "object")
    hints, known = _hints(kind), {field.name: field for field in fields(kind)}
    for name in data:
        _expect(name in known, f"{path}/{name}", "known")
    for name, field in known.items():
        _expect(name in data or not _is_required(field), f"{path}/{name}", "present")
    return kind(**{name: _read(hints[name], one, f"{path}/{name}") for name, one in data.items()})


def _read_plain(kind: type, data: Any, path: str) -> Any:
    if kind is int or kind is bool:
        _expect(type(data) is kind, path, kind.__name__)
        return data
    _expect(isinstance(data, str), path, "string")
    try:
        if kind is Fraction:
            return read_ratio(data)
        return date.fromisoformat(data) if kind is date else kind(data)
    except ValueError as error:
        raise SharingError("notation", path=path, expected=kind.__name__.lower()) from error


def _without_none(kind: UnionType) -> Any:
    return next(one for one in get_args(kind) if one is not type(None))


def _expect(holds: bool, path: str, expected: str) -> None:
    if not holds:
        raise SharingError("notation", path=path, expected=expected)


# -- schema

RATIO = {"type": "string", "pattern": r"^\s*[0-9]+(\.[0-9]+|/[0-9]+)?\s*$"}
PLAIN = {
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    str: {"type": "string"},
    Fraction: RATIO,
    date: {"type": "string", "format": "date"},
}


def _describe(kind: Any, definitions: dict[str, dict]) -> dict:
    if isinstance(kind, UnionType):
        return {"anyOf": [_describe(_without_none(kind), definitions), {"type": "null"}]}
    if is_dataclass(kind):
        return _describe_dataclass(kind, definitions)
    if get_origin(kind) is tuple:
        return {"type": "array", "items": _describe(get_args(kind)[0], definitions)}
    if get_origin(kind) is not None:
        return {"type": "object", "additionalProperties": RATIO}
    return {"enum": [str(one) for one in kind]} if issubclass(kind, StrEnum) else PLAIN[kind]


def _describe_dataclass(kind: type, definitions: dict[str, dict]) -> dict:
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}  # its place, should it be met again within itself
        hints = _hints(kind)
        definitions[kind.__name__] = {
            "type": "object",
            "additionalProperties": False,
            "required": [field.name for field in fields(kind) if _is_required(field)],
            "properties": {field.name: _describe(hints[field.name], definitions) for field in fields(kind)},
        }
    return {"$ref": f"#/$defs/{kind.__name__}"}
