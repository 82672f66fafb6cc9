"""`manage.py ledger_check [--json]`."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusters.enclaves.ledger_checks import Checked, Finding, check_ledger

DIFFERS = 1
LONGEST = 120  # a trace is told in full by --json only


class Command(BaseCommand):
    help = (
        "Computes every locked settlement again from its facts as they were, verifies each posted line's hash and the "
        "chain, and says exactly what differs. Writes nothing. Exit: 0 all is as posted, 1 something differs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help='print one object: {"settlements": N, "lines": N, "findings": [...]}'
        )

    def handle(self, *args: Any, **options: Any) -> None:
        checked = check_ledger()
        self.write_json(checked) if options["json"] else self.write_text(checked)
        if checked.findings:
            number = len(checked.findings)
            raise CommandError(
                ngettext("%(number)d difference in the ledger.", "%(number)d differences in the ledger.", number)
                % {"number": number},
                returncode=DIFFERS,
            )

    def write_json(self, checked: Checked) -> None:
        findings = [finding.as_data() for finding in checked.findings]
        found = {"settlements": checked.settlements, "lines": checked.lines, "findings": findings}
        self.stdout.write(json.dumps(found, ensure_ascii=False))

    def write_text(self, checked: Checked) -> None:
        for finding in checked.findings:
            self.stdout.write(told(finding))
        self.stdout.write(
            _("Checked: %(settlements)d locked settlements, %(lines)d posted lines.")
            % {"settlements": checked.settlements, "lines": checked.lines}
        )


def told(finding: Finding) -> str:
    line = f" #{finding.line}" if finding.line else ""
    about = f" ({finding.about})" if finding.about else ""
    return _("%(settlement)s%(line)s%(about)s: %(field)s is %(stored)s, should be %(recomputed)s") % {
        "settlement": finding.settlement,
        "line": line,
        "about": about,
        "field": finding.field,
        "stored": shortened(finding.stored),
        "recomputed": shortened(finding.recomputed),
    }


def shortened(value: Any) -> str:
    text = "—" if value is None else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
