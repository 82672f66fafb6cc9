"""What the workbooks keep: imports with their rows, and long work with its progress."""

from crm.workbooks.models.imports import Import, ImportRow, private_storage
from crm.workbooks.models.jobs import Job

__all__ = ["Import", "ImportRow", "Job", "private_storage"]
