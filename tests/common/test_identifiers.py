from datetime import date
from decimal import Decimal

import pytest

from crm.common.areas import mu, square_metres
from crm.common.credit_codes import credit_code_problem, normalise_credit_code
from crm.common.dates import parse_date
from crm.common.errors import RuleError
from crm.common.names import normalise_company_name
from crm.common.phones import is_phone, mask_phone, normalise_phone


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91532301MA6QEYFH70"])
def test_valid_credit_codes(code):
    assert credit_code_problem(code) == ""


@pytest.mark.parametrize("code", ["91350100M000100Y4Z", "91350100M000100Y4", "91350100M000100I43", ""])
def test_wrong_credit_codes_are_told(code):
    assert credit_code_problem(code)


def test_credit_codes_are_normalised():
    assert normalise_credit_code(" ９１350100m000100y43") == "91350100M000100Y43"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2025, 5, 12), date(2025, 5, 12)),
        (46147, date(2026, 5, 5)),
        (46147.0, date(2026, 5, 5)),
        ("2025.11.6", date(2025, 11, 6)),
        ("2025年5月22日", date(2025, 5, 22)),
        ("2010/04/14", date(2010, 4, 14)),
        ("２０２５-１-２", date(2025, 1, 2)),
    ],
)
def test_dates_are_read(value, expected):
    assert parse_date(value) == expected


@pytest.mark.parametrize("value", ["近期", "2025-02-30", "2025", "", 12])
def test_what_is_no_date_is_refused(value):
    with pytest.raises(RuleError):
        parse_date(value)


def test_company_names_compare():
    forms = ["彝源示例（云南）科技有限公司", "彝源示例(云南) 科技有限公司", "彝源示例（雲南）科技股份有限公司"]
    assert len({normalise_company_name(form) for form in forms}) == 1
    assert normalise_company_name("有限公司") == "有限公司"


def test_areas():
    assert square_metres(Decimal(150), "亩") == Decimal("100000.00")
    assert mu(Decimal("100000.00")) == Decimal("150.00")
    assert mu(None) is None


def test_phones():
    assert normalise_phone(13800008088.0) == "13800008088"
    assert is_phone("13800008088") and is_phone("0878-3391234") and not is_phone("1380000")
    assert mask_phone("13800008088") == "138****8088"
