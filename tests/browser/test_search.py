"""The search page and its suggestions in a real browser, on a desk and on a phone."""

import pytest

from search.rebuild import rebuild
from tests.search.samples import make_samples

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_from_suggestion_to_facet_to_chip(new_page, violations, width, language):
    samples = make_samples()
    rebuild()
    page = new_page(samples.people["manager"], width=width, language=language)
    page.goto("/office/search/")
    assert not violations(page)
    page.fill("#search-q", "tongbo")
    page.wait_for_selector("#search-suggestions a")
    assert "铜箔" in page.inner_text("#search-suggestions")
    assert not violations(page)

    page.goto("/office/search/?q=铜")
    before = page.locator(".search-result").count()
    page.locator(".search-groups a").first.click()
    page.wait_for_selector(".search-chips a")
    assert 0 < page.locator(".search-result").count() < before
    assert not violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".search-chips a").first.click()
    page.wait_for_selector(".search-chips", state="detached")
    assert page.locator(".search-result").count() == before

    page.goto("/office/search/?q=光伏新材料化工厂 阶段:没有")
    assert not violations(page)
