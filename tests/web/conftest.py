"""What the tests of the pages share."""

import pytest
from e2e.app import serving
from visitor import Visitor

from nearer.app.place import Place


@pytest.fixture
def visitor(tmp_path):
    """Somebody without scripts, in an open place without a passphrase."""
    place = Place(tmp_path / "place")
    place.create(None)
    with serving(place) as served:
        yield Visitor(served)
