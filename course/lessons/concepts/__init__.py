"""Module 01, concepts."""
