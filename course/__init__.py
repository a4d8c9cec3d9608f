"""DataOps na Prática: the helper library, and the only place with logic.

This file imports nothing: `python -m course` has to start on a bare Python,
before the environment it sets up exists.
"""
