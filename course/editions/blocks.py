"""A Markdown cell in blocks, each a message of its own: a small edit leaves the others translated.

A block ends at a blank line. A code fence, a display formula, a comment and <pre> go on until they close.
"""

import re

# What opens a block that blank lines do not end, and by what it closes; {0} is what opened it.
_LONG = (
    (re.compile(r"\s*(`{3,}|~{3,})"), r"^\s*{0}[`~]*\s*$"),
    (re.compile(r"\s*(\$\$)(?!.*\$\$)"), r"\$\$\s*$"),
    (re.compile(r"\s*(<!--)(?!.*-->)"), r"-->"),
    (re.compile(r"\s*<(pre|script|style|textarea)\b(?!.*</\1>)", re.IGNORECASE), r"(?i)</{0}>"),
)
# Languages of a fence with prose or a drawing. Any other holds code, the same in every language.
_PROSE = {"", "text", "mermaid"}


def split(text: str) -> list[str]:
    """The blocks in order, and each blank line between them: joined with newlines they are the text again."""
    blocks: list[str] = []
    current: list[str] = []
    closes = None

    def end() -> None:
        if current:
            blocks.append("\n".join(current))
            current.clear()

    for line in text.split("\n"):
        if closes:
            current.append(line)
            if closes.search(line):
                end()
                closes = None
        elif not line.strip():
            end()
            blocks.append(line)
        elif closes := _closes(line):
            end()
            current.append(line)
        else:
            current.append(line)
    end()
    return blocks


def is_prose(block: str) -> bool:
    """Whether somebody has to translate it: it has a letter, and is not a fence with code."""
    fence = re.match(r"\s*(?:`{3,}|~{3,})\s*(\w*)", block)
    if fence and fence[1] not in _PROSE:
        return False
    return any(letter.isalpha() for letter in block)


def _closes(line: str) -> re.Pattern[str] | None:
    for opens, closing in _LONG:
        if found := opens.match(line):
            return re.compile(closing.format(re.escape(found[1])))
    return None
