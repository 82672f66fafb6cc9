"""`manage.py search_rebuild [--kind K]`: enters every record into the index anew, with no gap for who searches."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.documents import DOCUMENTS
from search.facets import no_such_kind
from search.rebuild import rebuild


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--kind", default="", help=", ".join(DOCUMENTS))

    def handle(self, *args: Any, **options: Any) -> None:
        kind = options["kind"]
        if kind and kind not in DOCUMENTS:
            raise CommandError(no_such_kind(kind), returncode=2)
        rebuild(kind, tell=self.stdout.write if options["verbosity"] else lambda line: None)
