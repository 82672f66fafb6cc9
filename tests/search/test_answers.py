"""The command and the API give one answer, and every engine on every database gives the same."""

import json

import pytest
from django.core.management import call_command

from search.engines import ELASTICSEARCH, EMBEDDED
from search.rebuild import rebuild

pytestmark = pytest.mark.django_db
QUERIES = (
    "光伏",
    "铜",
    "项目",
    "cxgf",
    "FD-2023",
    "6789",
    "投资>1亿",
    "阶段:签约 光伏",
    "光伏新材料化工园",
    "photovoltiac",
    "飞地",
)
PEOPLE = ("manager", "promoter", "stranger", "finance", "leader", "partner", "auditor")


def told(user, query, capsys):
    call_command("search", query, "--as", user.username, "--json")
    return json.loads(capsys.readouterr().out)


def test_the_command_and_the_api_give_one_answer(engine, indexed, client_for, capsys):
    for who in PEOPLE:
        client = client_for(indexed.people[who])
        for query in QUERIES:
            answer = client.get("/api/v1/search/", {"q": query}).json()
            assert answer == told(indexed.people[who], query, capsys), f"{who} {query}"
            assert answer["engine"] == engine or not answer["total"], f"{who} {query}"


@pytest.mark.elasticsearch
def test_both_engines_give_one_answer_to_the_letter(elasticsearch, samples, client_for, settings):
    """Results in order with titles, addresses and marked words; counts by kind and field; filters; what is near."""
    rebuild()
    for who in PEOPLE:
        client = client_for(samples.people[who])
        for query in QUERIES:
            settings.ELASTICSEARCH_URL = elasticsearch
            one = client.get("/api/v1/search/", {"q": query}).json()
            settings.ELASTICSEARCH_URL = ""
            other = client.get("/api/v1/search/", {"q": query}).json()
            assert one.pop("engine") == ELASTICSEARCH and other.pop("engine") == EMBEDDED
            assert one == other, f"{who} {query}"
    settings.ELASTICSEARCH_URL = elasticsearch
