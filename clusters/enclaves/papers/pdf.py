"""A statement as a PDF: set by typst, with Chinese fonts embedded. The same statement gives the same bytes."""

import json
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pylopdf_fonts_zh_cn import sans_path

from clusters.enclaves.amounts import shown_amount
from clusters.enclaves.models import Statement
from clusters.enclaves.papers.content import Paper, PaperGroup, PaperLine, assessment_mark, paper_of

LAYOUT = Path(__file__).parent / "statement.typ"
FONTS = sans_path().parent  # without them, Chinese glyphs vanish in silence


def statement_pdf(statement: Statement) -> bytes:
    return typst.compile(**paper_call(statement), format="pdf")


def paper_call(statement: Statement) -> dict[str, Any]:
    """The words go in as data, never as markup: nothing in a name can be taken for a command."""
    return {
        "input": LAYOUT.read_bytes(),
        "sys_inputs": {"paper": json.dumps(paper_data(paper_of(statement)), ensure_ascii=False)},
        "font_paths": [FONTS],
        "ignore_system_fonts": True,
        "timestamp": int(statement.issued_at.timestamp()),
    }


def paper_data(paper: Paper) -> dict[str, Any]:
    facts = dict(paper.facts)
    return {
        "language": "en" if (get_language() or "").startswith("en") else "zh",
        "title": paper.title,
        "number": paper.statement.number,
        "facts": [list(fact) for fact in paper.facts],
        "warnings": list(paper.warnings),
        "groups": [group_data(group) for group in paper.groups],
        "foot": {
            "number": paper.statement.number,
            "code": f"{_('Verification code')} {facts[_('Verification code')]}",
            "address": facts[_("To be checked at")],
            "page": _("Page {page} of {pages}"),
        },
        "words": {
            "project": _("Project"),
            "amount": _("Amount"),
            "sign": _("Confirmed by (seal)"),
            "date": _("Date"),
        },
    }


def group_data(group: PaperGroup) -> dict[str, Any]:
    return {
        "title": group.title,
        "book": group.book,
        "unit": group.unit_word,
        "mark": assessment_mark() if group.is_assessment else "",
        "rules": group.rules,
        "lines": [line_data(line, group) for line in group.lines],
        "total": {"label": group.total_label, "amount": shown_amount(group.total, group.unit)},
    }


def line_data(line: PaperLine, group: PaperGroup) -> dict[str, Any]:
    tags = [] if line.line.state == "shared" else [line.state]
    if line.line.kind != "share" and line.project:
        tags.append(line.kind)
    if line.is_estimated:
        tags.append(_("Estimate"))
    return {
        "project": line.project,
        "name": line.name,
        "tags": tags,
        "amount": shown_amount(line.amount, group.unit),
        "formula": list(line.formula),
        "remarks": list(line.remarks),
    }
