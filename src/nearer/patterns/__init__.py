"""The library of patterns: folders of TOML and Markdown, typed on load, searched in memory."""
