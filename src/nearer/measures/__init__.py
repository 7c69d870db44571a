"""Questionnaires: keys as files, scoring, reliable change."""
