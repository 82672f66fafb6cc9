import pytest

from tests.factories.enclaves import Parties


@pytest.fixture
def parties(db: None) -> Parties:
    return Parties()
