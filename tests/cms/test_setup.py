"""A page that a later release brings stands where it would have stood from the first."""

import pytest

from cms.models import HomePage, SitesPage
from cms.setup import create_portal

pytestmark = pytest.mark.django_db


def slugs():
    return [page.slug for home in HomePage.objects.order_by("path") for page in home.get_children()]


def test_a_later_page_takes_its_place(portal):
    before = slugs()
    SitesPage.objects.all().delete()
    create_portal()
    assert slugs() == before
