"""A place with everything in it that the tour shows."""

import sys
import time
from pathlib import Path

from nearer.app.place import Place

sys.path.insert(0, str(Path(__file__).parents[1] / "docs" / "pictures"))

import app_place
import take_app

NOW = app_place.NOW


def toured_place(folder):
    """Return such a place, open and without a passphrase."""
    place = Place(folder, clock=lambda: NOW)
    place.create(None)
    app_place.fill(place)
    for tour in take_app.areas().values():
        tour.fill(place)
    while place.jobs.running:
        time.sleep(0.02)
    return place
