"""The zone's reference data: what domain.md and the policy's text say, and nothing that people then changed."""

import re

import pytest

from clusters.models import (
    Cluster,
    Division,
    EvaluationCriterion,
    EvaluationScheme,
    Indicator,
    Measure,
    Park,
    Segment,
    SegmentLink,
    Tax,
)
from clusters.reference.loading import load_reference_data
from clusters.reference.policy import TEXT, read_clauses
from crm.accounts.models import Organisation

pytestmark = pytest.mark.django_db
COUNTS = {
    Division: 11,
    Cluster: 6,
    Segment: 38,
    SegmentLink: 22,
    Park: 5,
    Indicator: 11,
    Tax: 13,
    Measure: 23,
    EvaluationScheme: 1,
    EvaluationCriterion: 6,
}


@pytest.mark.parametrize("model", COUNTS)
def test_is_there_after_migrate_and_loading_again_adds_nothing(model):
    load_reference_data()

    assert model.objects.count() == COUNTS[model]
    assert model.history.count() == COUNTS[model]


def test_keeps_what_people_changed():
    cluster = Cluster.objects.get(code="copper")
    cluster.name = "铜产业"
    cluster.save()
    link = SegmentLink.objects.first()
    link.delete()

    load_reference_data()

    assert Cluster.objects.get(code="copper").name == "铜产业"
    assert not SegmentLink.objects.filter(source=link.source, target=link.target).exists()


def test_takes_no_offence_at_a_name_that_is_taken():
    Organisation.objects.filter(code="mohan").update(code="mohan-port")

    load_reference_data()

    assert Organisation.objects.get(name="磨憨").code == "mohan-port"


def test_lufeng_keeps_its_former_code():
    assert Division.objects.get(name="禄丰市").former_codes == {"532331": "禄丰县"}


def test_only_yundian_carries_enclaves():
    assert list(Park.objects.filter(is_carrier=True).values_list("name", flat=True)) == ["云甸"]


def test_strengths_wait_for_staff_and_other_clusters_have_no_chain():
    assert set(Segment.objects.values_list("strength", flat=True)) == {"unconfirmed"}
    assert set(Segment.objects.values_list("cluster__code", flat=True)) == {"photovoltaic", "copper", "pharma"}


@pytest.mark.parametrize(
    ("start", "path"),
    [
        ("工业硅", ["多晶硅", "单晶硅棒", "硅片", "电池片", "组件"]),
        ("铜精矿", ["粗铜", "阳极铜", "阴极铜"]),
        ("原料药", ["制剂"]),
    ],
)
def test_chains_run_as_the_domain_says(start, path):
    segment = Segment.objects.get(name=start)
    for name in path:
        segment = segment.links_out.get().target
        assert segment.name == name


@pytest.mark.parametrize(
    ("word", "code"),
    [("双柏产业园区", "shuangbai"), ("嘉定工业区", "jiading"), ("云甸工业园区", "zone"), ("宿迁经开区", "suqian")],
)
def test_ledgers_words_for_places_are_known(word, code):
    assert word in Organisation.objects.get(code=code).aliases


def test_measures_are_in_their_own_words():
    source = re.sub(r"\s", "", TEXT.read_text(encoding="utf-8"))
    for measure in Measure.objects.all():
        assert f"）{measure.title}。" + re.sub(r"\s", "", measure.text) in source
        assert all((measure.title_en, measure.summary, measure.summary_en, measure.chapter_en))
        assert "责任单位" not in measure.text


def test_measures_name_their_bodies():
    bodies = {clause.number: clause.bodies for clause in read_clauses()}

    assert bodies[1] == ("州委组织部", "州委编办", "楚雄市党委")
    assert bodies[9] == ("州发展改革委（州能源局）", "州财政局", "州住房城乡建设局", "楚雄市政府", "高新区")
    assert bodies[14][3] == "州统计局"
    assert bodies[21] == bodies[22] == bodies[23] == ()


def test_each_body_is_an_organisation():
    known = {
        word
        for name, aliases in Organisation.objects.exclude(kind="partner").values_list("name", "aliases")
        for word in [name, *aliases]
    }
    named = {body for clause in read_clauses() for body in clause.bodies}

    assert named - known == {"其他州级政务服务职能部门"}


def test_measures_belong_to_the_clusters_that_they_name():
    linked = {measure.number: measure.clusters.count() for measure in Measure.objects.prefetch_related("clusters")}

    assert {number: count for number, count in linked.items() if count} == {6: 2, 7: 6, 17: 3}
