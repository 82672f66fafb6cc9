"""PostgreSQL refuses null characters; no address with one is a fault of ours."""

import pytest

from crm.accounts.roles import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/%00/", "/zh-hans/clusters/%00/", "/office/%00/", "/api/v1/%00/"])
def test_no_page_is_there(client_for, address):
    assert client_for(Role.MANAGER).get(address).status_code == 404
