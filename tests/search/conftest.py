"""The engines to search with, and things to find."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from search.engines import ELASTICSEARCH, EMBEDDED
from search.rebuild import rebuild
from search.sync import engines_in_use, sync
from tests.search.samples import Samples, make_samples

ENGINES = [EMBEDDED, pytest.param(ELASTICSEARCH, marks=pytest.mark.elasticsearch)]


@pytest.fixture
def elasticsearch(request: pytest.FixtureRequest, settings: Any) -> Iterator[str]:
    """A real server with indexes of this test's own."""
    from search.engines import elasticsearch as engine

    settings.ELASTICSEARCH_URL = request.getfixturevalue("elasticsearch_url")
    settings.ELASTICSEARCH_INDEX = f"test-{uuid.uuid4().hex[:8]}"
    cache.clear()
    yield settings.ELASTICSEARCH_URL
    names = engine.writing().indices.get(index=f"{settings.ELASTICSEARCH_INDEX}-*")
    for name in names:
        engine.writing().indices.delete(index=name)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Each engine in turn: the embedded one on whatever database the run is on."""
    if request.param == ELASTICSEARCH:
        request.getfixturevalue("elasticsearch")
    return request.param


@pytest.fixture
def samples(db: None) -> Samples:
    return make_samples()


@pytest.fixture
def indexed(engine: str, samples: Samples) -> Samples:
    """The samples, in the index."""
    rebuild()
    return samples


def catch_up() -> None:
    """What the worker does after a commit."""
    for engine in engines_in_use():
        sync(engine)
