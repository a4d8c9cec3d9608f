"""The engine of the exercises: what one declares, how an answer is found and judged, what is remembered.

An exercise is a file in `course/lessons`; notebooks reach it through `course.notebook`.
"""
