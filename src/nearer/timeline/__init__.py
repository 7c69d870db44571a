"""From records to one timeline per contact: people, merging, de-duplication."""

from nearer.timeline.dyad import Dyad

__all__ = ["Dyad"]
