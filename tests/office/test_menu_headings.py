"""A long menu is told apart by headings, a short one is not."""

import pytest

from crm.accounts.roles import Role
from crm.office.navigation import items_for

pytestmark = pytest.mark.django_db


def headings(user):
    return [str(shown.heading) for shown in items_for(user) if shown.heading]


def test_each_heading_stands_once_above_its_first_line(user_for):
    found = headings(user_for(Role.MANAGER))
    assert found == ["招商", "产业基础", "飞地共享", "设置与数据"]


def test_nobody_sees_a_heading_without_lines(user_for):
    assert "招商" not in headings(user_for(Role.FINANCE))


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_few_lines_need_no_headings(user_for, role):
    assert headings(user_for(role)) == []
