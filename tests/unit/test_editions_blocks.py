"""Markdown in blocks: what is put together again is what was taken apart."""

import pytest

from course.editions import blocks

TEXTS = {
    "paragraphs": "Um.\n\nDois  \ncom quebra.\n\n\n\nTrês.\n",
    "code fence": "Antes:\n```python\nx = 1\n\ny = 2\n```\nDepois.",
    "fence in a list": "1. passo\n\n   ```bash\n   make up\n\n   make status\n   ```\n\n2. outro",
    "longer fence": "````text\n```\n\nainda dentro\n```\n````\n\nfora",
    "table": "| a | b |\n| --- | --- |\n| 1 | `x|y` |\n\nfim",
    "lists": "- um\n  - dois\n\n- três\n\n\t- quatro",
    "html": '<details>\n<summary>Ver</summary>\n\n<b class="x">oi</b>\n\n</details>\n<pre>\na\n\nb\n</pre>',
    "comment": "<!-- um\n\ncomentário -->\n\ntexto <!-- curto --> aqui",
    "math": "$$\n\\frac{a}{b}\n\n\\text{atraso}\n$$\n\nsendo $a$ o atraso, e $$x$$ também",
    "blanks around": "\n\n  \nMeio\n\t\n",
    "unclosed fence": "```\nsem fim\n\nmesmo",
    "empty": "",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_the_blocks_joined_are_the_text_again(text: str) -> None:
    assert "\n".join(blocks.split(text)) == text


def prose(text: str) -> list[str]:
    return [block for block in blocks.split(text) if blocks.is_prose(block)]


def test_each_paragraph_is_a_message() -> None:
    assert prose(TEXTS["paragraphs"]) == ["Um.", "Dois  \ncom quebra.", "Três."]


def test_code_in_a_fence_is_no_message_and_the_text_around_it_is() -> None:
    assert prose(TEXTS["code fence"]) == ["Antes:", "Depois."]
    assert prose(TEXTS["fence in a list"]) == ["1. passo", "2. outro"]


def test_a_fence_with_prose_is_one_message_with_its_blank_lines() -> None:
    assert prose(TEXTS["longer fence"]) == ["````text\n```\n\nainda dentro\n```\n````", "fora"]


def test_a_table_is_one_message() -> None:
    assert prose(TEXTS["table"]) == ["| a | b |\n| --- | --- |\n| 1 | `x|y` |", "fim"]


def test_a_formula_a_comment_and_pre_are_not_cut_at_their_blank_lines() -> None:
    assert prose(TEXTS["math"])[0] == "$$\n\\frac{a}{b}\n\n\\text{atraso}\n$$"
    assert prose(TEXTS["comment"]) == ["<!-- um\n\ncomentário -->", "texto <!-- curto --> aqui"]
    assert "<pre>\na\n\nb\n</pre>" in prose(TEXTS["html"])


def test_what_has_no_letter_is_no_message() -> None:
    assert prose("---\n\n* * *\n\n1.") == []
