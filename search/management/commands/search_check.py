"""`manage.py search_check [--repair] [--json]`: compares index and database, by kind; exit 1 if they differ."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from search.rebuild import check, repair


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="mend what differs")
        parser.add_argument("--json", action="store_true", help="print one object")

    def handle(self, *args: Any, **options: Any) -> None:
        drifts = check()
        if options["repair"]:
            repair(drifts)
            drifts = check()
        if options["json"]:
            self.stdout.write(json.dumps([drift.as_json() for drift in drifts], ensure_ascii=False, indent=2))
        else:
            for drift in drifts:
                self.stdout.write(str(drift))
        if any(drift.is_off for drift in drifts):
            raise SystemExit(1)
