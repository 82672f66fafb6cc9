"""The browser reaches the system."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_browser_reaches_the_live_server(page):
    answer = page.goto("/livez")
    assert answer.ok
