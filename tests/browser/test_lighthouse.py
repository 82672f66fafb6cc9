"""Lighthouse on the pages that decide: nothing left to mend for access, best practices and search engines."""

import gzip
from urllib.request import urlopen

import pytest

from cms.setup import create_portal
from tests.browser.lighthouse import look_at
from tests.factories.offers import make_offers, make_opportunity

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
ADDRESSES = [
    "/zh-hans/",
    "/en/clusters/photovoltaic/",
    "/zh-hans/parks/",
    "/en/policy/",
    "/zh-hans/policy/measures/19/",
    "/en/enquiry/",
    "/zh-hans/sites/",
    "/en/sites/land/CX-yundian-0/",
    "/zh-hans/costs/",
    "/en/opportunities/",
    "/zh-hans/opportunities/foil/",
    "/en/fits/",
]
FIRST_VISIT_BYTES = 250_000
OTHER_BYTES = 300_000


@pytest.fixture
def portal():
    create_portal()
    make_offers()
    make_opportunity()


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_phone_gets_a_page_without_fault_and_within_its_budget(portal, server, address):
    report = look_at(server.url + address)
    assert report.scores == {"accessibility": 100, "best-practices": 100, "seo": 100}, report.failed
    assert {entry["url"].split("/")[2] for entry in report.requests} == {server.url.split("/")[2]}
    assert packed_bytes(report) < (FIRST_VISIT_BYTES if address == "/zh-hans/" else OTHER_BYTES)


def packed_bytes(report):
    """What the visit costs on the line: the live test server packs no files, so they are packed here."""
    total = 0
    for entry in report.requests:
        with urlopen(entry["url"]) as answer:
            total += len(gzip.compress(answer.read()))
    return total
