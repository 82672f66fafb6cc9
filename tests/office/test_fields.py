"""Money and areas are typed in one unit and kept in another."""

from decimal import Decimal

import pytest
from django import forms

from crm.office.fields import AreaField, MoneyField


class Form(forms.Form):
    money = MoneyField(required=False)
    area = AreaField(required=False)


@pytest.mark.parametrize(
    ("typed", "fen"), [("4656", 4_656_000_000), ("0.13亿元", 1_300_000_000), ("17,707.5", 17_707_500_000), ("", None)]
)
def test_money(typed, fen):
    form = Form({"money": typed})
    assert form.is_valid()
    assert form.cleaned_data["money"] == fen


@pytest.mark.parametrize("typed", ["很多", "1e5", "--3", "1" * 41])
def test_what_is_no_money_is_refused(typed):
    assert "money" in Form({"money": typed}).errors


@pytest.mark.parametrize("square_metres", ["66666.67", "0.01", "1234567.89", "100.00"])
def test_an_area_comes_back_as_it_was(square_metres):
    shown = Form(initial={"area": Decimal(square_metres)})["area"].value()
    form = Form({"area": shown})
    assert form.is_valid()
    assert form.cleaned_data["area"] == Decimal(square_metres)


def test_money_comes_back_as_it_was():
    shown = Form(initial={"money": 123_456_789})["money"].value()
    assert shown == "123.456789"
    form = Form({"money": shown})
    assert form.is_valid() and form.cleaned_data["money"] == 123_456_789
    assert not Form({"money": shown}, initial={"money": 123_456_789}).has_changed()
