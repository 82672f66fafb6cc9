"""The node that stands in for a full server finds Chinese as a full server does."""

import pytest
from elasticsearch import Elasticsearch

pytestmark = pytest.mark.elasticsearch
CHINESE = {
    "analysis": {
        "analyzer": {
            "chinese": {
                "type": "custom",
                "tokenizer": "standard",
                "filter": ["cjk_width", "lowercase", "cjk_bigram"],
            }
        }
    }
}


@pytest.fixture
def index(elasticsearch_url):
    client = Elasticsearch(elasticsearch_url)
    mappings = {"properties": {"title": {"type": "text", "analyzer": "chinese"}}}
    client.indices.create(index="node-test", settings=CHINESE, mappings=mappings)
    yield client
    client.indices.delete(index="node-test")
    client.close()


def test_a_word_inside_a_longer_run_of_chinese_is_found(index):
    index.index(index="node-test", id="1", document={"title": "光伏新材料产业园"}, refresh=True)
    index.index(index="node-test", id="2", document={"title": "绿色铜新材料"}, refresh=True)
    found = index.search(index="node-test", query={"match": {"title": {"query": "光伏", "operator": "and"}}})
    assert [hit["_id"] for hit in found["hits"]["hits"]] == ["1"]
