"""Findings made by hand, for tests of what is said and shown."""
