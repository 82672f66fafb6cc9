"""`manage.py workbook_import`: its JSON and exit codes are a contract."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from clusters.models import Company
from leads.models import Lead
from tests.workbooks.books import GOOD_CODE, SAMPLES, xlsx

pytestmark = pytest.mark.django_db
LEDGER = str(SAMPLES / "招商线索台账.xlsx")


def run(*args: str) -> tuple[dict[str, Any], int]:
    out = io.StringIO()
    code = 0
    try:
        call_command("workbook_import", *args, "--json", stdout=out)
    except SystemExit as stop:
        code = int(stop.code or 0)
    return json.loads(out.getvalue()), code


def test_a_preview_tells_every_problem_and_exits_with_one() -> None:
    told, code = run("leads", LEDGER)
    assert code == 1
    assert set(told) == {"counts", "problems"}
    assert told["counts"]["created"] == 124
    assert set(told["problems"][0]) == {"sheet", "row", "column", "value", "severity", "code", "message"}
    assert told["problems"][0] | {"message": ""} == {
        "sheet": "在谈线索", "row": 6, "column": "首次对接日期", "value": "近期", "severity": "refused",
        "code": "not_a_date", "message": "",
    }  # fmt: skip
    assert Lead.objects.count() == 0


def test_commit_is_all_or_nothing_unless_the_good_rows_are_chosen() -> None:
    assert run("leads", LEDGER, "--commit")[1] == 1
    assert Lead.objects.count() == 0
    told, code = run("leads", LEDGER, "--commit", "--good-rows")
    assert (code, told["counts"]["written"], Lead.objects.count()) == (1, 124, 124)


def test_a_clean_file_exits_with_zero(tmp_path: Path, promoter: Any) -> None:
    path = tmp_path / "企业.xlsx"
    path.write_bytes(xlsx(["企业名称", "信用代码"], ["甲公司", GOOD_CODE]))
    assert run("companies", str(path), "--commit", "--as", promoter.username)[1] == 0
    assert Company.objects.get().history.get().history_user == promoter


def test_a_file_that_is_no_workbook_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"hello")
    told, code = run("companies", str(path), "--commit")
    assert (code, told["problems"][0]["code"]) == (1, "not_a_workbook")
    path.write_bytes(b"\0" * 21 * 1024 * 1024)
    assert run("companies", str(path))[0]["problems"][0]["code"] == "too_big"


def test_wrong_calls(tmp_path: Path, finance: Any) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(xlsx(["企业名称", "信用代码"], ["甲公司", GOOD_CODE]))
    for args in (
        ("nothing", str(path)),
        ("companies", str(tmp_path / "none.xlsx")),
        ("companies", str(path), "--as", "nobody"),
        ("companies", str(path), "--as", finance.username),
    ):
        with pytest.raises(CommandError) as error:
            call_command("workbook_import", *args)
        assert error.value.returncode == 2


def test_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("workbook_import", "leads", LEDGER)
    out = capsys.readouterr().out
    assert "在谈线索 6 首次对接日期" in out
