"""The notebooks' prose as gettext catalogs: locale/<language>/LC_MESSAGES/notebooks.po.

One message a block of a Markdown cell; the same block in two places is one message. A block that
changes loses its translation (no fuzzy guesses), which a test reports.
"""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from nbformat import NotebookNode

from course.editions import blocks, notebooks
from course.settings import ROOT

DOMAIN = "notebooks"
# Babel takes "100% dos voos" for a format string.
_FORMATS = {"python-format", "python-brace-format"}


def file(language: str, checkout: Path = ROOT) -> Path:
    """Where the language's catalog is."""
    return checkout / "locale" / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def lift(checkout: Path = ROOT) -> Catalog:
    """Every message that the notebooks have now, in their order, located by notebook and cell id."""
    catalog = Catalog(fuzzy=False)
    for path in notebooks.paths(checkout):
        for cell in notebooks.read(checkout / path).cells:
            if cell.cell_type == "markdown":
                for block in filter(blocks.is_prose, blocks.split(cell.source)):
                    catalog.add(block, locations=[(f"{path.as_posix()}#{cell.id}", 0)])
    return catalog


def new(language: str, comment: str) -> Catalog:
    """An empty catalog, without the blanks to fill in that Babel puts into its head."""
    catalog = Catalog(
        language,
        project="dataops-na-pratica",
        language_team=language,
        header_comment=f"# {comment}",
        fuzzy=False,
    )
    catalog.version = catalog.last_translator = catalog.msgid_bugs_address = ""
    return catalog


def read(language: str, checkout: Path = ROOT) -> Catalog:
    """The language's catalog; an empty one where there is none yet."""
    try:
        with file(language, checkout).open("rb") as source:
            return read_po(source)
    except FileNotFoundError:
        return new(language, f"The prose of the notebooks, {language}.")


def merge(language: str, checkout: Path = ROOT) -> None:
    """Brings the language's catalog up to date: new messages untranslated, stale ones gone."""
    catalog = read(language, checkout)
    catalog.update(
        lift(checkout), no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False
    )
    for message in catalog:
        if message.id:
            message.flags -= _FORMATS
    write(catalog, file(language, checkout))


def write(catalog: Catalog, target: Path) -> None:
    """As a file, its folder made if need be."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out:
        write_po(out, catalog, ignore_obsolete=True)


def translate(notebook: NotebookNode, catalog: Catalog) -> int:
    """Puts the notebook's prose into the catalog's language; returns how many blocks it lacks."""
    missing = 0
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        told = []
        for block in blocks.split(cell.source):
            message = catalog.get(block) if blocks.is_prose(block) else None
            string = str(message.string) if message and not message.fuzzy else ""
            missing += blocks.is_prose(block) and not string
            told.append(string or block)
        cell.source = "\n".join(told)
    return missing
