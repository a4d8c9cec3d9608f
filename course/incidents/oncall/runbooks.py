"""The runbooks: Markdown in runbooks/, one an alert, in the reader's language."""

import re
from pathlib import Path

from markdown_it import MarkdownIt

from course.i18n import SOURCE_LANGUAGE, language
from course.settings import ROOT, as_here

FOLDER = ROOT / "runbooks"
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def names() -> list[str]:
    """The alerts that have one."""
    return sorted(path.stem for path in FOLDER.glob("*.md") if "." not in path.stem)


def path(name: str, lang: str | None = None) -> Path | None:
    """The file of that alert in that language (the reader's when left out); None when there is none."""
    spoken = lang or language()
    suffix = "" if spoken == SOURCE_LANGUAGE else f".{spoken}"
    file = FOLDER / f"{name}{suffix}.md"
    # Names come from addresses: none leads out of the folder.
    return file if re.fullmatch(r"\w+", name) and file.is_file() else None


def title(name: str) -> str:
    """What the alert says, in a line: the runbook's heading without the alert's name; else the name."""
    file = path(name)
    heading = file.read_text(encoding="utf-8").partition("\n")[0] if file else ""
    return heading.partition(": ")[2] or name


def html(name: str) -> str | None:
    """The runbook as HTML, its tags shown and not followed, its addresses those of here; None without one."""
    file = path(name)
    return str(_MARKDOWN.render(as_here(file.read_text(encoding="utf-8")))) if file else None
