"""What the tests of the store share."""

import pytest

from nearer.store.database import Store


@pytest.fixture
def store(tmp_path):
    """An empty database with the newest schema."""
    store = Store(tmp_path / "nearer.db", bytes(range(32)), new=True)
    yield store
    store.close()
