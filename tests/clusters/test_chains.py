"""Chains as they are drawn: lanes, stages, and what stands beside them."""

import pytest

from clusters.models import Cluster, Segment, SegmentLink
from clusters.selectors.chains import chain_of
from tests.factories.clusters import CompanyFactory

pytestmark = pytest.mark.django_db


def names(lane):
    return [[link.segment.name for link in stage] for stage in lane]


def test_stages_follow_the_links(leader):
    chain = chain_of(Cluster.objects.get(code="photovoltaic"), leader)

    assert names(chain.lanes[0])[-3:] == [["组件"], ["逆变器", "支架"], ["电站"]]
    assert [len(links) for _place, links in chain.beside] == [6]


def test_chains_that_do_not_meet_are_lanes_of_their_own(leader):
    chain = chain_of(Cluster.objects.get(code="pharma"), leader)

    assert [names(lane)[0] for lane in chain.lanes] == [["中药材"], ["原料药"]]


def test_a_ring_ends(leader):
    source = Segment.objects.get(code="preparations")
    SegmentLink.objects.create(source=source, target=Segment.objects.get(code="active-ingredients"))

    chain = chain_of(Cluster.objects.get(code="pharma"), leader)

    assert sorted(name for stage in names(chain.lanes[1]) for name in stage) == ["制剂", "原料药"]


def test_counts_only_companies_that_the_person_may_know_of(leader):
    segment = Segment.objects.get(code="silver-paste")
    CompanyFactory(segment=segment), CompanyFactory(segment=segment, is_confidential=True)

    chain = chain_of(segment.cluster, leader)

    (_place, links), *_rest = chain.beside
    assert {link.segment.code: link.companies for link in links}["silver-paste"] == 1


def test_a_cluster_without_segments_is_empty(leader):
    assert chain_of(Cluster.objects.get(code="food"), leader).is_empty
