"""What the tests of the pages share."""

import pytest
from e2e.app import serving
from visitor import Visitor

from nearer.app.place import Place, local_now


@pytest.fixture
def clock():
    """What the visitor's place reads the time from; a module may put a clock of its own here."""
    return local_now


@pytest.fixture
def visitor(tmp_path, clock):
    """Somebody without scripts, in an open place without a passphrase."""
    place = Place(tmp_path / "place", clock)
    place.create(None)
    with serving(place) as served:
        yield Visitor(served)
