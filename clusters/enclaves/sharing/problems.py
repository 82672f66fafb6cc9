"""What `check_version` finds; a version with an error cannot take effect, a warning is shown."""

from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """`rule` is a rule's or floor's code, empty for the version as a whole; `params` hold JSON values."""

    severity: Severity
    code: str
    rule: str = ""
    params: dict[str, str | int | None] = field(default_factory=dict)


def error(code: str, rule: str = "", **params: str | int | None) -> Problem:
    return Problem(Severity.ERROR, code, rule, params)


def warning(code: str, rule: str = "", **params: str | int | None) -> Problem:
    return Problem(Severity.WARNING, code, rule, params)
