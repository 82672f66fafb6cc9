"""A workbook of companies: looked at against calamine's reading alone, taken in against Django's bare `bulk_create` of
the same rows, both together against django-import-export as it comes. `IMPORT_BENCH_ROWS` sets another size."""

import io
import os
import random
import time
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

import pytest
import xlsxwriter
from django.db import connection, transaction
from python_calamine import CalamineWorkbook

from clusters.models import Company
from crm.common.credit_codes import ALPHABET, check_character
from crm.workbooks.kinds import KINDS
from crm.workbooks.models import Import
from crm.workbooks.services import import_commit, import_preview

from .pairs import Pair, forget_peak, tell, tell_memory

ROWS = int(os.environ.get("IMPORT_BENCH_ROWS", "100000"))
LOOK_GOAL, TAKE_GOAL, TOGETHER_GOAL, MEMORY_MIB = 5, 2.5, 4, 700
OTHERS_ROWS = max(100, ROWS // 50)  # what django-import-export is measured on: it takes minutes for all
HEADER = [
    "序号", "企业名称", "统一社会信用代码", "英文名称", "注册地", "行业代码", "注册资本（万元）", "成立日期",
    "产业集群", "产业链环节", "是否规上", "片区", "网址", "联系地址", "所属商会", "填报单位", "备注",
]  # fmt: skip
CLUSTERS, SEGMENTS = ["光伏新材料", "绿色铜新材料", "生物医药"], ["硅片", "电池片", "阴极铜", "饮片", "制剂"]
PLACES, SORTS = ["云南楚雄", "四川成都", "江苏宿迁", "上海嘉定"], ["科技", "新材料", "药业", "铜业", "光伏"]
SYLLABLES = "彝源丽豪泽神威施普瑞华派衡楚滇中有色宇隆基云甸富民桃园赵家湾庄嘉定张江磨憨河口瑞金沙龙川"
PARKS = ["庄甸", "赵家湾", "桃园", "富民", "云甸"]


def code_of(number: int) -> str:
    body = "91532301" + "".join(ALPHABET[number // 31**power % 31] for power in range(8, -1, -1))
    return body + check_character(body)


def rows_of(count: int) -> Iterator[list[Any]]:
    chance = random.Random(6)
    for number in range(count):
        word = "".join(chance.choices(SYLLABLES, k=4))
        place = chance.choice(PLACES)
        yield [
            number + 1, f"示例{place}{word}{chance.choice(SORTS)}有限公司", code_of(number),
            f"Example {number} Co., Ltd.", place,
            str(chance.choice([3825, 3211, 2710, 3091])), chance.randrange(50, 90_000),
            f"20{chance.randrange(10, 26)}-0{chance.randrange(1, 10)}-1{chance.randrange(10)}", chance.choice(CLUSTERS),
            chance.choice(SEGMENTS), chance.choice("是否"), chance.choice(PARKS), f"www.example.com/{number}",
            f"{place}示例路{number}号", "示例商会", "招商局", "",
        ]  # fmt: skip


def workbook(count: int) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("企业名录")
        for number, row in enumerate([HEADER, *rows_of(count)]):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


def seconds(work: Any) -> tuple[float, Any]:
    started = time.perf_counter()
    found = work()
    return time.perf_counter() - started, found


def read_plainly(data: bytes) -> int:
    return len(CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python())


def others(count: int) -> float:
    """django-import-export on the same model, with its defaults: a dry run that is shown, then the import."""
    resources, tablib = pytest.importorskip("import_export.resources"), pytest.importorskip("tablib")
    columns = ["name", "credit_code", "name_en", "registered_place", "industry_code", "registered_capital_fen",
               "founded_on", "segment_text", "is_above_scale", "website"]  # fmt: skip
    options = {"model": Company, "fields": columns, "import_id_fields": ["credit_code"]}
    resource = type("CompanyResource", (resources.ModelResource,), {"Meta": type("Meta", (), options)})()
    data = tablib.Dataset(headers=columns)
    for row in rows_of(count):
        data.append([*row[1:6], row[6] * 1_000_000, row[7], row[9], int(row[10] == "是"), row[12]])

    def both() -> None:
        assert not resource.import_data(data, dry_run=True).has_errors()
        assert resource.import_data(data, dry_run=False).totals["new"] == count

    taken, _nothing = seconds(both)
    return taken


def bare_create() -> float:
    """The rows as they are now, put away and written again by `bulk_create` alone."""
    rows = list(Company.objects.order_by("pk"))
    with transaction.atomic():
        Company.objects.all()._raw_delete("default")
        taken, _created = seconds(lambda: Company.objects.bulk_create(rows, batch_size=1000))
        transaction.set_rollback(True)
    return taken


@pytest.mark.benchmark
@pytest.mark.django_db
def test_a_workbook_of_companies(manager: Any) -> None:
    kind, data = KINDS["companies"], workbook(ROWS)
    per = 1e5 / ROWS
    forget_peak()
    call = {"kind": kind, "data": data, "name": "企业.xlsx", "actor": manager}
    look, brought = min((seconds(lambda: import_preview(**call)) for _round in range(2)), key=itemgetter(0))
    assert (brought.counts["created"], brought.counts["refused"]) == (ROWS, 0)
    take, _taken = seconds(lambda: import_commit(import_id=brought.pk, actor=manager))
    assert Company.objects.count() == Company.history.count() == ROWS
    assert Import.objects.get(pk=brought.pk).counts["written"] == ROWS
    print(f"\n{ROWS} rows of {len(HEADER)} columns ({connection.vendor})")
    tell_memory(MEMORY_MIB)
    reading = min(seconds(lambda: read_plainly(data))[0] for _round in range(3))
    unit = "a hundred thousand"
    tell("read, mapped, checked, kept", Pair(look, reading), "calamine alone", LOOK_GOAL, per=per, unit=unit)
    bare = min(bare_create() for _round in range(2))
    tell("taken in, with history", Pair(take, bare), "bulk_create alone", TAKE_GOAL, per=per, unit=unit)
    with transaction.atomic():
        Company.objects.all()._raw_delete("default")
        slow = others(OTHERS_ROWS) * ROWS / OTHERS_ROWS
        transaction.set_rollback(True)
    times = slow / (look + take)
    verdict = "reached" if times >= TOGETHER_GOAL else "NOT reached"
    print(f"\ndjango-import-export: {slow * per:.0f} s {unit}; all together: {(look + take) * per:.2f} s")
    print(f"  {times:.1f} times as fast, goal at least {TOGETHER_GOAL}: {verdict}")
