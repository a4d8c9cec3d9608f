"""Every message is there in every language, with the same placeholders, and compiled."""

import ast
import io
import re
import string
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from dotenv import dotenv_values

from course import i18n
from course.cli.develop import SPOKEN
from course.i18n import DOMAIN, LANGUAGES, LOCALE_DIR, SOURCE_LANGUAGE
from course.settings import ROOT

OTHERS = [language for language in LANGUAGES if language != SOURCE_LANGUAGE]


def _catalog(language: str) -> Catalog:
    with (LOCALE_DIR / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The messages that the code has now."""
    made = tmp_path_factory.mktemp("pot") / "course.pot"
    pybabel = Path(sys.executable).with_name("pybabel")
    subprocess.run([pybabel, "-q", "extract", "-F", "babel.cfg", "-o", made, *SPOKEN], cwd=ROOT, check=True)
    with made.open("rb") as file:
        return read_po(file)


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_translated_and_none_is_stale(language: str, template: Catalog) -> None:
    wanted = {message.id for message in template if message.id}
    have = {message.id: message for message in _catalog(language) if message.id}
    assert wanted - have.keys() == set(), "run `make messages` and translate"
    assert have.keys() - wanted == set(), "run `make messages`"
    assert [i for i, message in have.items() if not message.string or message.fuzzy] == [], "translate"
    assert not _catalog(language).obsolete


def test_no_message_stands_inside_an_f_string_where_babel_finds_it_on_newer_pythons_only() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sorted((ROOT / "course").rglob("*.py"))
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "_"
    ]
    assert found == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_placeholders_of_its_message(language: str) -> None:
    for message in _catalog(language):
        if message.id and message.string:  # one without is told above
            assert _fields(str(message.id)) == _fields(str(message.string)), message.id


@pytest.mark.parametrize("language", OTHERS)
def test_the_compiled_catalog_is_that_of_its_source(language: str) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, _catalog(language))
    assert compiled.getvalue() == (LOCALE_DIR / language / "LC_MESSAGES" / f"{DOMAIN}.mo").read_bytes()


def _fields(text: str) -> set[str]:
    """Ours, and those that Prometheus fills in."""
    ours = {name.partition("!")[0] for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    return ours | set(re.findall(r"\{\{.*?\}\}", text))


@pytest.mark.parametrize(
    "text",
    [
        "COURSE_LANG=en\n",
        'COURSE_LANG="en"\n',
        "export COURSE_LANG = 'en'  # the reader's\n",
        "COURSE_LANG=pt_BR\nOTHER=1\nCOURSE_LANG=en # the last counts",
        "#COURSE_LANG=en\nCOURSE_LANG=\n",
    ],
)
def test_the_language_is_read_from_the_env_file_as_the_settings_read_it(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text(text)
    monkeypatch.setattr(i18n, "LOCALE_DIR", tmp_path / "locale")
    monkeypatch.delenv("COURSE_LANG", raising=False)
    assert i18n.language() == (dotenv_values(tmp_path / ".env")["COURSE_LANG"] or SOURCE_LANGUAGE)
