import pytest
from django.utils import translation

from crm.common.errors import RuleError
from crm.common.money import decimal_from, format_fen, parse_money, scale_fen
from crm.common.units import unit_word


@pytest.mark.parametrize(
    ("value", "unit", "fen"),
    [
        (8879.0, "万元", 8_879_000_000),
        ("约0.13亿元", "万元", 1_300_000_000),
        ("4656万元", "万元", 4_656_000_000),
        ("17,707", "万元", 17_707_000_000),
        ("４６５６万元", "元", 4_656_000_000),
        ("1亿", "万元", 10_000_000_000),
        ("-123456.78", "元", -12_345_678),
        ("0.005", "元", 1),
        ("-0.005", "元", -1),
    ],
)
def test_amounts_are_read(value, unit, fen):
    assert parse_money(value, unit) == fen


@pytest.mark.parametrize("value", ["面议", "", "1.2.3", "=1+1", "nan"])
def test_what_is_no_amount_is_refused(value):
    with pytest.raises(RuleError) as refused:
        parse_money(value)
    assert refused.value.code == "money"


def test_amounts_are_shown():
    assert format_fen(1_234_567_890) == "1,234.57"
    assert format_fen(None) == "—"
    assert scale_fen(32_000_000_000).replace("\u202f", " ") == "3.2 亿元"
    assert scale_fen(1230).replace("\u202f", " ") == "12.30 元"


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e999999999", "", "一百"])
def test_what_is_no_plain_number_is_refused(value):
    with pytest.raises(RuleError) as refused:
        decimal_from(value)
    assert refused.value.code == "number"


def test_an_amount_too_long_to_be_one_is_refused():
    for digits in (18, 38, 10_000):
        with pytest.raises(RuleError) as refused:
            parse_money("9" * digits, "亿元")
        assert "过大" in refused.value.message


@pytest.mark.parametrize(
    ("fen", "shown"),
    [(32_000_000_000, "320 million yuan"), (2_481_100_000_000, "24.81 billion yuan"), (1230, "12.30 yuan")],
)
def test_amounts_are_shown_in_english(fen, shown):
    with translation.override("en"):
        assert scale_fen(fen).replace("\u202f", " ") == shown
        assert unit_word("万元") == "10k yuan" and unit_word("kW") == "kW"
