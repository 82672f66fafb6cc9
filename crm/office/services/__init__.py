"""Writes of the shell: evidence and tasks."""

from crm.office.services.attachments import attachment_add
from crm.office.services.tasks import task_add, task_done

__all__ = ["attachment_add", "task_add", "task_done"]
