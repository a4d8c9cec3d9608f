"""The SQL files of this module."""

from pathlib import Path


def sql(name: str) -> str:
    """The text of course/lessons/concepts/sql/<name>.sql."""
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")
