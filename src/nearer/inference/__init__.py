"""From arrays to estimates and episodes, each with its interval, its n and its method."""

from nearer.inference.assess import judge, measure_dyad

__all__ = ["judge", "measure_dyad"]
