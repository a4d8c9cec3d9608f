"""Module 02, architecture."""
