"""Answers run and judged by machines: the proof of each exercise, the notebooks of the solved edition."""
