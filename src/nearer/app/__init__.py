"""The use cases: the only place where readers, timelines, inference and reports are joined."""
