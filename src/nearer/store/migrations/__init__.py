"""The schema, step by step: SQL files, applied by name, each in one transaction."""
