"""One module a subject, each with `collect()`, which gives metric families. Adding one is adding its file."""
