"""What the doctor says of one thing that is not well."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["failed", "warning"]


@dataclass(frozen=True)
class Finding:
    """what: as the reader sees it; mend: the command or change that mends it."""

    check: str
    level: Level
    what: str
    mend: str
