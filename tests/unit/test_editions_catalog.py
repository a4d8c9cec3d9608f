"""The notebooks' prose is translated whole, and a changed block is reported."""

import gettext
import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from course.editions import catalog
from course.i18n import LANGUAGES, LOCALE_DIR, SOURCE_LANGUAGE
from tests.unit.lesson_samples import lesson, markdown, put, translate_all

OTHERS = [language for language in LANGUAGES if language != SOURCE_LANGUAGE]
# What a translation must have as often as its message: addresses, HTML, formulas, table cells, list items,
# titles, hard line breaks, code between backticks.
SHAPE = re.compile(
    r"(?<=\]\()[^)]+|<[^>]+>|\$[^$\n]+\$|(?<!`)`[^`\n]+`(?!`)|\||^\s*(?:[-*]|\d+\.) |^#+ |  $", re.MULTILINE
)

# What stands as code and is words all the same: the heads of our tables, what a student may write.
# Those that the library says too are translated as it does; for the others, by language.
WORDS = {"depois de", "novas tentativas", "começou", "confirmadas", "desfeitas", "lê de", "agir", "aguardar"}
OWN = {"en": {"`AAAA-MM-DD`": "`YYYY-MM-DD`", "`início <= ts < fim`": "`start <= ts < end`"}}


def complaints(found: Catalog, wanted: Catalog) -> list[str]:
    """Every message that is not translated, fuzzy, stale or missing."""
    have = {message.id: message for message in found if message.id}
    now = {message.id for message in wanted if message.id}
    return [
        *(f"missing: {one}" for one in now - have.keys()),
        *(f"stale: {one}" for one in have.keys() - now),
        *(f"untranslated: {one}" for one, message in have.items() if not message.string),
        *(f"fuzzy: {one}" for one, message in have.items() if message.fuzzy),
        *(f"obsolete: {one}" for one in found.obsolete),
    ]


@pytest.mark.parametrize("language", OTHERS)
def test_every_block_of_every_notebook_is_translated_and_none_is_stale(language: str) -> None:
    assert complaints(catalog.read(language), catalog.lift()) == [], "run `make messages` and translate"


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_shape_of_its_message(language: str) -> None:
    library = gettext.translation("course", LOCALE_DIR, [language])
    words = {f"`{word}`": f"`{library.gettext(word)}`" for word in WORDS} | OWN.get(language, {})
    for message in catalog.read(language):
        if message.id and message.string:  # one without is told above
            wanted = Counter(words.get(part, part) for part in SHAPE.findall(str(message.id)))
            assert wanted == Counter(SHAPE.findall(str(message.string))), message.id


def test_a_message_says_in_which_cells_it_stands(tmp_path: Path) -> None:
    put(tmp_path, lesson(markdown("here", "O mesmo."), markdown("there", "O mesmo.\n\nOutro.")))
    translate_all(tmp_path)
    same = catalog.read("en", tmp_path).get("O mesmo.")
    assert same is not None
    places = {str(place) for place, _line in same.locations}
    assert places == {"modules/01_demo/demo.ipynb#here", "modules/01_demo/demo.ipynb#there"}


def test_a_small_edit_leaves_the_other_blocks_translated_and_is_reported(tmp_path: Path) -> None:
    put(tmp_path, lesson(markdown("a", "# Título\n\nUm parágrafo.\n\nOutro.")))
    translate_all(tmp_path)
    assert complaints(catalog.read("en", tmp_path), catalog.lift(tmp_path)) == []
    put(tmp_path, lesson(markdown("a", "# Título\n\nUm parágrafo, mudado.\n\nOutro.")))
    assert complaints(catalog.read("en", tmp_path), catalog.lift(tmp_path)) == [
        "missing: Um parágrafo, mudado.",
        "stale: Um parágrafo.",
    ]
    catalog.merge("en", tmp_path)
    assert complaints(catalog.read("en", tmp_path), catalog.lift(tmp_path)) == [
        "untranslated: Um parágrafo, mudado."
    ]


def test_merging_again_changes_nothing(tmp_path: Path) -> None:
    put(tmp_path, lesson(markdown("a", "100% dos voos {x}\n\nFim.")))
    translate_all(tmp_path)
    catalog.merge("en", tmp_path)
    before = catalog.file("en", tmp_path).read_bytes()
    catalog.merge("en", tmp_path)
    assert catalog.file("en", tmp_path).read_bytes() == before
    assert b"format" not in before
