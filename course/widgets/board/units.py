"""How values are written: Grafana's units that our dashboards use."""

import math

from babel.numbers import format_decimal

from course.i18n import _, language

# From which size on a value is divided by that size and has which suffix; one that ends with a space stands
# before the value. board.js reads it too.
UNITS: dict[str, list[tuple[float, str]]] = {
    "none": [(1, "")],
    "locale": [(1, "")],
    "percentunit": [(0.01, "%")],
    "s": [(1e-6, " µs"), (1e-3, " ms"), (1, " s"), (60, " min"), (3600, " h"), (86400, " d")],
    "bytes": [(2 ** (10 * n), f" {prefix}B") for n, prefix in enumerate(("", "Ki", "Mi", "Gi", "Ti"))],
    "binBps": [(2 ** (10 * n), f" {prefix}B/s") for n, prefix in enumerate(("", "Ki", "Mi", "Gi"))],
    "reqps": [(1, " req/s")],
    "ops": [(1, " ops/s")],
    "rowsps": [(1, " " + _("linhas/s"))],
    "currencyBRL": [(1, "R$ ")],
}


def written(value: float, unit: str, decimals: int | None = None) -> str:
    """The value as `written` of board.js writes it: in the size that suits it, in the reader's language."""
    steps = UNITS.get(unit, [(1, f" {unit}")])
    fitting = [step for step in steps if step[0] <= abs(value)]
    factor, suffix = fitting[-1] if fitting else next((step for step in steps if step[0] == 1), steps[0])
    shown = value / factor
    if decimals is None:  # three digits in all
        decimals = min(6, max(0, 2 - math.floor(math.log10(abs(shown) or 1))))
    number = format_decimal(shown, "#,##0." + "#" * decimals, language())
    return suffix + number if suffix.endswith(" ") else number + suffix
