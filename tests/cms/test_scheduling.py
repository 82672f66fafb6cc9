"""A page appears and goes at the time that the editor set."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Revision

from cms.models import ContentPage, HomePage
from cms.scheduling import publish_due

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]
ADDRESS = "/zh-hans/later/"


@pytest.fixture
def deferred(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}


def add_page(**fields):
    home = HomePage.objects.get(locale__language_code="zh-hans")
    page = ContentPage(title="稍后", slug="later", locale=home.locale, live=False, **fields)
    home.add_child(instance=page)
    page.save_revision().publish()
    return page


def let_it_be_time(revision):
    now = timezone.now() - timedelta(seconds=1)
    revision.content["go_live_at"] = now.isoformat()
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=now, content=revision.content)


def test_a_page_that_is_approved_for_later_appears_then(client, deferred):
    at = timezone.now() + timedelta(hours=2)
    page = add_page(go_live_at=at)
    assert client.get(ADDRESS).status_code == 404
    waiting = DBTaskResult.objects.get(task_path="cms.scheduling.publish_due")
    assert abs(waiting.run_after - at) < timedelta(seconds=1)
    let_it_be_time(Revision.objects.get(approved_go_live_at__isnull=False))
    publish_due.call()
    page.refresh_from_db()
    assert page.live and client.get(ADDRESS).status_code == 200


def test_a_page_goes_when_its_time_is_over(client, deferred):
    page = add_page(expire_at=timezone.now() + timedelta(hours=2))
    assert client.get(ADDRESS).status_code == 200
    assert DBTaskResult.objects.filter(task_path="cms.scheduling.publish_due", run_after__isnull=False).exists()
    ContentPage.objects.filter(pk=page.pk).update(expire_at=timezone.now())
    publish_due.call()
    assert client.get(ADDRESS).status_code == 404
