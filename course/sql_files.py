"""SQL that stands in files: a folder of them beside each module that asks."""

from collections.abc import Callable
from functools import cache
from pathlib import Path


def sql_in(folder: Path) -> Callable[[str], str]:
    """A function from a name to the text of `<name>.sql` in the folder; each file is read once."""

    @cache
    def sql(name: str) -> str:
        return (folder / f"{name}.sql").read_text(encoding="utf-8")

    return sql
