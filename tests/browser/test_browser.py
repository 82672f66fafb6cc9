"""The browser reaches the system, and axe-core finds what it is there to find."""

import pytest

from crm.accounts.models import Organisation
from tests.factories.accounts import OrganisationFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_the_browser_reaches_the_live_server(page):
    answer = page.goto("/livez")
    assert answer.ok


def test_what_keeps_people_out_is_found(page, violations):
    page.set_content('<html lang="en"><title>x</title><main><h1>x</h1><img src="x.png"></main>')
    assert any("image-alt" in violation for violation in violations(page))


def test_a_page_in_order_has_no_violation(page, violations):
    page.set_content('<html lang="en"><title>x</title><main><h1>x</h1><p>Text</p></main>')
    assert violations(page) == []


@pytest.mark.parametrize("time", ["first", "again"])
def test_each_test_begins_with_the_same_database(time):
    before = Organisation.objects.count()
    OrganisationFactory(code="left-by-a-test")
    assert Organisation.objects.count() == before + 1
