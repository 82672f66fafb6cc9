import pytest

from crm.accounts.roles import Role
from tests.factories.clusters import CompanyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.office.pages")]


def test_pages(client, user_for):
    user = user_for(Role.MANAGER)
    client.force_login(user)
    company = CompanyFactory(registered_capital_fen=123_456_789)
    for url in (
        "/office/",
        "/office/test/",
        "/office/test/?page=9&sort=-capital",
        f"/office/test/{company.pk}/",
        "/office/test/new/",
        f"/office/test/{company.pk}/edit/",
        f"/office/test/{company.pk}/close/",
    ):
        answer = client.get(url)
        assert answer.status_code == 200, url
