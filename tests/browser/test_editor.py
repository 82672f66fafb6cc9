"""An editor builds a cluster page, translates it string by string and publishes it, each by a second look."""

import pytest

from clusters.models import Cluster
from cms.models import ClusterPage
from cms.setup import create_portal
from crm.accounts.roles import Role
from tests.factories.accounts import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture
def seventh():
    create_portal()
    return Cluster(code="digital", name="数字经济", name_en="Digital economy", kind="emerging", order=7).save_by(None)


def act(page, label):
    """One of the actions that the page's footer folds away."""
    page.locator("footer [data-w-dropdown-target=toggle]").last.click()
    page.get_by_role("button", name=label).first.click()
    page.wait_for_url("**/cms/pages/*/")


def translate(page, field, into):
    """One text of the page, in the list of those that wait for their translation."""
    heading = page.get_by_role("heading", name=field, exact=True, level=3)
    row = page.locator("li:visible").filter(has=heading).first
    row.get_by_role("button", name="翻译").click()
    row.locator("textarea").fill(into)
    row.get_by_role("button", name="保存").click()
    row.get_by_text(into, exact=True).wait_for()


def test_an_editor_builds_translates_and_publishes_a_cluster_page(new_page, seventh, violations):
    writer, second = (new_page(person(Role.EDITOR, username=name)) for name in ("writer", "second"))
    index = ClusterPage.objects.filter(locale__language_code="zh-hans").first().get_parent()
    writer.goto(f"/cms/pages/add/cms/clusterpage/{index.pk}/")
    writer.fill("[name=title]", "数字经济")
    writer.fill("[name=standfirst]", "新的产业集群，环节待确认。")
    writer.select_option("[name=cluster]", label="数字经济")
    act(writer, "提交给发布前复核")
    built = ClusterPage.objects.get(cluster=seventh)
    assert not built.live and built.current_workflow_state is not None

    second.goto(f"/cms/pages/{built.pk}/edit/")
    act(second, "批准 和发布")
    built.refresh_from_db()
    assert built.live and built.current_workflow_state is None

    writer.goto(f"/cms/localize/submit/page/{built.pk}/")
    writer.get_by_label("英文").check()
    writer.get_by_role("button", name="提交").click()
    translate(writer, "标题", "Digital economy")
    translate(writer, "导语", "A new cluster; its segments are to be confirmed.")
    writer.get_by_role("button", name="发布在英文").click()
    writer.wait_for_load_state()

    reader = new_page(language="en")
    reader.goto("/en/clusters/")
    reader.get_by_role("link", name="Digital economy").click()
    assert reader.get_by_role("heading", level=1).inner_text() == "Digital economy"
    assert reader.get_by_text("A new cluster; its segments are to be confirmed.").is_visible()
    reader.get_by_role("link", name="中文").first.click()
    assert reader.get_by_role("heading", level=1).inner_text() == "数字经济"
    assert violations(reader) == []
