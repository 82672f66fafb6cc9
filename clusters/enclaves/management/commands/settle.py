"""`manage.py settle AGREEMENT YEAR [--quarter N] [--json] [--save --as USER]`."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from clusters.enclaves import sharing
from clusters.enclaves.models import Agreement
from clusters.enclaves.selectors.computations import Computation, compute
from clusters.enclaves.sentences import reason_sentence
from clusters.enclaves.services import settlement_compute
from crm.accounts.models import User
from crm.common.errors import RuleError
from crm.common.money import format_fen

YEARS = range(2000, 2101)
PROBLEMS, WRONG_CALL = 1, 2


class Command(BaseCommand):
    help = (
        "Computes the shares of an agreement's parties in a year. Writes nothing unless told to --save. "
        "Exit: 0 done (blocked lines are shown), 1 cannot be computed, 2 wrong call."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("agreement", help="number of the agreement, such as XY-MD-2021")
        parser.add_argument("year", help="settlement year, such as 2024")
        parser.add_argument("--quarter", type=int, choices=[1, 2, 3, 4], help="the year up to the end of this quarter")
        parser.add_argument("--json", action="store_true", help='print one object: {"lines": [...]}')
        parser.add_argument("--save", action="store_true", help="keep the result as a computed settlement")
        parser.add_argument("--as", dest="username", help="the finance officer who saves it")

    def handle(self, *args: Any, **options: Any) -> None:
        agreement, year = find_agreement(options["agreement"]), read_year(options["year"])
        actor = find_user(options["username"])
        try:
            computation = compute(agreement, year, options["quarter"])
            if options["save"]:
                settlement_compute(agreement=agreement, year=year, quarter=options["quarter"], actor=actor)
        except RuleError as error:
            raise CommandError(error.message, returncode=PROBLEMS) from error
        self.write_json(computation) if options["json"] else self.write_table(computation)

    def write_json(self, computation: Computation) -> None:
        parties = {party.code: party for party in computation.agreement.parties.all()}
        lines = [line_data(line, parties) for line in computation.lines]
        self.stdout.write(json.dumps({"lines": lines}, ensure_ascii=False))

    def write_table(self, computation: Computation) -> None:
        parties = {party.code: party.name for party in computation.agreement.parties.all()}
        for line in computation.lines:
            amount = "—" if line.amount is None else format_fen(line.amount, "元")
            where = f"{line.project or '—'}  {line.rule}  {line.indicator}  {parties[line.party]}"
            self.stdout.write(f"{where}  {amount}  {line.state}")
            if line.state is sharing.State.BLOCKED:
                for reason in line.reasons:
                    self.stdout.write(f"    {reason_sentence(reason.as_data())}")


def line_data(line: sharing.Line, parties: dict[str, Any]) -> dict[str, Any]:
    data, party = line.as_data(), parties[line.party]
    amount = data.pop("amount")
    reasons = [{**reason, "message": reason_sentence(reason)} for reason in data["reasons"]]
    return {
        **data,
        "party": party.name,
        "party_code": party.code,
        "party_role": party.role,
        "amount_fen": amount,
        "reasons": reasons,
    }


def find_agreement(code: str) -> Agreement:
    agreement = Agreement.objects.filter(code=code).first()
    if agreement is None:
        raise CommandError(_("There is no agreement %(code)s.") % {"code": code}, returncode=WRONG_CALL)
    return agreement


def read_year(text: str) -> int:
    if not text.isdecimal() or int(text) not in YEARS:
        raise CommandError(_("“%(text)s” is not a year.") % {"text": text}, returncode=WRONG_CALL)
    return int(text)


def find_user(username: str | None) -> User | None:
    if not username:
        return None
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(_("There is no user %(name)s.") % {"name": username}, returncode=WRONG_CALL)
    return user
