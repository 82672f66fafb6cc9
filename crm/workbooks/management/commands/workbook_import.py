"""`manage.py workbook_import KIND FILE [--commit] [--good-rows] [--as USER] [--json]`.

Without `--commit` nothing is written. Exit 0: done; 1: rows or the file were refused; 2: wrong call.
"""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from crm.workbooks.kinds import KINDS
from crm.workbooks.plans import Plan
from crm.workbooks.problems import Problem, WorkbookError
from crm.workbooks.reading import refuse_big
from crm.workbooks.services import import_file, plan_file

WRONG_CALL = 2


class Command(BaseCommand):
    help = "Bring a workbook in: shows what would change; writes it with --commit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", metavar="KIND", help=", ".join(KINDS))
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--commit", action="store_true", help="write; all or nothing")
        parser.add_argument("--good-rows", action="store_true", help="write the rows that are not refused")
        parser.add_argument("--as", dest="user", metavar="USER", help="with this person's rights and name")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, **options: Any) -> None:
        kind = KINDS.get(options["kind"])
        if kind is None:
            raise wrong_call(_("No kind is called “%(kind)s”; there are: %(kinds)s."), kind=options["kind"])
        call = {"kind": kind, "name": options["file"].name, "actor": person(options["user"])}
        try:
            call["data"] = read_bytes(options["file"])
            plan = import_file(**call, good_rows=options["good_rows"]) if options["commit"] else plan_file(**call)
        except PermissionDenied as error:
            raise CommandError(str(error), returncode=WRONG_CALL) from error
        except WorkbookError as error:
            plan = Plan(kind, problems=[Problem(error.code, params=error.params)])
        self.tell(plan, as_json=options["json"])
        if plan.refusals:
            sys.exit(1)

    def tell(self, plan: Plan, *, as_json: bool) -> None:
        problems = [problem.told() for problem in plan.all_problems]
        if as_json:
            self.stdout.write(json.dumps({"counts": plan.counts, "problems": problems}, ensure_ascii=False))
            return
        for name, count in plan.counts.items():
            self.stdout.write(f"{name}: {count}")
        for problem in problems:
            place = " ".join(str(part) for part in (problem["sheet"], problem["row"], problem["column"]) if part)
            self.stdout.write(f"[{problem['severity']}] {place}: {problem['message']}")


def read_bytes(path: Path) -> bytes:
    try:
        refuse_big(path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise wrong_call(_("“%(file)s” cannot be opened."), file=path) from error


def person(username: str | None) -> Any:
    """The user, or None for the system itself."""
    if not username:
        return None
    user = get_user_model().objects.filter(username=username, is_active=True).first()
    if user is None:
        raise wrong_call(_("There is no user “%(user)s”."), user=username)
    return user


def wrong_call(message: str, **params: Any) -> CommandError:
    return CommandError(message % {"kinds": ", ".join(KINDS), **params}, returncode=WRONG_CALL)
