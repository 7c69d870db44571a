"""Killed at any moment, whatever it does: nothing that was acknowledged is lost, and nothing is damaged.

Twenty kills of each kind here; hundreds with ``make torture``.
"""

import random
import signal

import pytest
from torture.rounds import rounds
from torture.works import WORKS

pytestmark = pytest.mark.skipif(not hasattr(signal, "sigtimedwait"), reason="forks and kills as Linux does")


@pytest.mark.parametrize("name", WORKS)
def test_nothing_is_lost(name, tmp_path):
    count = rounds(name, 20, random.randrange(1 << 30), tmp_path)
    assert count.problems == ()
    assert count.kills == 20


def test_a_careless_worker_is_found_out(tmp_path):
    assert rounds("careless", 60, random.randrange(1 << 30), tmp_path).problems
