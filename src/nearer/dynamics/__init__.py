"""The cycle of closeness and distance as a small model to play with.

:func:`~nearer.dynamics.cycle.run_cycle` follows it day by day, :mod:`nearer.dynamics.thresholds` says in advance what
it must do, :func:`~nearer.dynamics.summary.summarise` says afterwards what it did.
"""
