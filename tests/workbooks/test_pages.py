"""The pages under /office/imports/."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from clusters.models import Company
from crm.workbooks.models import Import
from tests.workbooks.books import GOOD_CODE, sample, xlsx

pytestmark = pytest.mark.django_db
HEADER = ["企业名称", "信用代码", "注册资本（万元）"]


def upload(client: Any, data: bytes, kind: str = "companies", name: str = "企业.xlsx") -> Any:
    return client.post("/office/imports/new/", {"kind": kind, "file": SimpleUploadedFile(name, data)})


def test_upload_preview_commit(client_for: Any) -> None:
    client = client_for("manager")
    answer = upload(client, xlsx(HEADER, ["甲公司", GOOD_CODE, 500], ["乙公司", "9153", 1]))
    page = client.get(answer.url)
    assert page.status_code == 200
    assert "9153" in page.content.decode()
    assert Company.objects.count() == 0
    commit = f"{answer.url}commit/"
    assert client.get(commit).status_code == 200
    assert client.post(commit).status_code == 409
    assert Company.objects.count() == 0
    assert client.post(commit, {"good_rows": "on"}).url == answer.url
    assert Company.objects.get().history.get().history_user == client.user
    for view in ("problems", "created", "updated", "unchanged", "left_out"):
        assert client.get(answer.url, {"view": view}).status_code == 200
    assert "企业.xlsx" in client.get("/office/imports/").content.decode()
    assert client.get(f"{answer.url}file/").status_code == 200


def test_changes_are_shown_cell_by_cell(client_for: Any) -> None:
    client = client_for("manager")
    first = upload(client, xlsx(HEADER, ["甲公司", GOOD_CODE, 500]))
    client.post(f"{first.url}commit/")
    page = client.get(upload(client, xlsx(HEADER, ["甲公司", GOOD_CODE, 600])).url).content.decode()
    assert "500.00 万元" in page
    assert "600.00 万元" in page


def test_discard(client_for: Any) -> None:
    client = client_for("manager")
    answer = upload(client, xlsx(HEADER, ["甲公司", GOOD_CODE, 500]))
    assert client.get(f"{answer.url}discard/").status_code == 200
    assert client.post(f"{answer.url}discard/").status_code == 302
    assert Import.objects.get().state == "discarded"
    assert client.post(f"{answer.url}commit/").status_code == 409


@pytest.mark.parametrize("which", ["empty", "text", "big", "no header", "no cells"])
def test_bad_files_get_a_sentence_and_keep_nothing(client_for: Any, which: str) -> None:
    files = {
        "empty": b"",
        "text": b"hello",
        "big": b"x" * 21 * 1024 * 1024,
        "no header": xlsx(["甲", "乙"], ["丙", "丁"]),
        "no cells": xlsx(),
    }
    client = client_for("manager")
    answer = upload(client, files[which])
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not Import.objects.exists()


def test_foreign_and_missing_values(client_for: Any) -> None:
    client = client_for("promoter")
    assert upload(client, sample("地块与厂房.xlsx"), kind="parcels").status_code == 422
    assert upload(client, b"", kind="nothing").status_code == 422
    assert client.post("/office/imports/new/", {}).status_code == 422


def test_who_may_enter(client_for: Any, client: Any) -> None:
    assert client.get("/office/imports/").status_code == 302
    for role in ("department", "partner", "leader", "editor", "administrator"):
        assert client_for(role).get("/office/imports/").status_code == 403


def test_others_imports_do_not_exist(client_for: Any) -> None:
    answer = upload(client_for("manager"), xlsx(HEADER, ["甲公司", GOOD_CODE, 500]))
    other = client_for("manager")
    for path in ("", "commit/", "discard/", "file/"):
        assert other.get(f"{answer.url}{path}").status_code == 404
    assert other.post(f"{answer.url}commit/").status_code == 404
    assert Company.objects.count() == 0


def test_the_ledger_on_the_page(client_for: Any, django_assert_max_num_queries: Any) -> None:
    client = client_for("manager")
    answer = upload(client, sample("招商线索台账.xlsx"), kind="leads", name="招商线索台账.xlsx")
    for view in ("problems", "created"):
        with django_assert_max_num_queries(12):
            assert client.get(answer.url, {"view": view}).status_code == 200
    page = client.get(answer.url).content.decode()
    assert "近期" in page
    assert "在谈线索" in page


def test_templates_are_linked_and_given_to_whoever_may_bring_the_kind(client_for: Any) -> None:
    client = client_for("manager")
    page = client.get("/office/imports/new/").content.decode()
    assert "/office/imports/templates/companies.xlsx" in page
    assert "/office/imports/templates/observations.xlsx" not in page
    answer = client.get("/office/imports/templates/companies.xlsx")
    assert answer.status_code == 200
    upload_of_it = upload(client, b"".join(answer.streaming_content), name="模板.xlsx")
    page = client.get(upload_of_it.url, {"view": "left_out"}).content.decode()
    assert "模板中的示例行" in page
    assert client.get("/office/imports/templates/observations.xlsx").status_code == 404
    assert client.get("/office/imports/templates/nothing.xlsx").status_code == 404
