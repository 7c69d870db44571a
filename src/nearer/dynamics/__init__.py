"""The cycle of closeness and distance as a small model to play with."""
