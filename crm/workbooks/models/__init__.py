"""What the workbooks keep: imports with their rows, exports, and long work with its progress."""

from crm.workbooks.models.exports import Export
from crm.workbooks.models.imports import HeaderMemory, Import, ImportRow, private_storage
from crm.workbooks.models.jobs import Job

__all__ = ["Export", "HeaderMemory", "Import", "ImportRow", "Job", "private_storage"]
