"""From findings to what a person looks at: the page, its charts, the lines on a terminal."""
