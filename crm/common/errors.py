"""Broken rules, told to a person."""

from collections.abc import Sequence
from typing import Any


class RuleError(Exception):
    """A rule of the house refuses a change. `message` is a sentence for the user, already translated.

    `code` names the rule for scripts, `field` the form field it belongs to, `missing` lists what is still needed.
    Pages show it as a message or beside the field; the API answers 409.
    """

    def __init__(
        self, message: str, *, code: str = "rule", field: str | None = None, missing: Sequence[str] = ()
    ) -> None:
        super().__init__(message)
        self.message = str(message)
        self.code = code
        self.field = field
        self.missing = [str(item) for item in missing]


class VersionConflict(RuleError):
    """Somebody else saved the record since it was read. `record` is the row as it stands now (None: it is gone)."""

    def __init__(self, message: str, *, record: Any = None) -> None:
        super().__init__(message, code="version_conflict")
        self.record = record
