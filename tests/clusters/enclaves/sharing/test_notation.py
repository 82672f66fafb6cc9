"""Versions go out as JSON and come in again the same."""

import json
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings

from clusters.enclaves import sharing as s

from .agreements import HALF, rule
from .test_properties import dividing_rules

FULL = s.Version(
    2,
    2024,
    (
        rule(
            start=s.Start(on=date(2024, 1, 1)),
            bands=(s.YearBand(1, 5, HALF),),
            cap=s.Cap("A", "B", tied_to=s.TiedTo.OUTLAY, factor=Fraction(3, 2)),
        ),
        rule(code="l", mode=s.Mode.LUMP_SUM, bands=(), lump_sum=s.LumpSum("A", "B", 5), start=s.Start("production")),
    ),
    (s.Floor("f", "A", "B", 500, first=2024),),
)


def round_trip(version: s.Version) -> s.Version:
    return s.version_from_data(json.loads(json.dumps(s.version_to_data(version))))


def test_a_version_comes_back_the_same():
    assert round_trip(FULL) == FULL
    assert s.version_to_data(FULL)["rules"][0]["cap"] == {"party": "A", "to": "B", "tied_to": "outlay", "factor": "3/2"}


@settings(max_examples=30, deadline=None)
@given(dividing_rules())
def test_every_rule_comes_back_the_same(one):
    version = s.Version(1, 2021, (one,))
    assert round_trip(version) == version


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"number": "2"}, "/number"),
        ({"number": True}, "/number"),
        ({"rules": {}}, "/rules"),
        ({"extra": 1}, "/extra"),
        ({"rules": [{"code": "r"}]}, "/rules/0/book"),
        ({"floors": [{"code": "f", "party": "A", "payer": "B", "amount": 1.5}]}, "/floors/0/amount"),
    ],
)
def test_what_is_not_as_the_schema_says_is_refused_with_its_path(change, path):
    with pytest.raises(s.SharingError) as refused:
        s.version_from_data({**s.version_to_data(FULL), **change})
    assert refused.value.params["path"] == path


@pytest.mark.parametrize(("member", "value"), [("mode", "magic"), ("start", {"on": "soon"})])
def test_unknown_words_and_days_are_refused(member, value):
    data = s.version_to_data(FULL)
    data["rules"][0][member] = value
    with pytest.raises(s.SharingError, match="notation"):
        s.version_from_data(data)


def test_floats_are_refused_as_ratios():
    data = s.version_to_data(FULL)
    data["rules"][0]["bands"][0]["ratios"] = {"A": 0.5, "B": 0.5}
    with pytest.raises(s.SharingError, match="notation"):
        s.version_from_data(data)


def test_the_schema_accepts_what_is_written():
    jsonschema = pytest.importorskip("jsonschema")
    schema = s.version_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(s.version_to_data(FULL), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**s.version_to_data(FULL), "extra": 1}, schema)
