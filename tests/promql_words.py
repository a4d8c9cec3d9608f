"""Whether every word of a PromQL expression means something, told from the series that there are.

Prometheus answers a misspelt metric or label with nothing, and one operand of an `or`, or a label that is
excluded, may be misspelt without anybody noticing: so each word is held against the series by itself.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import promql_parser as promql

Series = Mapping[str, list[Mapping[str, str]]]

_WORD = re.compile(r'(?<![\w"])[a-zA-Z_:][\w:]*|(?<=[=~])\s*"([^"]*)"')


def by_name(found: Iterable[Mapping[str, str]]) -> Series:
    """Label sets, as /api/v1/series gives them, by the metric's name."""
    series: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for labels in found:
        series[labels["__name__"]].append(labels)
    return series


def wrong_words(expression: str, series: Series) -> list[str]:
    """What in it is about nothing: syntax, metrics, labels, values, labels to group by."""
    try:
        parsed = promql.parse(expression.replace("$__rate_interval", "1m"))
    except ValueError as error:
        return [str(error)]
    found: list[str] = []
    labels = set(re.findall(r'label_replace\([^"]*"(\w+)"', expression))
    grouped: set[str] = set()

    def look(node: promql.Expr) -> None:
        if isinstance(node, promql.VectorSelector):
            found.extend(_wrong_in_selector(node, series))
            labels.update(*series.get(node.name, []))
        elif isinstance(node, promql.AggregateExpr) and node.modifier:
            grouped.update(node.modifier.labels)
        elif isinstance(node, promql.BinaryExpr) and node.modifier and node.modifier.matching:
            grouped.update(node.modifier.matching.labels)

    promql.walk(parsed, look)
    return found + sorted(grouped - labels)


def misspellings(expression: str) -> Iterator[str]:
    """The expression with one word wrong: a function, metric, label, or one of the values of a label."""
    for match in _WORD.finditer(expression):
        before, word, after = expression[: match.start()], match[0], expression[match.end() :]
        if match[1] is None:
            yield f"{before}{word}x{after}"
        else:
            values = _alternatives(match[1])
            for place, value in enumerate(values if match[1] else ()):
                wrong = "|".join([*values[:place], f"{value}x", *values[place + 1 :]])
                yield f'{before}"{wrong}"{after}'


def _wrong_in_selector(selector: promql.VectorSelector, series: Series) -> list[str]:
    known = series.get(selector.name, [])
    if not known:
        return [str(selector.name)]
    wrong, chosen = [], known
    for matcher in selector.matchers.matchers:
        regex = "Re" in str(matcher.op)
        if not any(matcher.name in labels for labels in known):
            wrong.append(str(matcher.name))
        for value in _alternatives(matcher.value) if regex else [matcher.value]:
            if not _with(known, matcher.name, value, regex):
                wrong.append(f"{matcher.name}={value}")
        if "Not" not in str(matcher.op):
            chosen = _with(chosen, matcher.name, matcher.value, regex)
    return wrong or ([] if chosen else [str(selector.prettify())])


def _with(series: list[Mapping[str, str]], label: str, value: str, regex: bool) -> list[Mapping[str, str]]:
    pattern = re.compile(value if regex else re.escape(value))
    return [labels for labels in series if pattern.fullmatch(labels.get(label, ""))]


def _alternatives(value: str) -> list[str]:
    """What stands between the bars, where they are not inside parentheses."""
    return [value] if "(" in value else value.split("|")
