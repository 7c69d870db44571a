"""From a dyad to arrays: turns, reply clocks, rhythm, closeness. One file per measure; numbers in, numbers out."""
