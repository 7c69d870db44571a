"""What the tests of use cases share: a place with nothing in it."""

from datetime import datetime

import pytest

from nearer.app.place import Place

NOW = datetime(2026, 3, 1, 20, 15)


@pytest.fixture
def place(tmp_path):
    made = Place(tmp_path / "place", clock=lambda: NOW)
    made.create(None)
    yield made
    made.lock()
