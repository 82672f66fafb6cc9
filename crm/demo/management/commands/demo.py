"""`manage.py demo`: demo people and data. Deterministic and idempotent; refused in production."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from cms.setup import create_portal
from crm.accounts.roles import Role
from crm.demo import loading
from crm.demo.people import PASSWORD, PEOPLE, create_people


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo has sign-ins that everybody knows: it is not for production.")
        create_people()
        loading.create_agreements()
        loading.import_workbooks(self.stdout.write)
        loading.create_agreements()
        loading.show_sites()
        loading.ask_for_parks()
        loading.create_example_scheme()
        create_portal()
        loading.issue_settlements()
        call_command("search_rebuild", verbosity=0)
        self.announce()

    def announce(self) -> None:
        self.stdout.write(f"\nDemo sign-ins (password for all: {PASSWORD})")
        for person in PEOPLE:
            self.stdout.write(f"  {person.username:<14} {person.full_name}  {Role(person.role).value}")
