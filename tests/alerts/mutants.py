"""Rules changed on purpose, one small mistake each: what a typing error or a hasty edit would make of them.

An expression is changed as text, in the form that promql_parser prints, a word at a time.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

import promql_parser

from tests.alerts.rules import RULES, Rule

_WORD = re.compile(
    r'(?P<matcher>\w+(?:=~|!~|!=|=)"[^"]*")'
    r"|\[(?P<window>\w+)\]"
    r'|(?P<text>"[^"]*")'
    r"|(?P<absent>\babsent\()"
    r"|(?P<logic>\b(?:and|or|unless)\b)"
    r"|(?P<name>[A-Za-z_:][\w:]*)"
    r"|(?P<comparator>[<>=!]=|<|>)"
    r"|(?P<number>\d+(?:\.\d+)?)"
)
_COMPARATORS = {
    ">": (">=", "<"),
    "<": ("<=", ">"),
    ">=": (">", "<"),
    "<=": ("<", ">"),
    "==": ("!=", ">"),
    "!=": ("==",),
}
_LOGIC = {"and": ("or", "unless"), "or": ("and",), "unless": ("and", "or")}
_NEGATED = {"=": "!=", "!=": "=", "=~": "!~", "!~": "=~"}


@dataclass(frozen=True, eq=False)
class Mutant:
    """A rule with a mistake in it, and what that is."""

    rule: Rule
    kind: str
    change: str
    body: dict[str, object]

    def __str__(self) -> str:
        return f"{self.rule.file} {self.rule.name}: {self.kind} {self.change}"


def mutants() -> list[Mutant]:
    """All of them; two different mistakes with the same result are one."""
    found: dict[tuple[object, ...], Mutant] = {}
    for rule in RULES:
        for kind, change, body in (*_waiting(rule), *_expressions(rule)):
            key = (rule.file, rule.place, str(body["expr"]), str(body.get("for")))
            found.setdefault(key, Mutant(rule, kind, change, body))
    return list(found.values())


def _waiting(rule: Rule) -> Iterator[tuple[str, str, dict[str, object]]]:
    if wait := rule.body.get("for"):
        without = deepcopy(rule.body)
        del without["for"]
        yield "for", f"{wait} dropped", without
        yield "for", f"{wait} doubled", deepcopy(rule.body) | {"for": _scaled(wait, 2)}


def _expressions(rule: Rule) -> Iterator[tuple[str, str, dict[str, object]]]:
    text = str(promql_parser.parse(rule.body["expr"]))
    for word in _WORD.finditer(text):
        kind = str(word.lastgroup)
        begin, end = word.span()
        if kind == "absent":  # the call to its bracket; what it was of stays
            end = _closing(text, end)
        for other in _others(kind, text[word.end() : end - 1] if kind == "absent" else word[kind]):
            changed = text[:begin] + other + text[end:]
            shown = f"{text[begin:end]} → {other or 'dropped'} at {begin}"
            # Where a matcher was, its comma has to go as well.
            changed = re.sub(r",\s*(?=[,}])|(?<={),", "", changed)
            yield kind, shown, deepcopy(rule.body) | {"expr": changed}


def _others(kind: str, word: str) -> tuple[str, ...]:
    """What could stand in the word's place by mistake."""
    if kind == "matcher":
        name, operator, value = re.fullmatch(r'(\w+)(=~|!~|!=|=)(".*")', word).groups()  # type: ignore[union-attr]
        return ("", f"{name}{_NEGATED[operator]}{value}")
    if kind == "window":
        return f"[{_scaled(word, 2)}]", f"[{_scaled(word, 0.5)}]"
    if kind == "number":
        number = float(word)
        step = 1 if number == int(number) and number <= 10 else number / 10
        return f"{number + step:g}", f"{number - step:g}"
    if kind == "absent":
        return (word,)
    return {"comparator": _COMPARATORS, "logic": _LOGIC}.get(kind, {}).get(word, ())


def _scaled(duration: str, factor: float) -> str:
    return f"{round(promql_parser.parse_duration(duration).total_seconds() * factor)}s"


def _closing(text: str, begin: int) -> int:
    """Just behind the bracket that closes the one before `begin`."""
    depth = 1
    for place in range(begin, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if not depth:
            return place + 1
    raise ValueError(text)
