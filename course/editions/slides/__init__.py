"""The lesson as slides from the same notebook: one page for the class, one for the instructor."""
