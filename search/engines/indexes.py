"""The server's indexes: their mapping from the declarations, their names, and the change from one to the next.

An index is named by the hash of its mapping and answers under an alias, so that a new one is filled beside the old and
takes its place in one step. A second alias holds what anybody may see, for the portal; a third the one being filled.
"""

import hashlib
import json
from typing import Any

from django.conf import settings
from elasticsearch import Elasticsearch

from search.documents import COLUMNS, DOCUMENTS
from search.facets import STORED_FIELDS, Holds
from search.visibility import PUBLIC

FILTERS = ["cjk_width", "lowercase"]
SETTINGS: dict[str, Any] = {
    "number_of_shards": 1,
    "auto_expand_replicas": "0-1",
    "analysis": {
        "analyzer": {
            "chinese": {"type": "custom", "tokenizer": "standard", "filter": [*FILTERS, "cjk_bigram"]},
            "single": {"type": "custom", "tokenizer": "standard", "filter": FILTERS},
        }
    },
}
# While an index is filled nobody searches it.
FILLING: dict[str, Any] = {**SETTINGS, "refresh_interval": "-1"}
KEYWORD = {"type": "keyword"}
LONG = {"type": "long"}
HELD = {Holds.MONEY: LONG, Holds.AREA: LONG, Holds.DAY: LONG, Holds.PLACE: {"type": "geo_point"}}
TEXT = {
    "type": "text",
    "analyzer": "chinese",
    "norms": False,
    "fields": {"single": {"type": "text", "analyzer": "single", "norms": False}},
}


def mappings() -> dict[str, Any]:
    """One field a column, its marked tokens beside it."""
    fields: dict[str, Any] = {
        "kind": KEYWORD,
        "object_id": LONG,
        "title_key": KEYWORD,
        "language": KEYWORD,
        "owner_id": LONG,
        "updated": LONG,
        "tokens": KEYWORD,
    }
    for column in COLUMNS:
        fields[column] = TEXT
        fields[f"{column}_marks"] = KEYWORD
    held = {field.name: HELD.get(field.holds, KEYWORD) for field in STORED_FIELDS}
    fields["fields"] = {"properties": held}
    return {"dynamic": False, "properties": fields}


def alias() -> str:
    return str(settings.ELASTICSEARCH_INDEX)


def public_alias() -> str:
    return f"{alias()}-public"


def building_alias() -> str:
    return f"{alias()}-building"


def fingerprint() -> str:
    return hashlib.sha256(json.dumps([SETTINGS, mappings()], sort_keys=True).encode()).hexdigest()[:8]


def names_under(client: Elasticsearch, *aliases: str) -> list[str]:
    """The indexes behind these aliases; none where nothing was built yet."""
    answer = client.options(ignore_status=404).indices.get_alias(name=",".join(aliases))
    return sorted(name for name, held in answer.items() if isinstance(held, dict) and "aliases" in held)


def written_to(client: Elasticsearch) -> list[str]:
    """What every change goes into: the index that answers, and the one that is being filled."""
    return names_under(client, alias(), building_alias())


def begin(client: Elasticsearch) -> str:
    """A new, empty index that takes part in all changes from now on."""
    answering = names_under(client, alias())
    for left in set(names_under(client, building_alias())) - set(answering):
        client.indices.delete(index=left)
    name, tries = f"{alias()}-{fingerprint()}", 1
    while client.indices.exists(index=name):
        tries += 1
        name = f"{alias()}-{fingerprint()}-{tries}"
    client.indices.create(index=name, settings=FILLING, mappings=mappings(), aliases={building_alias(): {}})
    return name


def take_over(client: Elasticsearch, name: str) -> None:
    """The new index answers, in one step; the old one goes."""
    client.indices.put_settings(index=name, settings={"refresh_interval": None})
    old = [each for each in names_under(client, alias()) if each != name]
    public = {"terms": {"tokens": sorted(f"{kind}:{PUBLIC}" for kind in DOCUMENTS)}}
    actions: list[dict[str, Any]] = [
        {"add": {"index": name, "alias": alias()}},
        {"add": {"index": name, "alias": public_alias(), "filter": public}},
        {"remove": {"index": name, "alias": building_alias()}},
    ]
    client.indices.update_aliases(actions=[*actions, *({"remove_index": {"index": each}} for each in old)])
