"""Practice: the safety gate, the ladder, fears tested, exercises, pauses; types and rules, no pages and no store."""
