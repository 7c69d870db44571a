"""The made-up example, worked out once and served to each test as a copy of its own."""

import shutil
from datetime import datetime, timedelta

import pytest
from e2e.app import serving

from nearer.app.example import add_example
from nearer.app.looking import refresh
from nearer.app.place import Place


@pytest.fixture(scope="session")
def example_folder(tmp_path_factory):
    """A folder with the example, worked out."""
    folder = tmp_path_factory.mktemp("example") / "place"
    place = Place(folder)
    place.create(None)
    add_example(place.store, place.now())
    refresh(place.store, place.now())
    place.lock()
    return folder


@pytest.fixture
def example(example_folder, tmp_path, chromium):
    """A server on the example; its clock moves on with every look at it, and it has no passphrase."""
    shutil.copytree(example_folder, tmp_path / "place")
    moments = iter(datetime(2026, 3, 1, 20) + timedelta(minutes=number) for number in range(10**6))
    place = Place(tmp_path / "place", clock=lambda: next(moments))
    place.unlock()
    with serving(place, chromium) as running:
        yield running
