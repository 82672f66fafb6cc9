"""`manage.py leads_recycle`: put leads that stood still beyond the limit into the pool. To be run once a day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from leads.services import leads_recycle

OFFICE_LANGUAGE = "zh-hans"


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(OFFICE_LANGUAGE):  # what is told to people is in the office's language
            count = leads_recycle()
        self.stdout.write(f"{count} recycled")
