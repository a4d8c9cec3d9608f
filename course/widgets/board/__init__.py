"""The board: draws a Grafana dashboard file from live queries, on a page of its own or in a notebook.

board.js draws, live.js asks and paces, answer.py replies; none of them knows where it runs.
"""
