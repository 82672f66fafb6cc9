"""Columns put right, rows mended, two sides compared, refused rows taken out and brought in again."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from clusters.models import Company
from crm.workbooks.import_jobs import import_begin, import_take
from crm.workbooks.kinds import KINDS
from crm.workbooks.mending import row_decide, row_leave_out, row_mend
from crm.workbooks.models import HeaderMemory, Import
from crm.workbooks.reading import read_book
from crm.workbooks.refused import refused_workbook
from tests.factories.clusters import CompanyFactory
from tests.workbooks.books import GOOD_CODE, OTHER_CODE, xlsx

pytestmark = pytest.mark.django_db
HEADER = ["企业名称", "信用代码", "注册资本（万元）", "产业集群"]
WRONG = GOOD_CODE[:-1] + ("1" if GOOD_CODE[-1] != "1" else "2")


def begin(actor: Any, *rows: list[Any], kind: str = "companies", **options: Any) -> Import:
    return import_begin(kind=KINDS[kind], data=xlsx(*rows), name="企业.xlsx", actor=actor, **options)


def mend(brought: Import, actor: Any, at: int = 0, **cells: str) -> Any:
    row = brought.rows.order_by("pk")[at]
    return row_mend(import_id=brought.pk, row_id=row.pk, actor=actor, cells=cells)


# --- rows ---


def test_a_mended_cell_is_read_as_the_workbooks_own(manager: Any) -> None:
    brought = begin(manager, HEADER, ["甲公司", WRONG, "若干", "光伏"])
    assert brought.counts["refused"] == 1
    row = mend(brought, manager, credit_code=GOOD_CODE)
    assert [problem["code"] for problem in row.problems] == ["not_a_number"]
    row = mend(brought, manager, registered_capital="500")
    assert (row.is_refused, row.action) == (False, "created")
    brought.refresh_from_db()
    assert (brought.counts["refused"], brought.counts["created"]) == (0, 1)
    import_take(import_id=brought.pk, actor=manager)
    company = Company.objects.get()
    assert (company.registered_capital_fen, company.credit_code) == (500_000_000, GOOD_CODE)


def test_a_proposed_mend_is_one_click(client_for: Any) -> None:
    client = client_for("manager")
    brought = begin(client.user, HEADER, ["甲公司", WRONG, 5, "绿色同薪材"])
    page = client.get(f"/office/imports/{brought.pk}/").content.decode()
    assert f'value="{GOOD_CODE}"' in page
    row = brought.rows.get()
    client.cookies["language"] = "en"
    page = client.get(f"/office/imports/{brought.pk}/rows/{row.pk}/").content.decode()
    assert page.count("The check character of this credit code") == 2  # on top and beside the cell
    client.cookies["language"] = "zh-hans"
    mend_url = f"/office/imports/{brought.pk}/rows/{row.pk}/mend/"
    client.post(mend_url, {"column": "credit_code", "text": GOOD_CODE})
    row.refresh_from_db()
    assert not row.is_refused
    assert row.problems[0]["params"]["near"] == "绿色铜新材料"
    client.post(mend_url, {"column": "cluster", "text": "绿色铜新材料"})
    row.refresh_from_db()
    assert row.problems == []
    assert row.values["cluster"] == "绿色铜新材料"


def test_a_row_is_left_out_and_comes_back(manager: Any) -> None:
    brought = begin(manager, HEADER, ["甲公司", GOOD_CODE, 5, ""], ["乙公司", "9153", 6, ""])
    bad = brought.rows.get(is_refused=True)
    row_leave_out(import_id=brought.pk, row_id=bad.pk, actor=manager)
    brought.refresh_from_db()
    assert (brought.counts["put_aside"], brought.counts["refused"]) == (1, 0)
    row_leave_out(import_id=brought.pk, row_id=bad.pk, actor=manager, out=False)
    brought.refresh_from_db()
    assert (brought.counts["put_aside"], brought.counts["refused"]) == (0, 1)
    row_leave_out(import_id=brought.pk, row_id=bad.pk, actor=manager)
    import_take(import_id=brought.pk, actor=manager)
    assert Company.objects.get().name == "甲公司"


def test_a_row_mended_into_anothers_twin_is_told(manager: Any) -> None:
    brought = begin(manager, HEADER, ["甲公司", GOOD_CODE, 5, ""], ["乙公司", OTHER_CODE, 6, ""])
    row = mend(brought, manager, at=1, credit_code=GOOD_CODE)
    assert [problem["code"] for problem in row.problems] == ["twice_in_file"]


def test_pages_of_a_row(client_for: Any) -> None:
    client = client_for("manager")
    brought = begin(client.user, HEADER, ["甲公司", WRONG, 5, ""])
    url = f"/office/imports/{brought.pk}/rows/{brought.rows.get().pk}/"
    assert client.get(url).status_code == 200
    cells = {"cell_name": "甲公司", "cell_credit_code": "x", "cell_registered_capital": "5", "cell_cluster": ""}
    assert client.post(url, cells).url == url
    assert (
        client.post(url, cells | {"cell_credit_code": GOOD_CODE}).url == f"/office/imports/{brought.pk}/?view=problems"
    )
    other = client_for("manager")
    for path in (url, f"{url}mend/", f"/office/imports/{brought.pk}/columns/", f"/office/imports/{brought.pk}/again/"):
        assert other.post(path, {"leave_out": "1"}).status_code == 404
    assert other.get(f"/office/imports/{brought.pk}/refused/").status_code == 404
    import_take(import_id=brought.pk, actor=client.user)
    client.post(f"{url}mend/", {"leave_out": "1"})
    assert not brought.rows.get().is_left_out


# --- refused rows as a workbook ---


def test_refused_rows_go_out_marked_and_in_again(client_for: Any) -> None:
    client = client_for("manager")
    brought = begin(
        client.user, ["企业名录 单位：万元"], HEADER, ["甲公司", GOOD_CODE, 5, ""], ["乙公司", WRONG, 6, ""]
    )
    answer = client.get(f"/office/imports/{brought.pk}/refused/")
    data = b"".join(answer.streaming_content)
    rows = read_book(data, "a.xlsx").sheets[0].rows
    assert rows[2][:3] == ["乙公司", WRONG, 6]
    assert "校验" in rows[2][4] or "check" in rows[2][4]
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert WRONG not in archive.read("xl/comments1.xml").decode()
        assert "B3" in archive.read("xl/comments1.xml").decode()
    again = import_begin(kind=KINDS["companies"], data=data, name="b.xlsx", actor=client.user)
    assert (again.counts["rows"], again.counts["refused"]) == (1, 1)
    mend(again, client.user, credit_code=OTHER_CODE)
    import_take(import_id=again.pk, actor=client.user)
    assert Company.objects.get().name == "乙公司"


# --- columns ---


def test_a_corrected_column_is_read_anew_and_remembered(client_for: Any) -> None:
    client = client_for("manager")
    header = ["企业名称", "信用代码", "实缴（万元）"]
    brought = begin(client.user, header, ["甲公司", GOOD_CODE, 5])
    url = f"/office/imports/{brought.pk}/columns/"
    page = client.get(url).content.decode()
    assert "实缴" in page
    assert GOOD_CODE in page
    chosen = {"use_0": "on", "column_0_0": "name", "column_0_1": "credit_code", "column_0_2": "registered_capital"}
    assert client.post(url, chosen | {"column_0_1": "name"}).status_code == 422
    assert client.post(url, chosen).status_code == 302
    assert brought.rows.get().values["registered_capital"] == 5_000_000
    again = begin(client.user, header, ["乙公司", OTHER_CODE, 7])
    assert again.mapping["表1"]["registered_capital"] == "实缴"
    other = begin(client_for("manager").user, header, ["乙公司", OTHER_CODE, 7])
    assert "registered_capital" not in other.mapping["表1"]
    assert HeaderMemory.objects.get().column == "registered_capital"


def test_headers_that_nobody_knows_are_named_by_hand(client_for: Any) -> None:
    client = client_for("manager")
    file = SimpleUploadedFile("甲.xlsx", xlsx(["台账"], ["子", "丑"], ["甲公司", GOOD_CODE]))
    answer = client.post("/office/imports/new/", {"kind": "companies", "file": file, "by_hand": "on"})
    assert answer.url.endswith("/columns/")
    assert client.get(answer.url).status_code == 200
    client.post(answer.url, {"use_0": "on", "column_0_0": "name", "column_0_1": "credit_code"})
    assert Import.objects.get().rows.get().values == {"name": "甲公司", "credit_code": GOOD_CODE}


def test_sheets_key_and_empty_cells_are_the_persons_choice(client_for: Any) -> None:
    client = client_for("manager")
    CompanyFactory(name="甲公司", credit_code=GOOD_CODE, registered_capital_fen=100, registered_place="楚雄")
    data = xlsx(["企业名称", "注册地"], ["甲公司", ""], 另一张=[["企业名称", "信用代码"], ["丙公司", OTHER_CODE]])
    file = SimpleUploadedFile("甲.xlsx", data)
    url = client.post("/office/imports/new/", {"kind": "companies", "file": file, "by_hand": "on"}).url
    url = url if url.endswith("columns/") else f"{url}columns/"
    columns = {
        "column_0_0": "name",
        "column_0_1": "registered_place",
        "column_1_0": "name",
        "column_1_1": "credit_code",
    }
    client.post(url, columns | {"use_0": "on", "key": "name", "clears": "on"})
    row = Import.objects.get().rows.get()
    assert (row.action, [change["column"] for change in row.changes]) == ("updated", ["registered_place"])
    import_take(import_id=Import.objects.get().pk, actor=client.user)
    company = Company.objects.get()
    assert (company.registered_place, company.registered_capital_fen) == ("", 100)


# --- two sides ---


def test_a_cell_that_both_changed_waits_for_a_choice(manager: Any) -> None:
    company = CompanyFactory(name="甲公司", credit_code=GOOD_CODE, registered_place="楚雄", website="a.cn", name_en="A")
    seen = company.version
    company.registered_place, company.website = "昆明", "b.cn"
    company.save_by(None)
    header = ["企业名称", "注册地", "网址", "英文名称", "__id", "__version"]
    brought = begin(manager, header, ["甲公司", "大理", "a.cn", "B", company.pk, seen])
    row = brought.rows.get()
    assert [problem["code"] for problem in row.problems] == ["conflict"]
    sides = [(change["column"], change["base"], change["old"], change["new"]) for change in row.changes]
    assert sorted(sides) == [("name_en", None, "A", "B"), ("registered_place", "楚雄", "昆明", "大理")]
    decide = {"import_id": brought.pk, "row_id": row.pk, "actor": manager}
    row_decide(**decide, decisions={"registered_place": "record"})
    assert [change["column"] for change in brought.rows.get().changes] == ["name_en"]
    row_decide(**decide, decisions={"registered_place": "file"})
    import_take(import_id=brought.pk, actor=manager)
    company.refresh_from_db()
    assert (company.registered_place, company.website, company.name_en) == ("大理", "b.cn", "B")


def test_a_row_that_went_out_is_found_by_its_record_whatever_it_is_called_now(manager: Any) -> None:
    company = CompanyFactory(name="甲公司", credit_code=GOOD_CODE)
    brought = begin(manager, ["企业名称", "__id", "__version"], ["新名公司", company.pk, company.version])
    assert brought.rows.get().action == "updated"
    import_take(import_id=brought.pk, actor=manager)
    assert Company.objects.get().name == "新名公司"


def test_a_record_that_is_gone_or_hidden_is_told(manager: Any) -> None:
    hidden = CompanyFactory(name="甲公司", is_confidential=True)
    brought = begin(manager, ["企业名称", "__id", "__version"], ["甲公司", hidden.pk, 1], ["乙公司", 987654, 1])
    assert [row.problems[0]["code"] for row in brought.rows.all()] == ["record_gone", "record_gone"]


def test_the_page_of_a_conflict(client_for: Any) -> None:
    client = client_for("manager")
    company = CompanyFactory(name="甲公司", registered_place="楚雄")
    company.registered_place = "昆明"
    company.save_by(None)
    brought = begin(client.user, ["企业名称", "注册地", "__id", "__version"], ["甲公司", "大理", company.pk, 1])
    url = f"/office/imports/{brought.pk}/rows/{brought.rows.get().pk}/"
    page = client.get(url).content.decode()
    assert all(word in page for word in ("楚雄", "昆明", "大理"))
    assert 'name="cell_registered_place"' not in page  # one control for one cell
    cells = {"cell_name": "甲公司", "side_registered_place": "file"}
    assert client.post(url, cells).status_code == 302
    assert not brought.rows.get().is_refused


@pytest.mark.usefixtures("db")
def test_a_list_of_enclave_projects_comes_back_with_what_it_shows(finance: Any) -> None:
    from clusters.models import Project
    from crm.workbooks.services import import_file
    from tests.workbooks.books import sample

    name = "飞地项目清单.xlsx"
    import_file(kind=KINDS["enclave_projects"], data=sample(name), name=name, actor=None)
    project = Project.objects.visible_to(finance).first()
    header = ["项目代码", "项目名称", "__id", "__version"]
    row = [project.code, "改名项目", project.pk, project.version]
    brought = begin(finance, header, row, kind="enclave_projects")
    assert [change["column"] for change in brought.rows.get().changes] == ["name"]
    import_take(import_id=brought.pk, actor=finance)
    project.refresh_from_db()
    assert project.name == "改名项目"


def test_refused_words_that_look_like_the_writers_own_marks_come_back(manager: Any) -> None:
    word = "<r>&<t>x</r>"
    table = f"企业名称,信用代码\n{word},{WRONG}\n".encode()
    brought = import_begin(kind=KINDS["companies"], data=table, name="a.csv", actor=manager)
    again = import_begin(kind=KINDS["companies"], data=refused_workbook(brought, manager), name="b.xlsx", actor=manager)
    assert again.rows.get().cells["name"] == word
