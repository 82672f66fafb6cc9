"""A list of companies taken out as a workbook, from the database on, against XlsxWriter alone over the same values.

`EXPORT_BENCH_ROWS` sets another size.
"""

import os
import subprocess
import sys
import tempfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from django.db import connection

from clusters.models import Cluster, Company, Park

from .pairs import take_turns, tell
from .taking_out import listing_for, take_out
from .test_imports import PLACES, SEGMENTS, code_of

ROWS = int(os.environ.get("EXPORT_BENCH_ROWS", "100000"))
COLUMNS, ROUNDS = 17, 3
GOAL, MEMORY_MIB = 1.6, 250


@pytest.fixture
def companies() -> None:
    clusters, parks = list(Cluster.objects.all()[:3]), list(Park.objects.all()[:5])
    rows = (
        Company(
            name=f"示例{PLACES[number % 4]}新材料{number}有限公司",
            name_en=f"Example {number} Co., Ltd.",
            credit_code=code_of(number),
            registered_place=PLACES[number % 4],
            industry_code=str(3825 + number % 9),
            registered_capital_fen=(50 + number % 90_000) * 1_000_000 + number % 3,
            founded_on=date(2010 + number % 16, 1 + number % 12, 11),
            cluster=clusters[number % 3],
            segment_text=SEGMENTS[number % 5],
            is_above_scale=number % 2 == 0,
            park=parks[number % 5],
            website=f"www.example.com/{number}",
        )
        for number in range(ROWS)
    )
    Company.objects.bulk_create(rows, batch_size=1000)


def alone(user: Any) -> int:
    """The most memory, in MiB, of a process that does nothing else."""
    command = [sys.executable, "-m", "tests.benchmarks.taking_out", user.username]
    environment = os.environ | {"DATABASE_URL": address_of(connection.settings_dict)}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True, timeout=600)
    rows, peak = done.stdout.split()[-2:]
    assert int(rows) == ROWS
    return int(peak)


def address_of(database: dict[str, Any]) -> str:
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    return "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)


def bare(rows: list[list[Any]]) -> None:
    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm", "remove_timezone": True}
    with tempfile.TemporaryFile() as file, xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)


@pytest.mark.benchmark
@pytest.mark.django_db(transaction=True)
def test_a_list_of_companies(manager: Any, companies: None) -> None:
    print(f"\n{ROWS} rows of {COLUMNS} columns ({connection.vendor})")
    rows = [list(row) for row in listing_for(manager).rows]
    assert {len(row) for row in rows} == {COLUMNS}
    assert {type(value) for value in rows[0]} >= {str, int, Decimal, date, datetime}
    pair = take_turns(lambda: take_out(manager), lambda: bare(rows), ROUNDS)
    tell("from the database into a workbook", pair, "XlsxWriter alone", GOAL, per=1e5 / ROWS, unit="a hundred thousand")
    peak = alone(manager)
    print(f"  peak memory {peak} MiB, goal at most {MEMORY_MIB}: {'reached' if peak <= MEMORY_MIB else 'NOT reached'}")
