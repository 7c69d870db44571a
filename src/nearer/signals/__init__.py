"""From a dyad to arrays: turns, clocks, rhythm, closeness.

One file per measure; numbers in, numbers out.
"""
