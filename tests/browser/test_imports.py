"""A workbook brought in by a person: columns put right, a row mended, taken in and taken back; desk and phone."""

import pytest
from playwright.sync_api import expect

from clusters.models import Company
from crm.accounts.roles import Role
from crm.workbooks.models import Import
from tests.workbooks.books import GOOD_CODE, OTHER_CODE, xlsx

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

WRONG = OTHER_CODE[:-1] + "4"
HEADER = ["企业名称", "信用代码", "实缴（万元）"]


@pytest.mark.parametrize("width", [1280, 360])
def test_columns_mending_taking_in_and_back(user_for, new_page, violations, width):
    page = new_page(user_for(Role.MANAGER), width=width)
    page.goto("/office/imports/new/")
    page.locator("#id_kind").select_option("companies", force=True)
    data = xlsx(HEADER, ["示例甲公司", GOOD_CODE, 500], ["示例乙公司", WRONG, 7])
    page.set_input_files("#id_file", {"name": "企业.xlsx", "mimeType": "application/octet-stream", "buffer": data})
    assert not violations(page)
    page.get_by_role("button", name="预览变化").click()
    page.wait_for_url("**/office/imports/*/")
    assert not violations(page)

    page.get_by_role("link", name="列的对应").click()
    expect(page.get_by_text("500", exact=True)).to_be_visible()
    assert not violations(page)
    page.locator("#id_column_0_2").evaluate("(select) => select.tomselect.setValue('registered_capital')")
    page.get_by_role("button", name="按此重新读取").click()
    expect(page.get_by_text("已按所选的列重新读取")).to_be_visible()

    page.get_by_role("link", name="修改第 3 行").click()
    assert not violations(page)
    page.get_by_label("信用代码").fill("9153")
    page.get_by_role("button", name="检查此行").click()
    expect(page.get_by_text("此行仍未通过")).to_be_visible()
    page.get_by_label("信用代码").fill(WRONG)
    page.get_by_role("button", name="检查此行").click()
    page.get_by_role("button", name=f"改为“{OTHER_CODE}”").click()
    expect(page.get_by_text("此行可以导入")).to_be_visible()

    page.get_by_role("link", name="确认导入").click()
    assert not violations(page)
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_text("已写入 2 条记录")).to_be_visible()
    assert Company.objects.get(credit_code=OTHER_CODE).registered_capital_fen == 7_000_000

    page.get_by_role("link", name="撤销导入").click()
    assert not violations(page)
    page.get_by_role("button", name="撤销导入").click()
    expect(page.get_by_text("已撤销 2 行")).to_be_visible()
    assert Import.objects.get().state == "undone"
    assert not Company.objects.filter(credit_code__in=[GOOD_CODE, OTHER_CODE]).exists()


def test_a_long_import_shows_how_far_it_is(user_for, new_page, violations):
    from crm.workbooks.import_jobs import import_begin, import_take
    from crm.workbooks.jobs import Progress, begin, carry
    from crm.workbooks.kinds import KINDS

    manager = user_for(Role.MANAGER)
    rows = [[f"示例{number}公司", 5] for number in range(600)]
    data = xlsx(["企业名称", "信用代码", "注册资本（万元）"], *([name, "", money] for name, money in rows))
    brought = import_begin(kind=KINDS["companies"], data=data, name="企业.xlsx", actor=manager)
    job = import_take(import_id=brought.pk, actor=manager).job
    page = new_page(manager, width=360)
    page.goto(f"/office/imports/{brought.pk}/")
    expect(page.get_by_role("progressbar")).to_be_visible()
    assert not violations(page)
    running = begin(job.pk)
    progress = Progress(running)
    progress(300, 600, "正在写入")
    progress.beat()
    expect(page.get_by_text("300 / 600")).to_be_visible()
    type(running).objects.filter(pk=running.pk).update(state="waiting")
    carry.call(running.pk)
    expect(page.get_by_role("link", name="撤销导入")).to_be_visible()
    assert Company.objects.filter(name="示例599公司").exists()
