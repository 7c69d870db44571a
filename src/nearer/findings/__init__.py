"""From assessments to findings: the JSON that other programs read, with one plain sentence each."""
