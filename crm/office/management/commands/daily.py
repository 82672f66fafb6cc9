"""`manage.py daily`: the day's work that is not done yet (for cron); with --forever, each day until it is ended."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from crm.office import daily


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--forever", action="store_true", help="stay, and do each day's work from 7 o'clock on")

    def handle(self, *, forever: bool, **options: Any) -> None:
        if forever:
            daily.run_forever(self.wait)
        for run in daily.run_due():
            self.stdout.write(f"{run.job}: {run.error or run.result}")

    @staticmethod
    def wait(seconds: float) -> None:
        close_old_connections()
        daily.time.sleep(seconds)
