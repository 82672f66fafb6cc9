"""`manage.py search QUERY [--as USER] [--kind K] [--json]`: what that person finds; without --as, the public."""

import json
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from crm.accounts.models import User
from search.documents import DOCUMENTS
from search.facets import no_such_kind
from search.selectors import Answer, place_of, search


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("query")
        parser.add_argument("--as", dest="username", default="", help="whose search it is")
        parser.add_argument("--kind", default="", help=", ".join(DOCUMENTS))
        parser.add_argument("--page", type=int, default=1)
        parser.add_argument("--json", action="store_true", help="print one object")

    def handle(self, *args: Any, **options: Any) -> None:
        kind = options["kind"]
        if kind and kind not in DOCUMENTS:
            raise CommandError(no_such_kind(kind), returncode=2)
        user = self.person(options["username"])
        place = place_of(user)
        answer = search(options["query"], user, kind=kind, page=options["page"], place=place)
        if options["json"]:
            self.stdout.write(json.dumps(answer.as_json(), ensure_ascii=False, indent=2))
        else:
            self.tell(answer)

    def person(self, username: str) -> Any:
        if not username:
            return AnonymousUser()
        found = User.objects.filter(username=username, is_active=True).first()
        if found is None:
            raise CommandError(_("There is no person “%(name)s”.") % {"name": username}, returncode=2)
        return found

    def tell(self, answer: Answer) -> None:
        for result in answer.results:
            self.stdout.write(f"{result.kind:<12} {result.title}  {result.subtitle}")
        self.stdout.write(f"{answer.total}")
        for note in answer.notes:
            self.stderr.write(note)
