"""The SQL files of this module."""

from pathlib import Path

from course.sql_files import sql_in

# The text of course/lessons/concepts/sql/<name>.sql.
sql = sql_in(Path(__file__).parent / "sql")
