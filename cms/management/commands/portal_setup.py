"""`manage.py portal_setup`: make the portal's pages in both languages where they are not there yet."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.setup import create_portal


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        created = create_portal()
        self.stdout.write(f"{created} pages and facts created.")
