"""A board as a table: what stays in a notebook that is exported, printed or run by a program."""

import re
from html import escape
from typing import Any

from course.i18n import _
from course.widgets.board.texts import texts
from course.widgets.board.units import written

_POINTS = 30  # the picture is stored with the notebook
_WIDTH, _HEIGHT = 240, 28


def table(board: dict[str, Any], data: dict[str, Any], caption: str) -> str:
    """HTML with a line a series: its panel, its name, its value at the end, its course over the time range.

    `board` is Grafana's JSON, `data` what `answer` told of it.
    """
    heads = (_("Painel"), _("Série"), _("Agora"), _("No intervalo"))
    head = "".join(f'<th scope="col" style="text-align:left">{escape(text)}</th>' for text in heads)
    lines = "".join(_panel(panel, data) for panel in board["panels"] if panel["type"] != "row")
    return (
        f'<table><caption style="text-align:left">{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
    )


def _panel(panel: dict[str, Any], data: dict[str, Any]) -> str:
    rows: list[str] = []
    for target in panel["targets"]:
        answers = data["series"].get(target["expr"], [])
        for one in sorted(answers, key=lambda one: _name(panel, target, one["labels"], answers)):
            name = escape(_name(panel, target, one["labels"], answers))
            value = escape(_value(panel, target, one["values"][-1]))
            drawn = _line(one["values"]) if panel["type"] == "timeseries" else ""
            rows.append(f'<td style="text-align:left">{name}</td><td>{value}</td><td>{drawn}</td>')
    if not rows:
        why = next((data["errors"][t["expr"]] for t in panel["targets"] if t["expr"] in data["errors"]), None)
        empty = panel["fieldConfig"]["defaults"].get("noValue") or texts()["noData"]
        said = texts()["refused"].format(why=why) if why else empty
        rows = [f'<td colspan="3">{escape(said)}</td>']
    title, style = escape(panel["title"]), "text-align:left;vertical-align:top"
    head = f'<th scope="rowgroup" rowspan="{len(rows)}" style="{style}">{title}</th>'
    return f"<tr>{head}{'</tr><tr>'.join(rows)}</tr>"


def _name(panel: dict[str, Any], target: dict[str, Any], labels: dict[str, str], all_: list[Any]) -> str:
    """The legend as board.js makes it; in a table, the labels shown and the column."""
    if panel["type"] == "table":
        names = panel["transformations"][-1]["options"]["renameByName"]
        shown = [
            _word(labels[label], _field(panel, label)) or labels[label] for label in names if label in labels
        ]
        return " · ".join([*shown, *filter(None, [names.get(f"Value #{target['refId']}")])])
    if target.get("legendFormat") == "__auto":
        name = _telling(labels, [one["labels"] for one in all_])
    else:
        name = re.sub(r"{{\s*(\w+)\s*}}", lambda m: labels.get(m[1], ""), target.get("legendFormat", ""))
    return str(_field(panel, name).get("displayName", name))


def _telling(labels: dict[str, str], all_: list[dict[str, str]]) -> str:
    """The labels that tell one series from the others; by one, if one does."""

    def says(label: str) -> bool:
        return label != "instance" and not all(re.fullmatch(r"\d*", one.get(label, "")) for one in all_)

    values = {label: len({one.get(label) for one in all_}) for label in labels}
    differing = sorted((label for label, n in values.items() if n > 1), key=says, reverse=True)
    alone = next((label for label in differing if values[label] == len(all_)), None)
    if alone and says(alone):
        return labels[alone]
    return ", ".join(f"{label}={labels[label]}" for label in ([alone] if alone else differing))


def _value(panel: dict[str, Any], target: dict[str, Any], value: float | None) -> str:
    field = _field(panel, f"Value #{target['refId']}" if len(panel["targets"]) > 1 else "Value")
    if value is None:
        return str(texts()["noData"])
    return _word(f"{value:g}", field) or written(value, field["unit"], field.get("decimals"))


def _field(panel: dict[str, Any], name: str) -> dict[str, Any]:
    """What holds for a series or a column of that name: what holds for all, and what is its alone."""
    field = dict(panel["fieldConfig"]["defaults"])
    for override in panel["fieldConfig"]["overrides"]:
        if override["matcher"]["options"] == name:
            field |= {one["id"]: one["value"] for one in override["properties"]}
    return field


def _word(value: str, field: dict[str, Any]) -> str | None:
    """What a value is called, if it has a word."""
    for mapping in field.get("mappings", []):
        if value in mapping["options"]:
            return str(mapping["options"][value]["text"])
    return None


def _line(values: list[float | None]) -> str:
    """The course of a series as a small drawing, in the colour of the text; a gap breaks it."""
    every = values[:: max(1, len(values) // _POINTS)]
    known = [value for value in every if value is not None]
    if not known:
        return ""
    low, high = min(*known, 0), max(*known, 0)
    across, up = _WIDTH / max(1, len(every) - 1), (_HEIGHT - 2) / ((high - low) or 1)
    path, pen = "", "M"
    for n, value in enumerate(every):
        if value is None:
            pen = "M"
        else:
            path += f"{pen}{n * across:.0f} {_HEIGHT - 1 - (value - low) * up:.1f}"
            pen = "L"
    return (
        f'<svg width="{_WIDTH}" height="{_HEIGHT}" aria-hidden="true">'
        f'<path d="{path}" fill="none" stroke="currentColor"/></svg>'
    )
