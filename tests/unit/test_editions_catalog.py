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
# Those that the library says too are translated as it does.
WORDS = {
    "`AAAA-MM-DD`",
    "`depois de`",
    "`novas tentativas`",
    "`começou`",
    "`início <= ts < fim`",
    "`confirmadas`",
    "`desfeitas`",
    "`lê de`",
    "`agir`",
    "`aguardar`",
}


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
    for message in catalog.read(language):
        if message.id and message.string:  # one without is told above
            wanted, said = (Counter(SHAPE.findall(str(text))) for text in (message.id, message.string))
            words = Counter({part: times for part, times in wanted.items() if part in WORDS})
            translated = said - (wanted - words)
            assert wanted - words <= said, message.id
            assert translated.total() == words.total(), message.id
            for word in words:
                own = library.gettext(word.strip("`"))
                assert own == word.strip("`") or f"`{own}`" in translated, message.id
            assert all(part.startswith("`") for part in translated), message.id


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
