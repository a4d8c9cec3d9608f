"""The SQL files of this package."""

from pathlib import Path

from course.sql_files import sql_in

# The text of course/business/sql/<name>.sql.
sql = sql_in(Path(__file__).parent)
