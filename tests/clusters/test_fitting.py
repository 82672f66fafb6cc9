"""Which provisions fit: the table of docs/algorithms/fitting.md, properties, and the words behind each."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from clusters.fitting import ORDER, Answers, State, Terms, fit_of
from clusters.models import Measure, Provision
from clusters.models.provisions import squeezed
from clusters.reference.loading import load_reference_data
from clusters.selectors.fitting import measures_for

PAGE = Path(__file__).parents[2] / "docs" / "algorithms" / "fitting.md"
NUMBERS = {"land_sqm", "land_min_sqm", "power_kva", "energy", "energy_below"}
WHOLE = {"investment_fen", "investment_min_fen", "jobs", "jobs_min"}


def worked():
    rows = [line.split("|")[1:-1] for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    return [tuple(cell.strip() for cell in row) for row in rows[2:]]


def values(text):
    """`clusters=copper energy=0.5 open` as keyword arguments."""
    for word in text.split():
        name, _equals, value = word.partition("=")
        yield name, value


def terms_from(text):
    found = {}
    for name, value in values(text):
        if name in ("clusters", "origins"):
            found[name] = frozenset(value.split(","))
        elif name == "energy":
            found |= {"compares_energy": True, "energy_below": Decimal(value) if value else None}
        elif name == "open":
            found["has_open_point"] = True
        else:
            found[name] = plain(name, value) if value else True
    return Terms(**found)


def plain(name, value):
    return Decimal(value) if name in NUMBERS else int(value) if name in WHOLE else value


@pytest.mark.parametrize(("conditions", "answers", "state"), worked())
def test_as_the_page_says(conditions, answers, state):
    given_answers = Answers(**{name: plain(name, value) for name, value in values(answers)})
    assert fit_of(terms_from(conditions), given_answers).state == state


TERMS = st.builds(
    Terms,
    clusters=st.frozensets(st.sampled_from(["copper", "food"])),
    needs_land=st.booleans(),
    investment_min_fen=st.none() | st.integers(0, 100),
    compares_energy=st.booleans(),
    energy_below=st.none() | st.decimals(0, 5, places=2),
    has_open_point=st.booleans(),
)
ANSWERS = st.builds(
    Answers,
    cluster=st.sampled_from(["", "copper", "food", "other"]),
    land_sqm=st.none() | st.decimals(0, 5, places=2),
    investment_fen=st.none() | st.integers(0, 100),
    energy=st.none() | st.decimals(0, 5, places=2),
)


@given(TERMS, ANSWERS)
def test_a_point_that_the_text_leaves_open_is_never_called_settled(terms, answers):
    fit = fit_of(terms, answers)
    assert not (terms.has_open_point and fit.state == State.APPLIES)
    assert all(ORDER.index(part.state) <= ORDER.index(fit.state) for part in fit.parts)


@given(TERMS)
def test_who_answers_nothing_is_refused_nothing(terms):
    assert fit_of(terms, Answers()).state != State.NOT


@pytest.mark.django_db
def test_every_quote_stands_in_the_policy_and_no_measure_between_governments_is_promised_to_companies():
    rows = list(Provision.objects.select_related("measure"))
    assert len(rows) >= 20
    for row in rows:
        assert squeezed(row.quote) in squeezed(row.measure.text), row.code
        row.full_clean()
        assert row.offer_en and bool(row.open_point) == bool(row.open_point_en), row.code
    assert not {row.measure.number for row in rows} & {1, 2, 3, 4, 5, 15, 21, 22, 23}
    assert Provision.objects.get(code="17-energy-first").energy_below is None, "no source gives the province's target"


@pytest.mark.django_db
def test_words_that_the_measure_does_not_have_are_refused_and_reference_data_leaves_edits_alone():
    row = Provision.objects.get(code="18-one-seal")
    row.quote = "每亩奖励十万元"
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert "quote" in refused.value.message_dict
    row = Provision.objects.get(code="18-one-seal")
    row.offer = "改过的说法"
    row.save_by(None)
    load_reference_data()
    assert Provision.objects.get(code="18-one-seal").offer == "改过的说法"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_reasons_are_said_in_both_languages(language, manager):
    Provision.objects.filter(code="17-energy-first").update(energy_below=Decimal("0.5"))
    Provision.objects.filter(code="16-mixed-land").update(land_min_sqm=Decimal("66666.67"))
    Provision.objects.filter(code="12-training").update(jobs_min=50)
    Provision.objects.filter(code="9-utilities").update(investment_min_fen=10_000_000_000)
    settled = Answers(
        cluster="copper", origin="suqian", land_sqm=Decimal(70_000), energy=Decimal("0.4"), jobs=60,
        investment_fen=20_000_000_000, power_kva=Decimal(1), floor_sqm=Decimal(1),
    )  # fmt: skip
    with override(language):
        for answers in (settled, Answers(), Answers(cluster="food", origin="abroad", land_sqm=Decimal(0), jobs=0)):
            texts = [reason.text for fit in measures_for(answers, manager) for reason in fit.reasons]
            assert all(texts) and all("%" not in text for text in texts)


@pytest.mark.django_db
def test_a_manager_edits_a_provision_and_others_do_not(client_for):
    row = Provision.objects.get(code="17-energy-first")
    page = f"{row.get_absolute_url()}edit/"
    sent = {
        "version": row.version, "code": row.code, "measure": row.measure_id, "quote": row.quote, "offer": row.offer,
        "compares_energy": "on", "energy_below": "0.5123", "order": 1, "is_public": "on", "origins": ["jiading"],
    }  # fmt: skip
    client = client_for("manager")
    wrong = client.post(page, {**sent, "quote": "文件里没有的话"})
    assert wrong.status_code == 422 and "文件里没有的话" in wrong.content.decode()
    assert client.post(page, sent).status_code == 302
    kept = Provision.objects.get(code="17-energy-first")
    assert (kept.energy_below, kept.origins) == (Decimal("0.5123"), ["jiading"])
    assert kept.history.first().history_user == client.user
    assert client_for("promoter").post(page, sent).status_code == 403
    measure = Measure.objects.get(number=17)
    assert kept.offer in client_for("promoter").get(measure.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_one_that_is_not_public_is_for_staff(promoter):
    Provision.objects.filter(code="18-one-seal").update(is_public=False)
    codes = {fit.provision.code for fit in measures_for(Answers(), AnonymousUser())}
    assert "18-one-seal" not in codes and len(codes) >= 20
    assert "18-one-seal" in {fit.provision.code for fit in measures_for(Answers(), promoter)}


@pytest.mark.django_db
def test_two_queries_whatever_there_is(django_assert_num_queries):
    with django_assert_num_queries(2):
        [fit.reasons for fit in measures_for(Answers(cluster="copper"), AnonymousUser())]
